"""Threads for computations that take longer than the event loop may wait: quick tasks and slow ones."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any, Final, TypeVar

from glassnet.serve.http.errors import ApiError
from glassnet.serve.http.limits import Limits

R = TypeVar("R")

RETRY: Final = {"retry-after": "1"}
BUSY: Final = "The queue is full. Try again shortly."
STOPPING: Final = "The service is stopping. Try again."
WAITED: Final = "The request waited too long for its turn. Try again shortly."
LEFT: Final = "The client closed the connection."


def _always() -> bool:
    return True


@dataclass(frozen=True, eq=False)
class _Task:
    """A function to call in a thread, and the future that its caller waits for."""

    function: Callable[[], Any]
    is_wanted: Callable[[], bool]
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop
    deadline: float

    def run(self) -> None:
        """Call the function, unless its client is gone; hand over the outcome."""
        value, error = None, None
        try:
            if not self.is_wanted():
                raise ApiError(503, LEFT)
            if monotonic() > self.deadline:
                raise ApiError(503, WAITED, RETRY)
            value = self.function()
        except BaseException as raised:
            error = raised
        with suppress(RuntimeError):  # the loop has ended, and its callers with it
            self.loop.call_soon_threadsafe(self._settle, value, error)

    def _settle(self, value: Any, error: BaseException | None) -> None:
        if self.future.done():
            return
        if error is None:
            self.future.set_result(value)
        else:
            self.future.set_exception(error)


class Queue:
    """Tasks that some threads work through; refuses tasks when `max_queued` are unfinished.

    Tasks whose client is gone are dropped, and so are those that waited longer than `max_seconds`.
    """

    def __init__(self, name: str, threads: int, max_queued: int, max_seconds: float) -> None:
        self.name = name
        self._tasks: SimpleQueue[_Task] = SimpleQueue()
        self._max_queued = max_queued
        self._max_seconds = max_seconds
        self._waiting: set[asyncio.Future[Any]] = set()
        self._stopping = False
        for number in range(threads):
            # Daemons: a picture in work must not hold up the end of the process.
            Thread(target=self._work, name=f"glassnet-{name}-{number}", daemon=True).start()

    @property
    def queued(self) -> int:
        """Tasks that wait or run."""
        return len(self._waiting)

    @property
    def is_full(self) -> bool:
        """Whether further tasks are refused."""
        return self.queued >= self._max_queued

    async def run(self, function: Callable[[], R], is_wanted: Callable[[], bool] = _always) -> R:
        """The function's result. Raises `ApiError` 503 when the queue is full or ends."""
        if self._stopping:
            raise ApiError(503, STOPPING, RETRY)
        if self.is_full:
            raise ApiError(503, BUSY, RETRY)
        loop = asyncio.get_running_loop()
        future: asyncio.Future[R] = loop.create_future()
        self._waiting.add(future)
        try:
            deadline = monotonic() + self._max_seconds
            self._tasks.put(_Task(function, is_wanted, future, loop, deadline))
            return await future
        finally:
            self._waiting.discard(future)

    def refuse(self) -> None:
        """Take no further tasks; finish those that wait."""
        self._stopping = True

    def stop(self) -> None:
        """Answer 503 to all that still wait."""
        self._stopping = True
        for future in list(self._waiting):
            if not future.done():
                future.set_exception(ApiError(503, STOPPING, RETRY))

    def _work(self) -> None:
        while True:
            task = self._tasks.get()
            if not task.future.done():
                task.run()


class Worker:
    """Two queues, so that a drawing never waits behind pictures and batches.

    One thread for quick tasks; for slow ones as many as there are further CPUs, at least one: a picture
    keeps one CPU busy.
    """

    def __init__(self, limits: Limits) -> None:
        spare = max(1, (os.cpu_count() or 1) - 1)
        self.quick = Queue("quick", 1, limits.queued_tasks, limits.queue_seconds)
        self.slow = Queue("slow", spare, limits.queued_tasks, limits.queue_seconds)

    @property
    def queues(self) -> tuple[Queue, Queue]:
        """Both."""
        return self.quick, self.slow

    async def run(
        self,
        function: Callable[[], R],
        is_wanted: Callable[[], bool] = _always,
        *,
        slow: bool = False,
    ) -> R:
        """The function's result, computed in a thread. Raises `ApiError` 503 when its queue is full."""
        return await (self.slow if slow else self.quick).run(function, is_wanted)

    def refuse(self) -> None:
        """Take no further tasks; finish those that wait."""
        for each in self.queues:
            each.refuse()

    def stop(self) -> None:
        """Answer 503 to all that still wait."""
        for each in self.queues:
            each.stop()
