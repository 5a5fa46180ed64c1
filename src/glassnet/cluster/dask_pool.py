"""A pool of Dask workers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from time import monotonic, sleep
from typing import Any, Generic, TypeVar

from glassnet.cluster.pool import TASKS_OF_A_WORKER, ClusterError
from glassnet.engine.blas import single_threaded_blas
from glassnet.engine.threads import limit_cpus
from glassnet.nn import Array

try:
    from dask.distributed import KilledWorker
    from distributed import CancelledError, Future, get_worker, wait
    from distributed.client import FutureCancelledError, FuturesCancelledError
    from distributed.comm.core import CommClosedError
except ImportError as error:
    raise ClusterError(
        "More than one worker needs Dask. Install it with: pip install 'glassnet[cluster]'"
    ) from error

# Below those of this package: without Dask, the message above says what to install.
from glassnet.cluster.dask_exchange import DaskExchange, list_workers  # isort: skip

T = TypeVar("T")
R = TypeVar("R")

# How often the pool looks whether its scheduler is still there.
POLL_SECONDS = 2.0
# Results of dead workers that are not computed again within so long are given up.
SECONDS_TO_RECOVER = 60.0
# Dask gives a task up after some deaths of its workers (`allowed-failures`), by default four. So often it is
# given again: kills are expected, a task that kills its worker is not.
MAX_GIVEN_UP = 5
# So often an exchange is begun again because a worker was lost.
MAX_LOSSES = 30

SCHEDULER_GONE = (
    "The scheduler is gone. Start it again, and give the same command again: what is done is kept."
)
WORKERS_GONE = "The workers are gone. Start some, and give the same command again."

# Dask types it for coroutines, too.
_wait: Any = wait

# What an exchange meets when workers die in it.
LOST = (CancelledError, FutureCancelledError, KilledWorker, OSError, TimeoutError, CommClosedError)


@dataclass(frozen=True)
class _Running(Generic[T]):
    """A task that a worker has, and how often Dask gave it up before."""

    number: int
    task: T
    given_up: int = 0


class DaskPool:
    """Runs tasks on the workers of a client."""

    def __init__(self, client: Any, *, is_local: bool = False) -> None:
        self._client = client
        self.is_local = is_local
        self._exchanges = DaskExchange(client)
        self._known: list[str] = []
        self._known_until = 0.0
        self.workers = len(self._known_workers())

    def run(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[tuple[int, R]]:
        """See `Pool.run`."""
        waiting = iter(enumerate(tasks))
        running: dict[Future, _Running[T]] = {}
        try:
            self._submit(function, islice(waiting, self.workers * TASKS_OF_A_WORKER), running)
            while running:
                for future in self._wait(running):
                    task = running.pop(future)
                    try:
                        result = _result(future)
                    except KilledWorker:
                        self._submit_again(function, task, running)
                        continue
                    future.release()
                    self._submit(function, islice(waiting, 1), running)
                    yield task.number, result
        finally:
            for future in running:
                future.cancel(reason="the caller ended", msg="the caller ended")

    def exchange(
        self, function: Callable[[Array, T], R], shared: Array, tasks: Sequence[T]
    ) -> list[R]:
        """See `Pool.exchange`. What workers that die have taken with them is sent again."""
        losses, deadline = 0, monotonic() + SECONDS_TO_RECOVER
        while True:
            try:
                return self._exchange(function, shared, tasks)
            except LOST as error:
                if self._client.status != "running":
                    raise ClusterError(SCHEDULER_GONE) from None
                self._known_until = 0.0
                if self._known_workers():
                    losses, deadline = losses + 1, monotonic() + SECONDS_TO_RECOVER
                if losses == MAX_LOSSES or monotonic() > deadline:
                    raise ClusterError(
                        f"{WORKERS_GONE} ({error or type(error).__name__})"
                    ) from None
                sleep(min(0.2 * (losses + 1), POLL_SECONDS))

    def _exchange(
        self, function: Callable[[Array, T], R], shared: Array, tasks: Sequence[T]
    ) -> list[R]:
        # Each worker gets its own tasks again, whose shards it keeps, unless it is gone.
        own = self._known_workers()
        if not own:
            raise TimeoutError("no worker is left")
        addresses = [own[number % len(own)] for number in range(len(tasks))]
        return self._exchanges.run(addresses, function, shared, tasks)

    def _known_workers(self) -> list[str]:
        """The addresses of the workers; they are asked for now and then, which takes a while."""
        if monotonic() > self._known_until:
            self._known = list_workers(self._client)
            self._known_until = monotonic() + POLL_SECONDS
        return self._known

    def _submit(
        self,
        function: Callable[[T], R],
        tasks: Iterable[tuple[int, T]],
        running: dict[Future, _Running[T]],
    ) -> None:
        for number, task in tasks:
            future = self._client.submit(_run_task, function, task, pure=False)
            running[future] = _Running(number, task)

    def _submit_again(
        self, function: Callable[[T], R], lost: _Running[T], running: dict[Future, _Running[T]]
    ) -> None:
        """A task that Dask gave up. Raises `ClusterError` where it did so too often."""
        given_up = lost.given_up + 1
        if given_up == MAX_GIVEN_UP:
            raise ClusterError(
                "A task ended its workers again and again: too little memory there is the usual cause."
            )
        future = self._client.submit(_run_task, function, lost.task, pure=False)
        running[future] = replace(lost, given_up=given_up)

    def _wait(self, running: dict[Future, _Running[T]]) -> list[Future]:
        """The futures that are done, at least one. Raises `ClusterError` where the scheduler is gone."""
        lost_since: float | None = None
        alone_since: float | None = None
        while True:
            if self._client.status != "running":
                raise ClusterError(SCHEDULER_GONE)
            try:
                done = _wait(
                    list(running), timeout=POLL_SECONDS, return_when="FIRST_COMPLETED"
                ).done
            except TimeoutError:
                alone_since = None if list_workers(self._client) else alone_since or monotonic()
                if alone_since and monotonic() - alone_since > SECONDS_TO_RECOVER:
                    raise ClusterError(WORKERS_GONE) from None
                continue
            except FuturesCancelledError:
                raise ClusterError(SCHEDULER_GONE) from None
            # A result whose worker died before it was fetched is lost, until Dask has it again.
            found = [future for future in done if future.status != "lost"]
            if found:
                return sorted(found, key=lambda future: running[future].number)
            lost_since = lost_since or monotonic()
            if monotonic() - lost_since > SECONDS_TO_RECOVER:
                raise ClusterError("The scheduler lost a task. Give the same command again.")
            sleep(0.1)


def _result(future: Future) -> Any:
    if future.status == "cancelled":
        raise ClusterError(SCHEDULER_GONE)
    try:
        return future.result()
    except (FutureCancelledError, FuturesCancelledError):
        raise ClusterError(SCHEDULER_GONE) from None


def _run_task(function: Callable[[T], R], task: T) -> R:
    """On a worker: one task, on as many CPUs as the worker has threads."""
    limit_cpus(get_worker().state.nthreads)
    with single_threaded_blas():
        return function(task)
