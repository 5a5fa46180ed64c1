"""One thread for numerics that take longer than the event loop may wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from glassnet.serve.errors import ApiError

P = ParamSpec("P")
R = TypeVar("R")


class Worker:
    """Runs one piece of work at a time; refuses more than `most_waiting` in the queue.

    One thread, because the numerics of one picture fill one core, and a second thread would only
    take turns with the first.
    """

    def __init__(self, most_waiting: int) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="glassnet-numerics")
        self._most_waiting = most_waiting
        self.waiting = 0

    async def run(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The function's result. Raises `ApiError` 503 when too much waits already."""
        if self.waiting >= self._most_waiting:
            message = "The service: expected less work waiting than it can hold. Try again shortly."
            raise ApiError(503, message, ((b"retry-after", b"1"),))
        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._pool, lambda: function(*args, **kwargs)
            )
        finally:
            self.waiting -= 1

    def stop(self) -> None:
        """Drop what waits; what runs ends by itself."""
        self._pool.shutdown(wait=False, cancel_futures=True)
