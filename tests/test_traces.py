"""Traces: a span of every request and in it of every call of the store, and nothing in them of who asked what."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from graph.domain.errors import InvalidInput
from service.http.head import Head
from service.http.watch import Seen
from service.traces import Traces, kept_by, sent_traces
from tests.api.clients import api_over, small_group
from tests.faults.servers import served, until

TRACE, CALLER = "4bf92f3577b34da6a3ce929d0e0e4736", "b7ad6b7169203331"


@pytest.fixture
def spans() -> Iterator[tuple[Traces, InMemorySpanExporter]]:
    kept = InMemorySpanExporter()
    with kept_by(SimpleSpanProcessor(kept)) as traces:
        yield traces, kept


def parent(span: ReadableSpan) -> int | None:
    return span.parent.span_id if span.parent else None


class TestSpans:
    async def test_a_request_is_a_span_under_that_of_the_caller(
        self, spans: tuple[Traces, InMemorySpanExporter]
    ) -> None:
        traces, kept = spans
        async with api_over(small_group(), traces=traces) as api:
            await api.http.get("/healthz", headers={"traceparent": f"00-{TRACE}-{CALLER}-01"})
        (span,) = kept.get_finished_spans()
        assert span.context is not None
        assert (f"{span.context.trace_id:032x}", f"{parent(span):016x}") == (TRACE, CALLER)

    async def test_without_a_caller_it_has_the_number_that_the_log_has(
        self, spans: tuple[Traces, InMemorySpanExporter]
    ) -> None:
        traces, kept = spans
        async with api_over(small_group(), traces=traces) as api:
            answer = await api.http.get("/zoeken?q=peeters")
        (span,) = kept.get_finished_spans()
        assert span.context is not None
        assert f"{span.context.trace_id:032x}" == answer.headers["x-request-id"]
        assert (span.name, parent(span)) == ("GET /zoeken", None)
        assert "peeters" not in span.to_json().lower()

    async def test_one_that_the_service_could_not_answer_is_an_error(
        self, spans: tuple[Traces, InMemorySpanExporter]
    ) -> None:
        traces, kept = spans
        with traces.request(Head([]), seen := Seen()):
            seen.status, seen.outcome = 503, "UNAVAILABLE"
        assert [span.status.description for span in kept.get_finished_spans()] == ["UNAVAILABLE"]

    async def test_a_call_of_the_store_is_a_span_within_its_request(
        self, spans: tuple[Traces, InMemorySpanExporter]
    ) -> None:
        traces, kept = spans

        async def ask(seconds: float) -> None:
            with traces.request(Head([]), Seen(operation="changes")):
                traces.store_call("changes", "ok", seconds)

        await asyncio.gather(ask(1.0), ask(2.0))
        calls = [span for span in kept.get_finished_spans() if span.name == "store changes"]
        requests = [span for span in kept.get_finished_spans() if span.name == "changes"]
        assert {parent(span) for span in calls} == {span.context.span_id for span in requests if span.context}
        lasted = [span.end_time - span.start_time for span in calls if span.end_time and span.start_time]
        assert sorted(lasted) == [1_000_000_000, 2_000_000_000]


@contextmanager
def receiver() -> Iterator[tuple[str, list[str]]]:
    """A receiver of OTLP: its address, and the names of the spans that it was sent."""
    names: list[str] = []

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            sent = ExportTraceServiceRequest.FromString(self.rfile.read(int(self.headers["Content-Length"])))
            names.extend(
                span.name for group in sent.resource_spans for scope in group.scope_spans for span in scope.spans
            )
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Takes)
    taking = threading.Thread(target=server.serve_forever)
    taking.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", names
    finally:
        server.shutdown()
        taking.join()
        server.server_close()


class TestSending:
    def test_a_service_sends_what_it_was_asked_to_a_receiver(self, tmp_path: Path) -> None:
        with receiver() as (address, names):
            with served(f"sqlite:///{tmp_path}/store.db", traces=address) as (running, client):
                client.get("/zoeken?q=peeters")
                running.terminate()
                assert running.wait() == 0
            assert "GET /zoeken" in names
            assert "store load" in names

    def test_a_receiver_that_is_gone_holds_nothing_up(self, tmp_path: Path) -> None:
        with served(f"sqlite:///{tmp_path}/store.db", traces="http://127.0.0.1:9") as (_running, client):
            until(lambda: client.get("/readyz").status_code == 200)

    def test_without_an_address_there_are_none(self) -> None:
        with sent_traces("") as traces:
            assert traces is None

    def test_without_the_libraries_it_is_said_what_to_install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace.export", None)
        with pytest.raises(InvalidInput, match=r"mandaatwijzer\[traces\]"), sent_traces("http://127.0.0.1:9"):
            pass
