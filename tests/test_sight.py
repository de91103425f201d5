"""What operators see: the counters, the number of a request, the log of requests; and what a real Prometheus makes of
the rules and the dashboard that come with it."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from graph.domain.errors import InvalidInput
from graph.usecases.analysing import Analyst
from service.metrics import Meters, given_out
from tests.api.clients import api_over, small_group
from tests.components import lacks
from tests.faults.servers import served, until

OPERATIONS = Path(__file__).parents[1] / "docs" / "operations"
TRACE = "0af7651916cd43dd8448eb211c80319c"
SECRETS = ("wifi", "peeters", "brug")


def values(meters: Meters) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Every value that is given now, by name and labels."""
    families = text_string_to_metric_families(generate_latest(meters.registry).decode())
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def counted(meters: Meters, name: str, **labels: str) -> float:
    """The sum of the values with these labels."""
    found = [
        value
        for (each, given), value in values(meters).items()
        if each == name and labels.items() <= dict(given).items()
    ]
    return sum(found)


class TestCounters:
    async def test_requests_are_counted_by_what_was_asked_and_how_it_ended(self) -> None:
        meters = Meters()
        async with api_over(small_group(), meters=meters) as api:
            await api.ask('{ responsibility(organisation: "brug", subject: "wifi") { on } }')
            await api.ask("{ __schema { queryType { name } } }")
            await api.ask("{ a: organisations(first: 1) { totalCount } b: decisions(first: 1) { totalCount } }")
            await api.codes("{ nothing }")
            await api.codes('{ responsibility(organisation: "x", subject: "y") { on } }')
            await api.http.get("/wie?q=wifi")
            await api.http.get("/organisatie/nergens")
            await api.http.get("/peeters")
            await api.http.get("/healthz")
        name = "mandaatwijzer_request_seconds_count"
        assert counted(meters, name, door="graphql", operation="responsibility", outcome="ok") == 2
        assert counted(meters, name, door="graphql", operation="schema", outcome="ok") == 1
        assert counted(meters, name, door="graphql", operation="several", outcome="ok") == 1
        assert counted(meters, name, door="graphql", outcome="GRAPHQL_VALIDATION_FAILED") == 1
        assert counted(meters, name, door="page", operation="GET /wie") == 1
        assert counted(meters, name, door="page", outcome="404") == 1
        assert counted(meters, name) == 9

    async def test_no_label_holds_what_somebody_typed(self) -> None:
        meters = Meters()
        async with api_over(small_group(), meters=meters) as api:
            await api.http.get("/zoeken?q=peeters")
            await api.http.get("/organisatie/brug")
            await api.http.get("/wifi/peeters")
            await api.http.request("BRUG", "/wie")
            await api.codes('query peeters { wifi: task(id: "wifi") { id } }')
        labels = " ".join(value for _name, given in values(meters) for _label, value in given).lower()
        assert not [secret for secret in SECRETS if secret in labels]

    async def test_what_is_kept_served_and_waiting_is_given(self, tmp_path: Path) -> None:
        meters = Meters()
        async with api_over(small_group(), meters=meters, analyst=Analyst()) as api:
            for _ in range(3):
                await api.ask("{ __typename }")
            for _ in range(2):
                await api.http.get("/organisatie/brug")
            await api.desk.refresh()
            found = values(meters)
            assert counted(meters, "mandaatwijzer_documents_looked_up_total", kept="yes") == 2
            assert found["mandaatwijzer_revision", frozenset()] == 1
            assert found["mandaatwijzer_snapshot_records", frozenset()] == len(small_group())
            assert found["mandaatwijzer_problems", frozenset()] == 0
            assert found["mandaatwijzer_refreshes_total", frozenset()] >= 1
            assert found["mandaatwijzer_waiting", frozenset({("line", "analyses")})] == 0
            assert found["process_open_fds", frozenset()] > 0

    async def test_two_services_of_one_process_do_not_count_together(self) -> None:
        first, second = Meters(), Meters()
        async with api_over(small_group(), meters=first) as api, api_over(small_group(), meters=second):
            await api.ask("{ __typename }")
        name = "mandaatwijzer_request_seconds_count"
        assert (counted(first, name), counted(second, name)) == (1, 0)


class TestAddress:
    def test_they_are_given_on_an_address_of_their_own(self) -> None:
        with given_out(Meters(), "127.0.0.1:0") as address:
            assert "mandaatwijzer_info" in httpx.get(f"http://{address}/metrics").text
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"http://{address}/metrics")

    def test_one_that_is_taken_is_told(self) -> None:
        with (
            given_out(Meters(), "127.0.0.1:0") as address,
            pytest.raises(InvalidInput, match="Take another port"),
            given_out(Meters(), str(address)),
        ):
            pass

    async def test_the_pages_do_not_give_them(self) -> None:
        async with api_over(small_group(), meters=Meters()) as api:
            assert (await api.http.get("/metrics")).status_code == 404


def requests_in(log: Path) -> list[dict[str, Any]]:
    """The lines of a log that tell of a request; a line that is still being written is none."""
    whole, _, _unfinished = log.read_text().rpartition("\n")
    return [line for line in map(json.loads, whole.splitlines()) if line["event"] == "request"]


