"""Work in parts is all the work, once, whoever does it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import nullcontext

import numpy as np
import pytest

from glassnet.engine.threads import all_processors, aside, in_parts
from glassnet.nn import Adam
from glassnet.nn.optimizers import MANY_PARAMETERS


@pytest.fixture(autouse=True)
def three_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glassnet.engine.threads.processors", lambda: 3)


@pytest.mark.parametrize("count", [0, 1, 2, 10, 1000])
def test_parts_are_everything_once(count: int) -> None:
    parts: list[slice] = []
    in_parts(count, parts.append)

    done = sorted(number for part in parts for number in range(count)[part])
    assert done == list(range(count))
    assert len(parts) == max(1, min(3, count))


def test_little_work_stays_in_one_piece() -> None:
    parts: list[slice] = []
    in_parts(10, parts.append, shared=False)

    assert parts == [slice(0, 10)]


def test_who_finds_the_processors_taken_works_alone() -> None:
    parts: list[slice] = []
    with all_processors() as free:
        in_parts(10, parts.append)

    assert free
    assert parts == [slice(0, 10)]


def test_what_goes_wrong_in_a_part_is_told_and_the_processors_are_free_again() -> None:
    def work(part: slice) -> None:
        if threading.current_thread() is not threading.main_thread():
            raise ValueError("a part")

    with pytest.raises(ValueError, match="a part"):
        in_parts(9, work)
    with all_processors() as free:
        assert free


def test_a_part_that_fails_in_front_waits_for_the_others() -> None:
    done: list[slice] = []

    def work(part: slice) -> None:
        if threading.current_thread() is threading.main_thread():
            raise ValueError("in front")
        time.sleep(0.05)
        done.append(part)

    with pytest.raises(ValueError, match="in front"):
        in_parts(9, work)
    assert len(done) == 2


def test_work_set_aside_is_done_in_another_thread_and_others_find_the_processors_taken() -> None:
    going_on = threading.Event()

    def work() -> str:
        going_on.wait(60)
        return threading.current_thread().name

    result = aside(work)
    with all_processors() as free_meanwhile:
        going_on.set()
    name = result()

    assert name != threading.current_thread().name
    assert not free_meanwhile
    with all_processors() as free_again:
        assert free_again


@pytest.mark.parametrize("processors", [1, 3])
def test_without_a_free_processor_work_set_aside_is_done_when_it_is_asked_for(
    processors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glassnet.engine.threads.processors", lambda: processors)
    done: list[str] = []
    with all_processors() if processors > 1 else nullcontext():
        result = aside(lambda: done.append(threading.current_thread().name))

    assert not done
    result()
    assert done == [threading.current_thread().name]


def test_the_result_of_work_set_aside_may_be_asked_for_again() -> None:
    result = aside(lambda: 7)

    assert (result(), result()) == (7, 7)


def test_where_no_thread_can_begin_the_processors_stay_free(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def none_to_be_had(count: int) -> list:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("glassnet.engine.threads._helpers", none_to_be_had)
    with pytest.raises(RuntimeError):
        aside(lambda: 7)
    with all_processors() as free:
        assert free


def test_what_goes_wrong_in_work_set_aside_is_told_to_who_asks_for_it() -> None:
    result = aside(lambda: [][0])

    for _ in range(2):
        with pytest.raises(IndexError):
            result()
    with all_processors() as free:
        assert free


def test_an_optimizer_that_shares_its_work_takes_the_same_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(0)
    start, gradients = rng.normal(size=(2, MANY_PARAMETERS)).astype(np.float32)
    results = []
    for processors in (1, 3):
        monkeypatch.setattr("glassnet.engine.threads.processors", lambda n=processors: n)
        parameters, adam = start.copy(), Adam()
        state = adam.initialize(parameters)
        for _ in range(3):
            adam.update(parameters, gradients, state, 0.01)
        results.append(parameters)

    assert np.array_equal(*results)


FORKED = """
import os, sys
from glassnet.engine import threads as processors
processors.processors = lambda: 2
processors.in_parts(4, print)
with processors.all_processors():
    child = os.fork()
    if not child:
        parts = []
        processors.in_parts(4, parts.append)
        sys.stdout.flush()
        os._exit(len(parts))
_, status = os.waitpid(child, 0)
assert os.waitstatus_to_exitcode(status) == 2
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_has_helpers_of_its_own() -> None:
    subprocess.run([sys.executable, "-W", "ignore", "-c", FORKED], check=True, timeout=60)
