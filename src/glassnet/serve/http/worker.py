"""One thread for computations that take longer than the event loop may wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from glassnet.serve.http.errors import ApiError

P = ParamSpec("P")
R = TypeVar("R")


class Worker:
    """Runs one task at a time; refuses tasks when `max_queued` are unfinished.

    One thread, because one image keeps one core busy: a second thread would only compete with the first.
    """

    def __init__(self, max_queued: int) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="glassnet-worker")
        self._max_queued = max_queued
        self.queued = 0

    @property
    def is_full(self) -> bool:
        """Whether further tasks are refused."""
        return self.queued >= self._max_queued

    async def run(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The function's result. Raises `ApiError` 503 when the queue is full."""
        if self.is_full:
            message = "The queue is full. Try again shortly."
            raise ApiError(503, message, {"retry-after": "1"})
        self.queued += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._pool, lambda: function(*args, **kwargs)
            )
        finally:
            self.queued -= 1

    def stop(self) -> None:
        """Drop the queued tasks; the running one ends by itself."""
        self._pool.shutdown(wait=False, cancel_futures=True)
