"""GraphQL over HTTP: media types, methods, bodies that are no requests, and what every answer carries."""

from __future__ import annotations

import json
from typing import Any

import pytest

from service.http.app import ApiOptions
from service.http.request import document_id
from tests.api.clients import Api, api_over, small_group

GRAPHQL_JSON, PLAIN_JSON = "application/graphql-response+json", "application/json"
TYPENAME = json.dumps({"query": "{ __typename }"}).encode()


async def post(api: Api, body: bytes, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = api.http.build_request("POST", "/graphql", content=body, headers={"content-type": PLAIN_JSON, **named})
    if "accept" not in named:
        del request.headers["accept"]
    return await api.http.send(request)


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        (GRAPHQL_JSON, GRAPHQL_JSON),
        (PLAIN_JSON, PLAIN_JSON),
        ("*/*", PLAIN_JSON),
        ("application/*", PLAIN_JSON),
        (f"text/html, {GRAPHQL_JSON};q=0.5, {PLAIN_JSON};q=0.4", GRAPHQL_JSON),
        (f"{PLAIN_JSON};q=0, */*", PLAIN_JSON),
        ("", GRAPHQL_JSON),
    ],
)
async def test_the_client_chooses_between_two_media_types(api: Api, accept: str, given: str) -> None:
    response = await post(api, TYPENAME, accept=accept)
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{given}; charset=utf-8"


async def test_without_accept_the_answer_is_that_of_graphql(api: Api) -> None:
    response = await post(api, TYPENAME)
    assert response.headers["content-type"].startswith(GRAPHQL_JSON)


async def test_a_client_that_takes_neither_is_told_so_in_json(api: Api) -> None:
    response = await post(api, TYPENAME, accept="image/png")
    assert (response.status_code, code_of(response)) == (406, "BAD_REQUEST")


@pytest.mark.parametrize("query", ["{", "{ nope }", "query($id: ID!) { node(id: $id) { id } }"])
async def test_a_request_error_is_400_without_data_and_200_for_older_clients(api: Api, query: str) -> None:
    body = json.dumps({"query": query}).encode()
    response = await post(api, body, accept=GRAPHQL_JSON)
    assert (response.status_code, set(response.json())) == (400, {"errors"})
    assert (await post(api, body, accept=PLAIN_JSON)).status_code == 200


async def test_a_query_may_come_by_get_and_a_change_may_not(api: Api) -> None:
    asked = await api.http.get(
        "/graphql", params={"query": "query($i: ID!) { task(id: $i) { id } }", "variables": '{"i": "wifi"}'}
    )
    assert asked.json() == {"data": {"task": {"id": "task/wifi"}}}
    change = "mutation { revertRevision(input: {revision: 1}) { errors { code } } }"
    refused = await api.http.get("/graphql", params={"query": change})
    assert (refused.status_code, refused.headers["allow"], api.desk.revision) == (405, "POST", 1)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_other_methods_are_refused(api: Api, method: str) -> None:
    response = await api.http.request(method, "/graphql")
    assert (response.status_code, response.headers["allow"], code_of(response)) == (405, "GET, POST", "BAD_REQUEST")


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/json; charset=latin-1"],
)
async def test_what_a_page_elsewhere_could_send_without_asking_is_refused(api: Api, content_type: str) -> None:
    response = await post(api, TYPENAME, content_type=content_type)
    assert (response.status_code, code_of(response)) == (415, "BAD_REQUEST")


HOSTILE_BODIES = {
    "a number": b"123",
    "null": b"null",
    "a text": b'"x"',
    "a list": b"[]",
    "a batch": b'[{"query": "{ __typename }"}]',
    "broken JSON": b'{"query": ',
    "broken UTF-8": b'\xff\xfe{"query": "{ __typename }"}',
    "100,000 brackets": b"[" * 100_000,
    "nothing": b"",
    "a query that is null": b'{"query": null}',
    "a query of spaces": b'{"query": "  "}',
    "variables as a list": b'{"query": "{ __typename }", "variables": []}',
    "extensions as a text": b'{"query": "{ __typename }", "extensions": "x"}',
    "a number as operation": b'{"query": "{ __typename }", "operationName": 5}',
    "two operations": b'{"query": "query a { __typename } query b { __typename }"}',
    "an operation that is not there": b'{"query": "query a { __typename }", "operationName": "b"}',
    "half a character": b'{"query": "{ __typename } \\ud800"}',
    "a null character": b'{"query": "{ __typename } \\u0000"}',
    "10,000 aliases": json.dumps({"query": "{" + " ".join(f"a{i}:__typename" for i in range(10_000)) + "}"}).encode(),
    "20,000 directives": json.dumps({"query": "{ __typename " + "@a " * 20_000 + "}"}).encode(),
    "five megabytes": b'{"query": "' + b" " * 5_000_000 + b'{ __typename }"}',
    "100,000 comments": json.dumps({"query": "#\n" * 100_000 + "{ __typename }"}).encode(),
}


@pytest.mark.parametrize("name", HOSTILE_BODIES)
async def test_a_hostile_body_gets_a_coded_error_in_json(api: Api, name: str) -> None:
    response = await post(api, HOSTILE_BODIES[name], accept=GRAPHQL_JSON)
    assert 400 <= response.status_code < 500
    assert "data" not in response.json()
    assert code_of(response) in {"BAD_REQUEST", "COST_LIMIT", "OPERATION_RESOLUTION_FAILURE", "GRAPHQL_PARSE_FAILED"}
    assert (await api.ask("{ __typename }")) == {"__typename": "Query"}


