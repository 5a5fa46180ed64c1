"""Chunks are even, and each is worked on once."""

from __future__ import annotations

import threading

import pytest

from glassnet.engine.chunks import Workers, rows_to_predict, rows_to_train, split_rows
from glassnet.engine.threads import reserve_cpus
from glassnet.engine.tuning import Tuning
from glassnet.engine.workspace import Workspace
from glassnet.nn import Conv2D, Dense, Flatten, Network


@pytest.mark.parametrize(("count", "rows", "sizes"), [
    (100, 100, [100]), (100, 50, [50, 50]), (101, 30, [25, 25, 25, 26]), (3, 1, [1, 2]), (0, 5, [0]),
])  # fmt: skip
def test_chunks_are_even_and_number_a_power_of_two(count: int, rows: int, sizes: list[int]) -> None:
    chunks = split_rows(count, rows)

    assert sorted(each.stop - each.start for each in chunks) == sizes
    assert [i for each in chunks for i in range(each.start, each.stop)] == list(range(count))


def test_a_chunk_has_as_many_values_as_the_tuning_says() -> None:
    tuning = Tuning(values_in_chunk=1000, min_values_per_parameter=0)
    dense, images = Network((Dense(30), Dense(10)), (100,)), Network((Conv2D(1, 1),), (5, 5, 1))

    # 100 inputs, 30 and 10 outputs; in training a fifth of the inputs.
    assert rows_to_predict(dense.shapes, tuning) == 8
    assert rows_to_train(dense, tuning) == 17
    # Convolutions have more work for each value: half as many in training.
    assert rows_to_predict(images.shapes, tuning) == 20
    assert rows_to_train(images, tuning) == 10


def test_in_training_a_chunk_has_some_values_for_each_parameter() -> None:
    tuning = Tuning(values_in_chunk=1000, min_values_per_parameter=10)
    network = Network((Flatten(), Dense(10)), (5, 5))

    # 260 parameters, and 5 + 25 + 10 values for each example.
    assert rows_to_train(network, tuning) == 65
    assert rows_to_predict(network.shapes, tuning) == 17


def test_workers_do_every_task_once_in_workspaces_that_no_two_threads_share() -> None:
    done: list[int] = []
    seen: dict[int, set[int]] = {}

    def work(number: int, workspace: Workspace) -> None:
        done.append(number)
        seen.setdefault(id(workspace), set()).add(threading.get_ident())

    Workers(3).map(40, work)

    assert sorted(done) == list(range(40))
    assert all(len(threads) == 1 for threads in seen.values())


@pytest.mark.parametrize("tasks", [1, 40])
def test_where_the_cpus_are_reserved_one_worker_does_all(tasks: int) -> None:
    threads: list[int] = []
    with reserve_cpus():
        Workers(3).map(tasks, lambda number, workspace: threads.append(threading.get_ident()))

    assert threads == [threading.get_ident()] * tasks


def test_workers_work_side_by_side() -> None:
    together = threading.Barrier(3, timeout=60)

    def wait(number: int, workspace: Workspace) -> None:
        together.wait()

    Workers(3).map(3, wait)

    assert not together.broken


def test_an_error_in_a_task_is_raised() -> None:
    def work(number: int, workspace: Workspace) -> None:
        if number == 5:
            raise ValueError("task 5")

    with pytest.raises(ValueError, match="task 5"):
        Workers(2).map(8, work)
