"""Work in parts is all the work, once, whichever thread does it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import nullcontext

import pytest

from glassnet.engine.kernel import implementation_in_use, using
from glassnet.engine.threads import (
    cpu_count,
    parallel_for,
    reserve_cpus,
    run_parallel,
    submit,
)


@pytest.mark.parametrize("count", [0, 1, 2, 10, 1000])
@pytest.mark.parametrize("threads", [1, 3, None])
def test_parts_are_everything_once(count: int, threads: int | None) -> None:
    parts: list[slice] = []
    parallel_for(count, parts.append, threads)

    done = sorted(number for part in parts for number in range(count)[part])
    assert done == list(range(count))
    assert len(parts) == max(1, min(threads or cpu_count(), count))


def test_parts_run_side_by_side() -> None:
    together = threading.Barrier(3, timeout=60)

    parallel_for(3, lambda part: together.wait(), threads=3)

    assert not together.broken


def test_where_the_cpus_are_reserved_work_is_one_part() -> None:
    parts: list[slice] = []
    with reserve_cpus() as free:
        parallel_for(10, parts.append, threads=3)

    assert free
    assert parts == [slice(0, 10)]


def test_only_the_first_caller_finds_the_cpus_free() -> None:
    with reserve_cpus() as first, reserve_cpus() as second:
        pass
    with reserve_cpus() as third:
        pass

    assert (first, second, third) == (True, False, True)


def test_an_error_in_a_part_is_raised_and_the_cpus_are_free_again() -> None:
    def work(part: slice) -> None:
        if threading.current_thread() is not threading.main_thread():
            raise ValueError("a part")

    with pytest.raises(ValueError, match="a part"):
        parallel_for(9, work, threads=3)
    with reserve_cpus() as free:
        assert free


def test_an_error_in_the_caller_s_part_waits_for_the_others() -> None:
    done: list[slice] = []

    def work(part: slice) -> None:
        if threading.current_thread() is threading.main_thread():
            raise ValueError("the first part")
        time.sleep(0.05)
        done.append(part)

    with pytest.raises(ValueError, match="the first part"):
        parallel_for(9, work, threads=3)
    assert len(done) == 2


def test_tasks_run_in_the_context_of_their_caller() -> None:
    seen: list[str] = []
    with using("reference"), reserve_cpus():
        run_parallel([lambda: seen.append(implementation_in_use())] * 3)

    assert seen == ["reference"] * 3


def test_submitted_work_runs_in_another_thread_and_others_find_the_cpus_reserved() -> None:
    go_on = threading.Event()

    def work() -> str:
        go_on.wait(60)
        return threading.current_thread().name

    result = submit(work, threads=3)
    with reserve_cpus() as free_meanwhile:
        go_on.set()
    name = result()

    assert name != threading.current_thread().name
    assert not free_meanwhile
    with reserve_cpus() as free_again:
        assert free_again


@pytest.mark.parametrize("threads", [1, 3])
def test_without_a_free_cpu_submitted_work_runs_when_its_result_is_asked_for(threads: int) -> None:
    done: list[str] = []
    with reserve_cpus() if threads > 1 else nullcontext():
        result = submit(lambda: done.append(threading.current_thread().name), threads)

    assert not done
    result()
    assert done == [threading.current_thread().name]


def test_the_result_of_submitted_work_may_be_asked_for_again() -> None:
    result = submit(lambda: 7, threads=3)

    assert (result(), result()) == (7, 7)


def test_an_error_in_submitted_work_is_raised_where_its_result_is_asked_for() -> None:
    result = submit(lambda: [][0], threads=3)

    for _ in range(2):
        with pytest.raises(IndexError):
            result()
    with reserve_cpus() as free:
        assert free


WITHOUT_THREADS = """
import threading
from glassnet.engine.threads import reserve_cpus, submit

def refuse(thread):
    raise RuntimeError("can't start new thread")

threading.Thread.start = refuse
try:
    submit(lambda: 7, threads=2)
except RuntimeError:
    with reserve_cpus() as free:
        assert free
else:
    raise AssertionError("no thread was needed")
"""


def test_where_no_thread_can_start_the_cpus_stay_free() -> None:
    subprocess.run([sys.executable, "-c", WITHOUT_THREADS], check=True, timeout=60)


FORKED = """
import os
from glassnet.engine.threads import parallel_for, reserve_cpus

parallel_for(4, print, threads=2)
with reserve_cpus():
    child = os.fork()
    if not child:
        parts = []
        parallel_for(4, parts.append, threads=2)
        os._exit(len(parts))
_, status = os.waitpid(child, 0)
assert os.waitstatus_to_exitcode(status) == 2
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_has_threads_of_its_own() -> None:
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FORKED], check=True, timeout=60, capture_output=True
    )
