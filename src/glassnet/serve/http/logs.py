"""Log lines, limited: what anybody can send must not fill a disk."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

LOGGERS: Final = ("uvicorn.error", "glassnet.serve")
MAX_LINES: Final = 5
SECONDS: Final = 60.0


class LineLimit(logging.Filter):
    """At most `max_lines` of one kind in `seconds`; the next one says how many were left out."""

    def __init__(self, max_lines: int = MAX_LINES, seconds: float = SECONDS) -> None:
        super().__init__()
        self._max_lines = max_lines
        self._seconds = seconds
        # By kind: when the time began, and how many lines came since.
        self._counts: dict[tuple[str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write this line."""
        # The text before values are put in; there are only as many as calls in the source.
        error = record.exc_info[0] if record.exc_info else None
        kind = (str(record.msg), "" if error is None else error.__name__)
        began, count = self._counts.get(kind, (record.created, 0))
        if record.created - began > self._seconds:
            left_out = count - self._max_lines
            if left_out > 0:
                record.msg = f"{record.msg} ({left_out:,} lines like this one were left out)"
            began, count = record.created, 0
        self._counts[kind] = began, count + 1
        return count < self._max_lines


@contextmanager
def limit_log_lines() -> Iterator[None]:
    """Limit the lines of the server and of the service during the block."""
    limit = LineLimit()
    for name in LOGGERS:
        logging.getLogger(name).addFilter(limit)
    try:
        yield
    finally:
        for name in LOGGERS:
            logging.getLogger(name).removeFilter(limit)
