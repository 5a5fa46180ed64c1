"""Where tasks run: in this process, in worker processes of this machine, or on a Dask cluster.

A task is a function of a module and one argument, both sent to a worker. The tasks of a worker that
dies run again on another one, so a task must be safe to repeat. Results arrive as they end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from glassnet.errors import GlassnetError
from glassnet.nn import Array

T = TypeVar("T")
R = TypeVar("R")

# A worker has so many tasks: one that it works on, and the next one.
TASKS_OF_A_WORKER = 2


class ClusterError(GlassnetError):
    """A cluster that cannot be reached, or that cannot do what is asked."""


class Pool(Protocol):
    """Runs tasks."""

    workers: int
    """How many tasks run at a time."""

    is_local: bool
    """Whether they run on this machine, with the same files."""

    def run(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[tuple[int, R]]:
        """The number of each task and its result, as tasks end.

        `tasks` are taken one by one, a few ahead of the results. Raises what `function` raises, and
        `ClusterError` where the cluster is lost.
        """
        ...

    def exchange(
        self, function: Callable[[Array, T], R], shared: Array, tasks: Sequence[T]
    ) -> list[R]:
        """function(shared, task) for all tasks, in their order; `shared` is sent to each worker once.

        Raises as `run`.
        """
        ...


class LocalPool:
    """Runs one task after the other in this process."""

    workers = 1
    is_local = True

    def run(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[tuple[int, R]]:
        """See `Pool.run`."""
        for number, task in enumerate(tasks):
            yield number, function(task)

    def exchange(
        self, function: Callable[[Array, T], R], shared: Array, tasks: Sequence[T]
    ) -> list[R]:
        """See `Pool.exchange`."""
        return [function(shared, task) for task in tasks]
