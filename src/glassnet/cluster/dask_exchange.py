"""Exchanges with Dask's workers: an array to each of them, a result back, without the scheduler between.

An actor on each worker runs the tasks. Its arguments and results go straight from process to process, which
takes a fraction of the time of a task: that passes the scheduler, with all its arrays, on the way there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from time import monotonic
from typing import Any, TypeVar

from distributed import Actor, get_worker, wait
from distributed.comm.core import CommClosedError

from glassnet.engine.threads import limit_cpus
from glassnet.nn import Array

T = TypeVar("T")
R = TypeVar("R")

# Dask types it for coroutines, too.
_wait_for: Any = wait

# How often it looks whether a worker that has not answered is still there.
POLL_SECONDS = 0.5
# A worker that is there, and gets no actor within so long, is given another one: it may be busy.
SECONDS_TO_START = 60.0


def list_workers(client: Any) -> list[str]:
    """The addresses of a client's workers; none where the scheduler is gone."""
    return sorted(client.scheduler_info(n_workers=-1).get("workers", ()))


class Exchanger:
    """An actor: on its worker, runs the tasks of exchanges."""

    def run(self, function: Callable[[Array, T], R], shared: Array, task: T) -> R:
        """One task, on as many CPUs as the worker has threads."""
        limit_cpus(get_worker().state.nthreads)
        return function(shared, task)


class DaskExchange:
    """One `Exchanger` for each worker that it has been used with."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._actors: dict[str, Any] = {}

    def run(
        self,
        addresses: Sequence[str],
        function: Callable[[Array, T], R],
        shared: Array,
        tasks: Sequence[T],
    ) -> list[R]:
        """function(shared, task) for all tasks, each on the worker at its address, in their order.

        Raises OSError where a worker is gone; then the next call makes new actors.
        """
        try:
            return self._run(addresses, function, shared, tasks)
        except BaseException:
            self._actors.clear()
            raise

    def _run(
        self,
        addresses: Sequence[str],
        function: Callable[[Array, T], R],
        shared: Array,
        tasks: Sequence[T],
    ) -> list[R]:
        self._start(set(addresses))
        running = [
            (address, self._find_method(address)(function, shared, task))
            for address, task in zip(addresses, tasks, strict=True)
        ]
        return [self._wait(address, future) for address, future in running]

    def _start(self, addresses: set[str]) -> None:
        started = {
            address: self._client.submit(Exchanger, actor=True, workers=[address], pure=False)
            for address in addresses - self._actors.keys()
        }
        self._wait_for_start(started)
        # Not `future.result()`: with several clients it would belong to the latest one.
        with self._client.as_current():
            for address, future in started.items():
                self._actors[address] = Actor(Exchanger, address, future.key)

    def _wait_for_start(self, started: dict[str, Any]) -> None:
        deadline = monotonic() + SECONDS_TO_START
        while True:
            try:
                _wait_for(list(started.values()), timeout=POLL_SECONDS)
                return
            except TimeoutError:
                if monotonic() > deadline:
                    raise
            self._expect(started.keys())

    def _find_method(self, address: str) -> Any:
        try:
            return self._actors[address].run
        except RuntimeError as error:
            raise CommClosedError(f"{address} is gone") from error

    def _wait(self, address: str, future: Any) -> Any:
        while True:
            try:
                return future.result(timeout=POLL_SECONDS)
            except TimeoutError:
                # Of the function itself where the future is done.
                if future.done():
                    raise
            self._expect({address})

    def _expect(self, addresses: Set[str]) -> None:
        """Raise OSError unless the workers at these addresses are still there."""
        if self._client.status != "running":
            raise CommClosedError("the scheduler is gone")
        gone = addresses - set(list_workers(self._client))
        if gone:
            raise CommClosedError(f"{', '.join(sorted(gone))} is gone")
