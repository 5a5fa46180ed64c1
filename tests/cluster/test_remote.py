"""A scheduler and a worker of their own: found by address, over TLS, and missed when they die."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from glassnet.cluster import ClusterError, open_pool

pytest.importorskip("distributed", reason="needs glassnet[cluster]")
sys.path.insert(0, str(Path(__file__).parent))
import tasks

pytestmark = pytest.mark.full

OPENSSL = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout {key} -out {cert}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen]:
    """A process of Dask that can import the tasks."""
    environment = {
        **os.environ,
        "PYTHONPATH": f"{Path(__file__).parent}:{os.environ.get('PYTHONPATH', '')}",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def cluster(address: str, *options: str) -> Iterator[subprocess.Popen]:
    scheme, _, rest = address.partition("://")
    port = rest.rpartition(":")[2]
    scheduler = (
        "dask_scheduler",
        "--host",
        f"{scheme}://127.0.0.1",
        "--port",
        port,
        "--no-dashboard",
        *options,
    )
    worker = ("dask_worker", address, "--nthreads", "1", *options)
    with running(*scheduler) as process, running(*worker):
        deadline = time.monotonic() + 60
        while True:
            try:
                with open_pool(address=address):
                    break
            except ClusterError:
                assert time.monotonic() < deadline, "no worker came"
                time.sleep(0.5)
        yield process


@pytest.fixture
def certificates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(OPENSSL.format(key=key, cert=cert).split(), check=True, capture_output=True)
    return ("--tls-ca-file", str(cert), "--tls-cert", str(cert), "--tls-key", str(key))


def configure(ca: str, cert: str, key: str):
    """Certificates of the client, as in a file of Dask's configuration."""
    import dask.config

    settings = {"ca-file": ca, "client.cert": cert, "client.key": key}
    return dask.config.set(
        {f"distributed.comm.tls.{name}": value or None for name, value in settings.items()}
    )


def test_workers_at_an_address_run_tasks() -> None:
    address = f"tcp://127.0.0.1:{free_port()}"

    with cluster(address), open_pool(address=address) as pool:
        assert pool.workers == 1
        assert dict(pool.run(tasks.square, range(4))) == {0: 0, 1: 1, 2: 4, 3: 9}


def test_with_certificates_tasks_run_and_without_them_a_client_is_turned_away(
    certificates: tuple[str, ...],
) -> None:
    address = f"tls://127.0.0.1:{free_port()}"

    with configure(*certificates[1::2]), cluster(address, *certificates):
        with open_pool(address=address) as pool:
            assert dict(pool.run(tasks.square, [5])) == {0: 25}
        with (
            configure("", "", ""),
            pytest.raises(ClusterError, match="expects a Dask scheduler"),
            open_pool(address=address),
        ):
            pass


def test_a_scheduler_that_dies_ends_the_work_with_a_message() -> None:
    address = f"tcp://127.0.0.1:{free_port()}"

    with cluster(address) as scheduler, open_pool(address=address) as pool:
        results = pool.run(tasks.wait_a_second, range(50))
        next(results)
        os.killpg(scheduler.pid, signal.SIGKILL)
        with pytest.raises(ClusterError, match="give the same command again"):
            list(results)
