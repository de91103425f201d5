"""The container files, as far as they can be held without an engine."""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
import tomllib
from dataclasses import fields
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer import Context
from typer.main import get_command

from graph.store.neo4j.local_server import LTS
from graph.store.neo4j.store import Neo4jStore
from graph.usecases.opening import open_store
from service.cli.app import app
from service.config import Settings, read_settings
from service.serving import GRACE_SECONDS, SECONDS_TO_ANSWER
from tests.several.balanced import SHIPPED

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "MANDAATWIJZER_"
SECRET_WORDS = re.compile(r"password|passwd|token|api_?key", re.IGNORECASE)


def _instructions() -> list[tuple[str, str]]:
    """The instructions of the Dockerfile, with continued lines joined."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1].strip()) for line in lines]


def _of(name: str) -> list[str]:
    return [words for instruction, words in _instructions() if instruction == name]


def _copied() -> list[str]:
    """What is copied from this checkout."""
    return [source for words in _of("COPY") if "--from=" not in words for source in words.split()[:-1]]


def _environment() -> dict[str, str]:
    """The variables of the image itself."""
    last_stage = _instructions()[max(i for i, (name, _) in enumerate(_instructions()) if name == "FROM") :]
    words = [word for name, words in last_stage if name == "ENV" for word in shlex.split(words)]
    return dict(word.split("=", 1) for word in words)


def _compose() -> Any:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


INSTANCES = ("mandaatwijzer", "mandaatwijzer-1", "mandaatwijzer-2", "mandaatwijzer-3")
BALANCED = INSTANCES[1:]


def _settings_of(environment: dict[str, str]) -> Settings:
    ours = {name.removeprefix(PREFIX).lower(): value for name, value in environment.items() if name.startswith(PREFIX)}
    assert set(ours) <= {each.name for each in fields(Settings)}, "a variable is not a setting"
    return Settings(**ours)


def _lock() -> Any:
    return tomllib.loads((ROOT / "uv.lock").read_text())


# The image


def test_both_stages_come_from_the_same_named_python() -> None:
    images = {words.split()[0] for words in _of("FROM")}
    assert len(images) == 1
    (image,) = images
    version = re.fullmatch(r"python:(3\.\d+)-slim-\w+", image)
    assert version is not None
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    assert wanted == f">={version.group(1)}"


def test_the_libraries_are_those_of_the_lock_file_installed_by_the_uv_that_it_names() -> None:
    runs = _of("RUN")
    (version,) = (package["version"] for package in _lock()["package"] if package["name"] == "uv")
    assert any(f"uv=={version}" in run for run in runs)
    syncs = [run for run in runs if "uv sync" in run]
    assert all("--frozen" in run and "--no-dev" in run for run in syncs)
    assert "--no-editable" in syncs[-1]


@pytest.mark.parametrize("source", _copied())
def test_what_is_copied_exists_and_reaches_the_build(source: str) -> None:
    assert (ROOT / source).exists()
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    assert lines[0] == "*"
    assert f"!{source}" in lines


def test_nothing_else_reaches_the_build() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    assert {line[1:] for line in lines if line[0] == "!"} == set(_copied())
    assert "**/__pycache__" in lines


def test_what_is_copied_is_enough_to_build_the_wheel(tmp_path: Path) -> None:
    build = tmp_path / "build"
    build.mkdir()
    for source in _copied():
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, build / source, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / source, build / source)
    uv = Path(sys.executable).with_name("uv")
    done = subprocess.run([uv, "build", "--wheel", "-q", "--out-dir", tmp_path], cwd=build, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.glob("*.whl"))


def test_it_runs_as_a_user_without_rights() -> None:
    assert _of("USER")[-1] == "10001"
    assert any("useradd" in run and "--uid 10001" in run for run in _of("RUN"))


def test_its_command_is_one_of_ours() -> None:
    (program,) = json.loads(_of("ENTRYPOINT")[-1])
    assert program in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    command, *_ = json.loads(_of("CMD")[-1])
    assert command in get_command(app).list_commands(Context(get_command(app)))  # type: ignore[attr-defined]


def test_its_store_lies_on_the_volume_and_its_port_is_the_usual_one() -> None:
    settings = _settings_of(_environment())
    assert settings.store.startswith(f"sqlite:///{_of('VOLUME')[-1]}/")
    assert [str(settings.port)] == _of("EXPOSE")
    assert settings.behind_proxy is False, "whoever publishes the port decides that"


def test_no_layer_holds_a_secret() -> None:
    assert [words for words in _of("ENV") + _of("ARG") if SECRET_WORDS.search(words)] == []
    assert [source for source in _copied() if fnmatch.fnmatch(source, "*secret*")] == []


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
def test_its_health_check_asks_healthz(status: int, code: int) -> None:
    _, _, words = _of("HEALTHCHECK")[-1].partition("CMD ")
    python, *arguments = json.loads(words)
    assert python == "python"
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        here = [word.replace(":8450/", f":{server.server_port}/") for word in arguments]
        done = subprocess.run([sys.executable, *here], capture_output=True, env={"PATH": os.environ["PATH"]})
        thread.join()
    assert (min(done.returncode, 1), asked) == (code, ["/healthz"])


# Compose


def test_every_port_is_published_on_loopback_only() -> None:
    ports = [port for service in _compose()["services"].values() for port in service.get("ports", ())]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


@pytest.mark.parametrize("name", [*INSTANCES, "balancer", "neo4j"])
def test_every_service_has_a_limit_a_health_check_and_comes_back(name: str) -> None:
    service = _compose()["services"][name]
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])
    assert service["restart"] == "unless-stopped"
    assert "no-new-privileges:true" in service["security_opt"]
    assert "healthcheck" in service or (service["build"] == "." and _of("HEALTHCHECK"))


@pytest.mark.parametrize("name", INSTANCES)
def test_the_service_waits_until_neo4j_is_well_and_may_write_nothing_of_its_own(name: str) -> None:
    service = _compose()["services"][name]
    assert service["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]  # noqa: S108 (the folder in the container)
    assert service["cap_drop"] == ["ALL"]


def test_the_service_listens_in_its_container_at_the_port_that_is_published() -> None:
    service = _compose()["services"]["mandaatwijzer"]
    settings = _settings_of(_environment() | service["environment"])
    assert settings.behind_proxy is True
    assert service["ports"] == [f"127.0.0.1:{settings.port}:{settings.port}"]
    assert settings.hosts == frozenset(), "under the names of this machine only"
    assert service["command"][0] in get_command(app).list_commands(Context(get_command(app)))  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", INSTANCES)
def test_the_service_gets_the_time_that_it_takes_to_stop(name: str) -> None:
    service = _compose()["services"][name]
    seconds = int(service["stop_grace_period"].removesuffix("s"))
    assert seconds > _settings_of(service["environment"]).drain_seconds + GRACE_SECONDS + SECONDS_TO_ANSWER


def test_three_of_them_behind_the_balancer_are_started_by_its_name_alone() -> None:
    services = _compose()["services"]
    balancer = services["balancer"]
    assert balancer["depends_on"] == {name: {"condition": "service_healthy"} for name in BALANCED}
    assert [services[name]["profiles"] for name in (*BALANCED, "balancer")] == [["three"]] * 4
    assert all("profiles" not in services[name] for name in ("mandaatwijzer", "neo4j"))
    assert not any("ports" in services[name] for name in BALANCED), "they are asked through the balancer alone"
    assert len({str(services[name]) for name in BALANCED}) == 1


def test_the_balancer_asks_the_three_with_the_configuration_that_is_tested() -> None:
    services = _compose()["services"]
    balancer, configuration = services["balancer"], SHIPPED.read_text()
    (mount,) = balancer["volumes"]
    assert (ROOT / mount.split(":")[0]).resolve() == SHIPPED
    assert re.findall(r"^    server \w+ (\S+) cookie", configuration, re.MULTILINE) == [
        f"{name}:{Settings().port}" for name in BALANCED
    ]
    (secret,) = balancer["secrets"]
    assert f" ssl crt {secret['target']} " in configuration
    assert f"monitor-uri {balancer['healthcheck']['test'][-1].removeprefix('http://127.0.0.1')}\n" in configuration
    assert re.fullmatch(r"haproxy:2\.6-alpine", balancer["image"]), "the line that Debian has, which is tested"


def test_each_of_the_three_knows_the_address_of_the_balancer_and_drains_longer_than_it_looks() -> None:
    services, looks = _compose()["services"], re.findall(r"(?:fast)?inter (\d+)ms", SHIPPED.read_text())
    (port,) = services["balancer"]["ports"]
    for name in BALANCED:
        settings = _settings_of(_environment() | services[name]["environment"])
        assert settings.address == f"https://localhost:{port.split(':')[1]}"
        assert settings.proxies
        assert settings.drain_seconds > 2 * sum(map(int, looks)) / 1000


async def test_the_address_of_its_store_is_that_of_the_neo4j_beside_it() -> None:
    compose = _compose()
    settings = _settings_of(compose["services"]["mandaatwijzer"]["environment"])
    store = open_store(settings.store)
    assert isinstance(store, Neo4jStore)
    await store.close()
    # A single server: the routing scheme would send the driver to the address that the server thinks it has.
    assert settings.store == "bolt://neo4j@neo4j:7687/neo4j"
    assert "neo4j" in compose["services"]


def test_neo4j_is_the_community_edition_of_the_line_that_is_tested() -> None:
    assert _compose()["services"]["neo4j"]["image"] == f"neo4j:{LTS.name}-community"


def test_secrets_come_from_files_alone() -> None:
    compose = _compose()
    assert {secret["file"] for secret in compose["secrets"].values()} == {
        "./secrets/store_password",
        "./secrets/neo4j_auth",
        "./secrets/certificate.pem",
    }
    values = [
        (name, value)
        for service in compose["services"].values()
        for name, value in service.get("environment", {}).items()
        if SECRET_WORDS.search(name) or name.startswith("NEO4J_AUTH")
    ]
    assert values == [("NEO4J_AUTH_FILE", "/run/secrets/neo4j_auth")]
    assert "/secrets/" in (ROOT / ".gitignore").read_text().splitlines()


def test_the_service_reads_its_secret_under_the_name_that_it_gets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (secret,) = _compose()["services"]["mandaatwijzer"]["secrets"]
    (tmp_path / secret["target"]).write_text("from-a-file\n")
    monkeypatch.setattr("service.config.SECRETS", tmp_path)
    password = read_settings().store_password
    assert password is not None
    assert password.value == "from-a-file"


def test_every_volume_and_secret_is_declared() -> None:
    compose = _compose()
    mounts = {mount.split(":")[0] for one in compose["services"].values() for mount in one.get("volumes", ())}
    assert {mount for mount in mounts if not mount.startswith("./")} == set(compose["volumes"])
    used = [secret for one in compose["services"].values() for secret in one["secrets"]]
    assert {secret if isinstance(secret, str) else secret["source"] for secret in used} == set(compose["secrets"])


def test_compose_itself_accepts_the_file() -> None:
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "compose", "version"], capture_output=True).returncode:
        pytest.skip("docker with its compose plugin is not here")
    done = subprocess.run([docker, "compose", "config", "--quiet"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
