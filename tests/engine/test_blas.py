"""Inside the block, matrix products keep to one thread, whichever thread asks for it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest

from glassnet.engine.blas import blas_can_be_limited, single_threaded_blas

BlasThreads = Callable[[], int]


def test_the_limit_holds_inside_the_block_in_any_thread(blas_threads: BlasThreads) -> None:
    before, seen = blas_threads(), []

    def limit() -> None:
        with single_threaded_blas(), single_threaded_blas():
            seen.append(blas_threads())
        seen.append(blas_threads())

    limit()
    other = threading.Thread(target=limit)
    other.start()
    other.join()

    assert seen == [1, before] * 2


def test_of_overlapping_blocks_the_last_one_to_end_lifts_the_limit(
    blas_threads: BlasThreads,
) -> None:
    before = blas_threads()
    first, second = single_threaded_blas(), single_threaded_blas()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    between = blas_threads()
    second.__exit__(None, None, None)

    assert between == 1
    assert blas_threads() == before


def test_an_error_inside_the_block_lifts_the_limit(blas_threads: BlasThreads) -> None:
    before = blas_threads()
    with pytest.raises(ZeroDivisionError), single_threaded_blas():
        raise ZeroDivisionError

    assert blas_threads() == before


def test_blas_can_be_limited_where_threadpoolctl_is_installed(blas_threads: BlasThreads) -> None:
    assert blas_can_be_limited()


FORKED = """
import os
from threading import Event, Thread
import numpy
from threadpoolctl import ThreadpoolController
from glassnet.engine.blas import single_threaded_blas

libraries = ThreadpoolController().select(user_api="blas").lib_controllers
begun, done = Event(), Event()
before = [each.num_threads for each in libraries]

def limit():
    with single_threaded_blas():
        begun.set()
        done.wait()

Thread(target=limit).start()
begun.wait()
with single_threaded_blas():
    child = os.fork()
if not child:
    with single_threaded_blas():
        pass
    os._exit([each.num_threads for each in libraries] == before)
_, status = os.waitpid(child, 0)
done.set()
assert os.waitstatus_to_exitcode(status) == 1
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_is_not_held_by_the_limits_of_its_parent(
    blas_threads: BlasThreads,
) -> None:
    subprocess.run([sys.executable, "-W", "ignore", "-c", FORKED], check=True, timeout=60)
