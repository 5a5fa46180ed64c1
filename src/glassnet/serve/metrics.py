"""Counts and times in the text format that Prometheus reads."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import Final

CONTENT_TYPE: Final = b"text/plain; version=0.0.4; charset=utf-8"
BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)


class Metrics:
    """What the service has done since it started. Labels come from short lists of our own only."""

    def __init__(self) -> None:
        self.requests: Counter[tuple[str, int]] = Counter()
        self.readings: Counter[tuple[str, str]] = Counter()
        self.in_progress = 0
        self._times = [0] * (len(BUCKETS) + 1)
        self._seconds = 0.0

    def finished(self, endpoint: str, status: int, seconds: float) -> None:
        """Count one request."""
        self.requests[endpoint, status] += 1
        self._times[bisect_left(BUCKETS, seconds)] += 1
        self._seconds += seconds

    def read(self, model: str, outcome: str) -> None:
        """Count one reading: of which model, and whether a digit, no digit or no ink."""
        self.readings[model, outcome] += 1

    def text(self) -> str:
        """All of it."""
        return "\n".join([*self._counters(), *self._gauges(), *self._histogram(), ""])

    def _counters(self) -> list[str]:
        requests = (
            f'glassnet_requests_total{{endpoint="{endpoint}",status="{status}"}} {count}'
            for (endpoint, status), count in sorted(self.requests.items())
        )
        readings = (
            f'glassnet_readings_total{{model="{_escaped(model)}",outcome="{outcome}"}} {count}'
            for (model, outcome), count in sorted(self.readings.items())
        )
        return [
            "# HELP glassnet_requests_total Requests answered.",
            "# TYPE glassnet_requests_total counter",
            *requests,
            "# HELP glassnet_readings_total Drawings read.",
            "# TYPE glassnet_readings_total counter",
            *readings,
        ]

    def _gauges(self) -> list[str]:
        return [
            "# HELP glassnet_requests_in_progress Requests being answered now.",
            "# TYPE glassnet_requests_in_progress gauge",
            f"glassnet_requests_in_progress {self.in_progress}",
        ]

    def _histogram(self) -> list[str]:
        lines, total = [], 0
        for bucket, count in zip([*map(str, BUCKETS), "+Inf"], self._times, strict=True):
            total += count
            lines.append(f'glassnet_request_seconds_bucket{{le="{bucket}"}} {total}')
        return [
            "# HELP glassnet_request_seconds Time from a request's head to the end of its answer.",
            "# TYPE glassnet_request_seconds histogram",
            *lines,
            f"glassnet_request_seconds_sum {self._seconds:.6f}",
            f"glassnet_request_seconds_count {total}",
        ]


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
