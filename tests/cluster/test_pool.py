"""A pool runs tasks in any process, keeps their numbers, and outlives its workers."""

import gc
import socket
import sys
import threading
from pathlib import Path
from time import monotonic

import pytest

from glassnet.cluster import ClusterError, Pool, open_pool
from glassnet.errors import SettingError

sys.path.insert(0, str(Path(__file__).parent))
import tasks


def test_one_worker_is_this_process() -> None:
    with open_pool() as pool:
        assert list(pool.run(tasks.square, [3, 4])) == [(0, 9), (1, 16)]


def test_two_workers_return_the_results_of_all_tasks(two_workers: Pool) -> None:
    assert two_workers.workers == 2
    assert dict(two_workers.run(tasks.square, range(20))) == {n: n * n for n in range(20)}


def test_workers_are_processes_of_one_thread(two_workers: Pool) -> None:
    found = [result for _, result in two_workers.run(tasks.describe_worker, range(8))]

    assert len({process for process, _ in found}) == 2
    assert {cpus for _, cpus in found} == {1}


def test_tasks_are_taken_a_few_ahead_of_the_results(two_workers: Pool) -> None:
    taken: list[int] = []

    def numbers():
        for number in range(50):
            taken.append(number)
            yield number

    results = two_workers.run(tasks.square, numbers())
    next(results)

    assert len(taken) <= 6
    assert len(list(results)) == 49


def test_an_error_of_a_task_reaches_the_caller(two_workers: Pool) -> None:
    with pytest.raises(SettingError, match="not 1"):
        list(two_workers.run(tasks.refuse, [1]))


def test_the_task_of_a_worker_that_is_killed_runs_again(two_workers: Pool, tmp_path: Path) -> None:
    files = [str(tmp_path / f"{number}") for number in range(3)]

    found = dict(two_workers.run(tasks.die_once, files))

    assert found == {0: "0", 1: "1", 2: "2"}


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGSTOP")
def test_workers_that_fall_silent_are_replaced(two_workers: Pool, tmp_path: Path) -> None:
    silent = [("halt", str(tmp_path / "halted")), ("hold", str(tmp_path / "held"))]
    began = monotonic()

    found = dict(two_workers.run(tasks.fall_silent_once, silent))

    assert found == {0: "halted", 1: "held"}
    # Dask alone gives a silent worker up after 300 seconds. How soon it is here: tests/cluster/kills.py.
    assert monotonic() - began < 200


@pytest.mark.full
def test_a_task_that_dask_gave_up_is_given_again(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="needs glassnet[cluster]")
    file = str(tmp_path / "task")

    with open_pool(2) as pool:
        assert dict(pool.run(tasks.die_four_times, [file])) == {0: "task"}


@pytest.mark.full
def test_a_task_that_ends_every_worker_is_given_up_with_a_message() -> None:
    pytest.importorskip("distributed", reason="needs glassnet[cluster]")
    # Dask does not replace a worker that dies while it is started: there may be none in the end.
    expected = "too little memory|The workers are gone"

    with open_pool(2) as pool, pytest.raises(ClusterError, match=expected):
        list(pool.run(tasks.die, [0]))


@pytest.mark.parametrize("address", ["tcp://192.0.2.1:8786", "192.0.2.1:8786", "ucx://127.0.0.1:1"])
def test_an_unencrypted_scheduler_beyond_this_machine_is_refused(address: str) -> None:
    pytest.importorskip("distributed", reason="needs glassnet[cluster]")
    with (
        pytest.raises(ClusterError, match="expects an address that begins with tls://"),
        open_pool(address=address),
    ):
        pass


def test_an_address_without_a_scheduler_is_named() -> None:
    pytest.importorskip("distributed", reason="needs glassnet[cluster]")
    with (
        pytest.raises(ClusterError, match=r"tcp://127\.0\.0\.1:1 expects a Dask scheduler"),
        open_pool(address="tcp://127.0.0.1:1"),
    ):
        pass


def expect_no_scheduler(address: str, got: str) -> None:
    """The caller learns it in time, and nothing of Dask's client is left, which would end at any moment."""
    distributed = pytest.importorskip("distributed", reason="needs glassnet[cluster]")
    clients = sum(type(each) is distributed.Client for each in gc.get_objects())
    loops = sum(each.name == "IO loop" for each in threading.enumerate())

    with pytest.raises(ClusterError, match=f"got {got}"), open_pool(address=address):
        pass

    assert sum(type(each) is distributed.Client for each in gc.get_objects()) <= clients
    assert sum(each.name == "IO loop" for each in threading.enumerate()) <= loops


@pytest.mark.slow
def test_what_accepts_a_connection_and_says_nothing_is_no_scheduler() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        expect_no_scheduler(f"tcp://127.0.0.1:{server.getsockname()[1]}", "no answer within 10 s")


def test_what_answers_with_other_bytes_is_no_scheduler() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"x" * 100_000)

        thread = threading.Thread(target=answer)
        thread.start()
        expect_no_scheduler(f"tcp://127.0.0.1:{server.getsockname()[1]}", "something else")
        thread.join()


def test_a_client_without_certificates_is_told_so() -> None:
    pytest.importorskip("distributed", reason="needs glassnet[cluster]")
    with (
        pytest.raises(ClusterError, match="got no certificates here"),
        open_pool(address="tls://127.0.0.1:1"),
    ):
        pass


def test_a_local_cluster_listens_on_this_machine_alone_and_beside_another_one(
    two_workers: Pool,
) -> None:
    psutil = pytest.importorskip("psutil", reason="comes with Dask")
    with open_pool(2) as other:
        own = psutil.Process()
        listening = {
            connection.laddr.ip
            for process in (own, *own.children(recursive=True))
            for connection in process.net_connections("tcp")
            if connection.status == psutil.CONN_LISTEN
        }
        assert dict(other.run(tasks.square, [2])) == {0: 4}

    assert listening == {"127.0.0.1"}
    assert dict(two_workers.run(tasks.square, [3])) == {0: 9}
