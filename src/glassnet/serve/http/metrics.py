"""Counts and durations in the text format of Prometheus."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import Final

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)


class Metrics:
    """Counts since the service started. Labels come from closed lists only, never from requests."""

    def __init__(self) -> None:
        self.requests: Counter[tuple[str, int]] = Counter()
        self.predictions: Counter[tuple[str, str]] = Counter()
        self.in_progress = 0
        self._bucket_counts = [0] * (len(BUCKETS) + 1)
        self._seconds = 0.0

    def count_request(self, endpoint: str, status: int, seconds: float) -> None:
        """Count one request."""
        self.requests[endpoint, status] += 1
        self._bucket_counts[bisect_left(BUCKETS, seconds)] += 1
        self._seconds += seconds

    def count_prediction(self, model: str, outcome: str) -> None:
        """Count one prediction of a model: "label", or the reason why there is none."""
        self.predictions[model, outcome] += 1

    def render(self) -> str:
        """The metrics as text."""
        return "\n".join([*self._counters(), *self._gauges(), *self._histogram(), ""])

    def _counters(self) -> list[str]:
        requests = (
            f'glassnet_requests_total{{endpoint="{endpoint}",status="{status}"}} {count}'
            for (endpoint, status), count in sorted(self.requests.items())
        )
        predictions = (
            f'glassnet_predictions_total{{model="{_escape(model)}",outcome="{outcome}"}} {count}'
            for (model, outcome), count in sorted(self.predictions.items())
        )
        return [
            "# HELP glassnet_requests_total Requests answered.",
            "# TYPE glassnet_requests_total counter",
            *requests,
            "# HELP glassnet_predictions_total Predictions by model and outcome.",
            "# TYPE glassnet_predictions_total counter",
            *predictions,
        ]

    def _gauges(self) -> list[str]:
        return [
            "# HELP glassnet_requests_in_progress Requests in progress.",
            "# TYPE glassnet_requests_in_progress gauge",
            f"glassnet_requests_in_progress {self.in_progress}",
        ]

    def _histogram(self) -> list[str]:
        lines, total = [], 0
        for bucket, count in zip([*map(str, BUCKETS), "+Inf"], self._bucket_counts, strict=True):
            total += count
            lines.append(f'glassnet_request_seconds_bucket{{le="{bucket}"}} {total}')
        return [
            "# HELP glassnet_request_seconds Seconds from the head of a request to the end of its response.",
            "# TYPE glassnet_request_seconds histogram",
            *lines,
            f"glassnet_request_seconds_sum {self._seconds:.6f}",
            f"glassnet_request_seconds_count {total}",
        ]


def _escape(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
