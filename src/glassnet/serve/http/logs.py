"""Log lines, limited: what any client can send must not fill a disk."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

from starlette.types import Scope

LOGGERS: Final = ("uvicorn.error", "glassnet.serve")
REQUESTS: Final = logging.getLogger("glassnet.requests")
MAX_PATH: Final = 200
MAX_LINES: Final = 5
SECONDS: Final = 60.0


class LineLimit(logging.Filter):
    """At most `max_lines` of one kind in `seconds`; the next one says how many were left out."""

    def __init__(self, max_lines: int = MAX_LINES, seconds: float = SECONDS) -> None:
        super().__init__()
        self._max_lines = max_lines
        self._seconds = seconds
        # By kind: when the time began, and how many lines came since.
        self._counts: dict[tuple[str, int, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write this line."""
        # By the place in the source: there are only as many, whatever text a client puts into a line.
        error = record.exc_info[0] if record.exc_info else None
        kind = (record.pathname, record.lineno, "" if error is None else error.__name__)
        began, count = self._counts.get(kind, (record.created, 0))
        if record.created - began > self._seconds:
            left_out = count - self._max_lines
            if left_out > 0:
                record.msg = f"{record.msg} ({left_out:,} lines like this one were left out)"
            began, count = record.created, 0
        self._counts[kind] = began, count + 1
        return count < self._max_lines


def log_request(scope: Scope, status: int, seconds: float) -> None:
    """One line of JSON about a request, without its query, its headers and its body."""
    client = scope.get("client")
    plain = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "request_id": scope.get("request_id", ""),
        "client": client[0] if client else "",
        "method": scope["method"],
        "path": scope["path"][:MAX_PATH],
        "status": status,
        "seconds": round(seconds, 6),
    }
    # In ASCII, so that nothing in a path begins a line or steers a terminal.
    REQUESTS.info(json.dumps(plain, ensure_ascii=True))


def write_request_lines() -> None:
    """Write the lines of `log_request` to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    REQUESTS.addHandler(handler)
    REQUESTS.setLevel(logging.INFO)
    REQUESTS.propagate = False


@contextmanager
def limit_log_lines() -> Iterator[None]:
    """Limit the lines of the server, of the service and of the packages that they use during the block."""
    limit, of_others = LineLimit(), LineLimit()
    # Loggers without a handler of their own, as those of packages that parse bodies, write by these.
    last = [each for each in (*logging.getLogger().handlers, logging.lastResort) if each]
    for name in LOGGERS:
        logging.getLogger(name).addFilter(limit)
    for handler in last:
        handler.addFilter(of_others)
    try:
        yield
    finally:
        for name in LOGGERS:
            logging.getLogger(name).removeFilter(limit)
        for handler in last:
            handler.removeFilter(of_others)