async def test_a_trusted_document_is_asked_by_its_id(api: Api) -> None:
    query = "{ __typename }"
    options = ApiOptions(trusted={document_id(query): query}, only_trusted=True)
    async with api_over(small_group(), options) as trusting:
        known = await post(trusting, json.dumps({"documentId": document_id(query)}).encode())
        assert known.json() == {"data": {"__typename": "Query"}}
        by_hash = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": document_id(query)[7:]}}}
        assert (await post(trusting, json.dumps(by_hash).encode())).json() == known.json()
        unknown = await post(trusting, b'{"documentId": "sha256:0"}')
        assert (len(unknown.json()["errors"]), code_of(unknown)) == (1, "PERSISTED_QUERY_NOT_FOUND")
        raw = await post(trusting, json.dumps({"query": "{ schools { totalCount } }"}).encode())
        assert (raw.status_code, code_of(raw)) == (400, "BAD_REQUEST")


async def test_every_answer_carries_the_security_headers(api: Api) -> None:
    for path in ("/", "/graphql", "/graphiql", "/healthz", "/schema.graphql", "/static/app.css", "/nothing"):
        headers = (await api.http.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"  # nothing to others; the forms of the pages need it
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "script-src 'self';" in policy
        assert ("'unsafe-inline'" in policy) is (path == "/graphiql")
        assert "server" not in headers


async def test_another_host_name_is_refused(api: Api) -> None:
    response = await api.http.get("/healthz", headers={"host": "elsewhere.example"})
    assert (response.status_code, code_of(response)) == (421, "BAD_REQUEST")
    for own in ("localhost:8450", "127.0.0.1", "[::1]:80"):
        assert (await api.http.get("/healthz", headers={"host": own})).status_code == 200


@pytest.mark.parametrize(
    ("host", "status"), [("wie.school.example", 200), ("LOCALHOST:8450", 200), ("evil.example", 421)]
)
async def test_a_proxy_may_ask_under_the_names_of_the_settings_also_in_a_container(host: str, status: int) -> None:
    async with api_over(small_group(), names="wie.school.example, ander.example", behind_proxy=True) as api:
        response = await api.http.get("/healthz", headers={"host": host})
        assert response.status_code == status


@pytest.mark.parametrize("second", ["elsewhere.example", "localhost"])
async def test_a_request_with_two_host_names_is_refused(api: Api, second: str) -> None:
    response = await api.http.get("/healthz", headers=[("host", "localhost"), ("host", second)])
    assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"origin": "http://localhost:9"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site", "origin": "http://localhost"},
    ],
)
async def test_what_a_page_of_another_site_sends_is_not_run(api: Api, headers: dict[str, str]) -> None:
    response = await post(api, TYPENAME, **headers)
    assert (response.status_code, code_of(response)) == (403, "FORBIDDEN")


@pytest.mark.parametrize("headers", [{}, {"origin": "http://localhost"}, {"sec_fetch_site": "same-origin"}])
async def test_what_a_program_or_a_page_of_this_service_sends_is_run(api: Api, headers: dict[str, str]) -> None:
    assert (await post(api, TYPENAME, **headers)).json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(("scheme", "secure"), [("http", False), ("https", True)])
async def test_behind_tls_every_cookie_is_secure(api: Api, scheme: str, secure: bool) -> None:
    answer = await api.http.post(f"{scheme}://localhost/taal", data={"language": "en"})
    (cookie,) = answer.headers.get_list("set-cookie")
    assert cookie.endswith("; Secure") is secure


@pytest.mark.parametrize("path", ["/nothing", "/docs", "/openapi.json", "/static/nothing", "/static/../app.py"])
async def test_a_page_that_is_not_there_is_told_so_in_json(api: Api, path: str) -> None:
    response = await api.http.get(path)
    assert (response.status_code, code_of(response)) == (404, "NOT_FOUND")


async def test_health_and_readiness_are_two_questions(api: Api) -> None:
    assert (await api.http.get("/healthz")).json() == {"status": "ok"}
    ready = await api.http.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "revision": 1, "problems": []})


async def test_a_closed_instance_shows_no_schema_no_editor_and_no_names(api: Api) -> None:
    options = ApiOptions(graphiql=False, introspection=False, suggestions=False, get_queries=False)
    async with api_over(small_group(), options) as closed:
        assert (await closed.http.get("/graphiql")).status_code == 404
        assert (await closed.http.get("/graphql", params={"query": "{ __typename }"})).status_code == 405
        assert set(await closed.codes("{ __schema { types { name } } }")) == {"GRAPHQL_VALIDATION_FAILED"}
        body = await closed.answer("{ school { id } }")
        assert "Did you mean" not in body["errors"][0]["message"]
        assert "graphiql" not in (await closed.http.get("/")).text.lower()


def code_of(response: Any) -> str:
    """The code of the only error of an answer."""
    (error,) = response.json()["errors"]
    return str(error["extensions"]["code"])


async def test_only_the_contact_card_may_be_framed_and_only_by_named_pages() -> None:
    card, other = "/organisatie/brug/contactkaart", "/organisatie/brug"
    async with api_over(small_group(), framed_by="https://intranet.example https://*.school.example") as api:
        headers = (await api.http.get(card)).headers
        assert "frame-ancestors https://intranet.example https://*.school.example" in headers["content-security-policy"]
        assert "x-frame-options" not in headers
        assert "frame-ancestors 'none'" in (await api.http.get(other)).headers["content-security-policy"]
    async with api_over(small_group()) as api:
        assert "frame-ancestors 'none'" in (await api.http.get(card)).headers["content-security-policy"]
