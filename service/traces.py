"""Traces for OpenTelemetry: a span of every request, and in it one of every call of the store; for who has the extra.

A span says what the counters say, and the number under which the log speaks of the request: nothing that somebody
typed, and nobody's name.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from time import time_ns
from typing import TYPE_CHECKING, Any

import structlog

from graph.domain.errors import InvalidInput
from graph.domain.text import Text
from service.http.head import Head
from service.http.watch import Seen

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor
    from opentelemetry.trace import Tracer

__all__ = ["Traces", "sent_traces"]

NANOSECONDS = 1_000_000_000
SERVER_ERROR = 500
SECONDS_TO_SEND = 3.0
"""Tries included; the last spans are waited for at the end, within the time that a service has to stop."""


class Traces:
    """Makes spans.

    Args:
        tracer: of the library.
    """

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer

    @contextmanager
    def request(self, asked: Head, seen: Seen) -> Iterator[None]:
        """The span of a request, while it is answered; its parent is that of the caller, if it says one.

        Args:
            asked: head of the request.
            seen: what it was, filled in by its end.
        """
        from opentelemetry.trace import SpanKind, Status, StatusCode
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        caller = TraceContextTextMapPropagator().extract({name: asked.get(name) for name in asked})
        with self._tracer.start_as_current_span("request", caller, SpanKind.SERVER) as span:
            try:
                yield
            finally:
                span.update_name(seen.operation or seen.door)
                span.set_attributes(
                    {
                        "mandaatwijzer.door": seen.door,
                        "mandaatwijzer.outcome": seen.outcome,
                        "http.response.status_code": seen.status,
                    }
                )
                if seen.status >= SERVER_ERROR:
                    span.set_status(Status(StatusCode.ERROR, seen.outcome))

    def store_call(self, method: str, outcome: str, seconds: float) -> None:
        """The span of a call of the store that has just ended, within the request that asked it, if one did."""
        end = time_ns()
        span = self._tracer.start_span(f"store {method}", start_time=end - int(seconds * NANOSECONDS))
        span.set_attribute("mandaatwijzer.outcome", outcome)
        span.end(end)


@contextmanager
def sent_traces(address: str) -> Iterator[Traces | None]:
    """Spans that go to a receiver of OTLP over HTTP, until they are no longer made; none without an address.

    What it does not take is left out, and holds nothing up.

    Args:
        address: of the receiver, such as http://127.0.0.1:4318.

    Raises:
        InvalidInput: the libraries of the extra `traces` are not here.
    """
    if not address:
        yield None
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise InvalidInput.because(
            Text("The libraries that send traces are not installed"),
            Text("Install mandaatwijzer[traces], or leave MANDAATWIJZER_TRACES out"),
            field="MANDAATWIJZER_TRACES",
        ) from None
    with kept_by(
        BatchSpanProcessor(OTLPSpanExporter(f"{address.rstrip('/')}/v1/traces", timeout=SECONDS_TO_SEND))
    ) as traces:
        yield traces


@contextmanager
def kept_by(processor: SpanProcessor) -> Iterator[Traces]:
    """Spans that go to a processor, which ends with them."""
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider

    resource = Resource.create({"service.name": "mandaatwijzer", "service.version": version("mandaatwijzer")})
    provider = TracerProvider(resource=resource, id_generator=_numbers(), shutdown_on_exit=False)
    provider.add_span_processor(processor)
    try:
        yield Traces(provider.get_tracer("mandaatwijzer"))
    finally:
        provider.shutdown()


def _numbers() -> Any:
    """Makes the number of a trace that of its request in the log, so that one finds the other."""
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

    class Numbers(RandomIdGenerator):
        def generate_trace_id(self) -> int:
            number = structlog.contextvars.get_contextvars().get("request_id")
            return super().generate_trace_id() if number is None else int(number, 16)

    return Numbers()
