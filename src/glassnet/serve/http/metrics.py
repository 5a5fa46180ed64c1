"""Counts and durations, in the text format of Prometheus."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.registry import Collector

from glassnet.serve.http.worker import Worker

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4
BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)


class Metrics:
    """Counts since the service started. Labels come from closed lists only, never from requests."""

    def __init__(self, worker: Worker | None = None) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "glassnet_requests",
            "Requests answered.",
            ["endpoint", "status"],
            registry=self._registry,
        )
        self._predictions = Counter(
            "glassnet_predictions",
            "Predictions by model and outcome.",
            ["model", "outcome"],
            registry=self._registry,
        )
        self.in_progress = Gauge(
            "glassnet_requests_in_progress", "Requests in progress.", registry=self._registry
        )
        self._seconds = Histogram(
            "glassnet_request_seconds",
            "Seconds from the head of a request to the end of its response.",
            buckets=BUCKETS,
            registry=self._registry,
        )
        if worker is not None:
            self._registry.register(_Queues(worker))

    def count_request(self, endpoint: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests.labels(endpoint, str(status)).inc()
        self._seconds.observe(seconds)

    def count_prediction(self, model: str, outcome: str) -> None:
        """Count one prediction of a model: "label", or the reason why there is none."""
        self._predictions.labels(model, outcome).inc()

    def render(self) -> bytes:
        """The metrics as text."""
        return generate_latest(self._registry)


class _Queues(Collector):
    """The tasks of each queue, counted when they are asked for."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """One gauge with a value for each queue."""
        family = GaugeMetricFamily(
            "glassnet_queued_tasks", "Tasks that wait or run.", labels=["queue"]
        )
        for each in self._worker.queues:
            family.add_metric([each.name], each.queued)
        yield family