class TestNumbers:
    @pytest.mark.parametrize(
        ("given", "taken"),
        [
            (f"00-{TRACE}-b7ad6b7169203331-01", True),
            (f"01-{TRACE}-b7ad6b7169203331-01-more", True),
            (f"ff-{TRACE}-b7ad6b7169203331-01", False),
            (f"00-{'0' * 32}-b7ad6b7169203331-01", False),
            (f"00-{TRACE}-{'0' * 16}-01", False),
            (f"00-{TRACE.upper()}-b7ad6b7169203331-01", False),
            ("nonsense", False),
            ("", False),
        ],
    )
    async def test_the_trace_of_the_caller_is_taken_over_when_it_is_one(self, given: str, taken: bool) -> None:
        async with api_over(small_group()) as api:
            answer = await api.http.get("/healthz", headers={"traceparent": given})
        number = answer.headers["x-request-id"]
        assert re.fullmatch("[0-9a-f]{32}", number)
        assert (number == TRACE) is taken

    async def test_what_is_refused_before_it_is_read_has_one_too(self) -> None:
        async with api_over(small_group()) as api:
            answer = await api.http.get("/healthz", headers={"host": "elsewhere.example"})
        assert (answer.status_code, len(answer.headers["x-request-id"])) == (421, 32)

    def test_each_request_is_a_line_of_the_log_with_its_number_and_without_what_was_asked(self, tmp_path: Path) -> None:
        log = tmp_path / "log"
        with (
            log.open("w") as stderr,
            served(f"sqlite:///{tmp_path}/store.db", stderr=stderr, access_log="true") as (_running, client),
        ):
            client.get("/zoeken?q=peeters", headers={"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"})
            client.get("/peeters/wifi")
            until(lambda: len(requests_in(log)) == 2)  # each is written after its answer has gone
        asked, unknown = requests_in(log)
        assert (asked["request_id"], asked["door"], asked["operation"]) == (TRACE, "page", "GET /zoeken")
        assert (unknown["status"], unknown["operation"]) == (404, "")
        assert not [secret for secret in SECRETS if secret in log.read_text().lower()]


# A real Prometheus


def expressions() -> list[str]:
    """Every expression of the dashboard, for all instances."""
    dashboard = json.loads((OPERATIONS / "dashboard.json").read_text())
    return [target["expr"].replace("$instance", ".*") for panel in dashboard["panels"] for target in panel["targets"]]


async def test_the_dashboard_and_the_rules_name_counters_that_there_are(tmp_path: Path) -> None:
    meters = Meters()
    async with api_over(small_group(), meters=meters) as api:
        await api.ask("{ __typename }")
        meters.store_call("version", "ok", 0.1)
        names = {name for name, _labels in values(meters)} | {"mandaatwijzer_backup_age_seconds"}
    used = set(re.findall(r"\b(?:mandaatwijzer|process)_\w+", " ".join([*expressions(), rules()])))
    assert used
    assert used <= names


def rules() -> str:
    """The expressions of the rules."""
    text = (OPERATIONS / "alerts.yml").read_text()
    return " ".join(re.findall(r"expr: (?:\|\s+)?(.*)", text))


def of_prometheus(name: str) -> str:
    """A program of Prometheus."""
    return shutil.which(name) or lacks("prometheus", f"No {name} on this machine (Debian: apt-get install prometheus)")


@pytest.mark.prometheus
def test_prometheus_reads_the_configuration_and_the_rules() -> None:
    promtool = of_prometheus("promtool")
    done = subprocess.run(
        [promtool, "check", "config", str(OPERATIONS / "prometheus.yml")], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def free_port() -> int:
    """A port that nobody uses just now."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def prometheus(program: str, folder: Path, metrics_port: int) -> Iterator[httpx.Client]:
    """A Prometheus with the configuration that comes with the product, but for the port and how often it looks."""
    given = (OPERATIONS / "prometheus.yml").read_text()
    given = given.replace(":9464", f":{metrics_port}").replace("15s", "1s")
    configuration = folder / "prometheus.yml"
    configuration.write_text(given.replace("alerts.yml", str(OPERATIONS / "alerts.yml")))
    address = f"127.0.0.1:{free_port()}"
    command = [
        program,
        f"--config.file={configuration}",
        f"--storage.tsdb.path={folder / 'prometheus'}",
        f"--web.listen-address={address}",
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            with httpx.Client(base_url=f"http://{address}", timeout=60) as client:
                until(lambda: running.poll() is None and is_ready(client))
                yield client
        finally:
            running.terminate()


def is_ready(client: httpx.Client) -> bool:
    try:
        return client.get("/-/ready").status_code == 200
    except httpx.TransportError:
        return False


def asked(client: httpx.Client, expression: str) -> list[Any]:
    """What an expression gives now."""
    answer = client.get("/api/v1/query", params={"query": expression}).json()
    assert answer["status"] == "success", answer
    found: list[Any] = answer["data"]["result"]
    return found


@pytest.mark.prometheus
def test_a_prometheus_counts_and_answers_every_expression_of_the_dashboard(tmp_path: Path) -> None:
    program, port = of_prometheus("prometheus"), free_port()
    with (
        served(f"sqlite:///{tmp_path}/store.db", metrics=f"127.0.0.1:{port}") as (_running, client),
        prometheus(program, tmp_path, port) as looking,
    ):
        client.get("/wie")
        until(lambda: bool(asked(looking, 'mandaatwijzer_request_seconds_count{operation="GET /wie"}')))
        assert [each["value"][1] for each in asked(looking, 'up{job="mandaatwijzer"}')] == ["1"]
        for expression in expressions():
            asked(looking, expression)
        (group,) = looking.get("/api/v1/rules").json()["data"]["groups"]
        assert {rule["health"] for rule in group["rules"]} <= {"ok", "unknown"}
        assert "firing" not in {rule["state"] for rule in group["rules"]}
