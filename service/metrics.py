"""What operators count: requests, the store, the snapshot, what is kept and what waits; for Prometheus.

They are given on an address of their own, from a thread of its own: not to whoever reaches the pages, and also while
the service is busy. No label holds a value that somebody typed, so that there are few, and none of them is a name.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from threading import Thread
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, Counter, Histogram, Info, start_http_server
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from graph.domain.errors import InvalidInput
from graph.domain.text import Text
from graph.usecases.analysing import Analyst
from graph.usecases.backups import NightlyBackups
from graph.usecases.desk import Desk
from graph.usecases.looks import Looks
from graph.usecases.waiting import Line
from graph.usecases.webhooks import Outcome
from service.http.watch import Seen

__all__ = ["Meters", "Running", "given_out"]

FAST = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
"""Bounds of seconds: each some three times the one before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What is looked at when somebody asks.

    Attributes:
        desk: the running instance.
        analyst: the threads.
        documents: how often a document was known already, parsed and checked.
        answers: how often the answer of a page was known already.
        nightly: what makes backups; None = nothing.
    """

    desk: Desk
    analyst: Analyst
    documents: Looks
    answers: Looks
    nightly: NightlyBackups | None = None


class Meters:
    """The counters of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Histogram(
            "mandaatwijzer_request_seconds",
            "Requests by what was asked and how it was answered.",
            ("door", "operation", "outcome"),
            buckets=FAST,
            registry=self.registry,
        )
        self._store = Histogram(
            "mandaatwijzer_store_call_seconds",
            "Calls of the store.",
            ("method", "outcome"),
            buckets=FAST,
            registry=self.registry,
        )
        self._webhooks = Counter(
            "mandaatwijzer_webhook_notices", "Notices to webhooks.", ("outcome",), registry=self.registry
        )
        Info("mandaatwijzer", "The program.", registry=self.registry).info({"version": version("mandaatwijzer")})
        ProcessCollector(registry=self.registry)

    def request(self, seen: Seen) -> None:
        """Count a request."""
        self._requests.labels(seen.door, seen.operation, seen.outcome).observe(seen.seconds)

    def store_call(self, method: str, outcome: str, seconds: float) -> None:
        """Count a call of the store."""
        self._store.labels(method, outcome).observe(seconds)

    def webhook(self, outcome: Outcome) -> None:
        """Count a notice to a webhook."""
        self._webhooks.labels(outcome.value).inc()

    def follow(self, running: Running) -> None:
        """Look at these from now on whenever somebody asks."""
        self.registry.register(_Look(running))


class _Look(Collector):
    """What is true at the moment that somebody asks."""

    def __init__(self, running: Running) -> None:
        self._running = running

    def collect(self) -> Iterator[Metric]:
        """Every value."""
        desk, running = self._running.desk, self._running
        yield _gauge("revision", "Number of the revision that is served.", desk.revision)
        yield _gauge("snapshot_records", "Records in the graph that is served.", len(desk.snapshot))
        yield _gauge("snapshot_overlay_records", "Records that lie over it since.", desk.snapshot.overlay_size)
        yield _gauge("store_seen_seconds_ago", "Seconds since the store last answered.", desk.seen_seconds_ago)
        yield _gauge("problems", "Reasons why /readyz says no; 0 = it says yes.", len(desk.problems))
        yield _counter("refreshes", "Looks whether anybody committed.", desk.looks)
        yield _counter("conflicts", "Changes that had to be made again, because somebody came before.", desk.conflicts)
        yield _counter("background_failures", "Times that work beside the requests ended.", desk.failures)
        yield from _of_cache("documents", "GraphQL documents", running.documents)
        yield from _of_cache("answers", "Answers of pages", running.answers)
        yield from _of_lines({"analyses": running.analyst.analyses, "questions": running.analyst.questions})
        age = running.nightly.kept.age_seconds() if running.nightly else None
        if age is not None:
            yield _gauge("backup_age_seconds", "Age of the youngest nightly backup.", age)


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"mandaatwijzer_{name}", meaning, value)


def _counter(name: str, meaning: str, value: float) -> Metric:
    return CounterMetricFamily(f"mandaatwijzer_{name}", meaning, value)


def _of_cache(name: str, what: str, looks: Looks) -> Iterator[Metric]:
    made = CounterMetricFamily(
        f"mandaatwijzer_{name}_looked_up", f"{what}, by whether they were kept.", labels=["kept"]
    )
    made.add_metric(["yes"], looks.found)
    made.add_metric(["no"], looks.made)
    yield made


def _of_lines(lines: dict[str, Line]) -> Iterator[Metric]:
    waiting = GaugeMetricFamily("mandaatwijzer_waiting", "Work that waits for a thread.", labels=["line"])
    running = GaugeMetricFamily("mandaatwijzer_running", "Work on a thread.", labels=["line"])
    refused = CounterMetricFamily("mandaatwijzer_turned_away", "Work that was not begun: 503.", labels=["line"])
    for name, line in lines.items():
        waiting.add_metric([name], line.waiting)
        running.add_metric([name], line.running)
        refused.add_metric([name], line.refused)
    yield from (waiting, running, refused)


@contextlib.contextmanager
def given_out(meters: Meters | None, address: str) -> Iterator[str | None]:
    """While the block runs, the counters are given at `/metrics` of an address; what it is, with the port.

    Args:
        meters: what is given; None = nothing.
        address: host and port, as 127.0.0.1:9464; port 0 = any free one.

    Raises:
        InvalidInput: the address cannot be used.
    """
    if meters is None:
        yield None
        return
    server, thread = _listening(meters, address)
    try:
        yield f"{address.rpartition(':')[0]}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _listening(meters: Meters, address: str) -> tuple[WSGIServer, Thread]:
    host, _colon, port = address.rpartition(":")
    try:
        return start_http_server(int(port), host.strip("[]"), meters.registry)
    except OSError as error:
        raise InvalidInput.because(
            Text("{address} cannot be used ({reason})", address=address, reason=os.strerror(error.errno or 0)),
            Text("Take another port"),
            field="MANDAATWIJZER_METRICS",
        ) from None
