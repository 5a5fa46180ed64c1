"""Clusters of Dask: worker processes of this machine, or those of a scheduler at an address."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import platform
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from glassnet.cluster.dask_pool import DaskPool
from glassnet.cluster.pool import ClusterError
from glassnet.errors import format_error
from glassnet.version import __version__

# Below those of this package: without Dask, `dask_pool` says what to install.
import dask.config  # isort: skip
from distributed import Client, LocalCluster, Security, rpc  # isort: skip
from glassnet.cluster.dask_heartbeats import remove_silent_workers  # isort: skip

# A scheduler that does not answer for so long is taken for dead.
SECONDS_TO_CONNECT = 5.0
SECONDS_TO_ANSWER = 10.0

# Where Dask's own pages are served: on this machine alone, at any free port.
DASHBOARD = "127.0.0.1:0"

CONFIG = {
    # Workers of a loaded machine are slow to answer.
    "distributed.comm.timeouts.connect": "30 s",
    "distributed.comm.timeouts.tcp": "20 s",
    # A worker is stopped by memory limits of its own; ours are those of the machine.
    "distributed.worker.memory.terminate": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.target": False,
}


@contextmanager
def open_dask_pool(workers: int, address: str | None) -> Iterator[DaskPool]:
    """See `open_pool`."""
    _silence_logs()
    with dask.config.set(CONFIG):
        if address is not None:
            expect_private(address)
            with _connect(address) as client, remove_silent_workers(client):
                yield DaskPool(client)
            return
        with (
            LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address=DASHBOARD,
                memory_limit=None,
                silence_logs=logging.CRITICAL,
            ) as cluster,
            Client(cluster, direct_to_workers=True) as client,
            remove_silent_workers(client),
        ):
            yield DaskPool(client, is_local=True)


def _silence_logs() -> None:
    """What Dask logs in this process is of no use to a reader: the commands have messages of their own."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            # Dask gives some of them levels of their own.
            logging.getLogger(name).setLevel(logging.CRITICAL)


def _connect(address: str) -> Any:
    try:
        _expect_answer(address)
        client = Client(address, timeout=SECONDS_TO_CONNECT)
    except TypeError:
        # Dask's own words are those of its code.
        got, remedy = "no certificates here", "Name them: see Encryption in docs/cluster.md."
        raise ClusterError(format_error(address, "a Dask scheduler", got, remedy)) from None
    except (OSError, TimeoutError, ValueError) as error:
        got, remedy = (
            str(error) or type(error).__name__,
            "Start one with: dask scheduler. See docs/cluster.md.",
        )
        raise ClusterError(format_error(address, "a Dask scheduler", got, remedy)) from None
    try:
        _expect_workers(client, address)
    except BaseException:
        client.close()
        raise
    return client


def _expect_answer(address: str) -> None:
    """Raise OSError, TypeError or ValueError where no scheduler answers in time.

    Dask's client waits for ever where something accepts the connection and says nothing. One that fails to
    connect ends when it is collected as garbage, which may stop another one that is just starting.
    """

    async def ask() -> None:
        arguments = Security().get_connection_args("client")
        scheduler = rpc(address, timeout=SECONDS_TO_CONNECT, connection_args=arguments)
        try:
            await asyncio.wait_for(scheduler.identity(), SECONDS_TO_ANSWER)
        except TimeoutError:
            raise TimeoutError(f"no answer within {SECONDS_TO_ANSWER:g} s") from None
        except (OSError, TypeError, ValueError):
            raise
        except Exception:
            # Bytes that are no message are read as one, whatever comes of it.
            raise OSError("something else") from None
        finally:
            await scheduler.close_rpc()

    # In a notebook there is a loop in this thread already.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, ask()).result()


def _expect_workers(client: Any, address: str) -> None:
    """Raise `ClusterError` unless there are workers, and all have the versions of this process."""
    found = client.run(describe_versions)
    if not found:
        raise ClusterError(
            f"{address}: the scheduler has no workers. Start some with: dask worker {address}"
        )
    own = describe_versions()
    for worker, versions in found.items():
        for name, version in own.items():
            if versions[name] != version:
                raise ClusterError(
                    format_error(
                        f"the worker {worker}",
                        f"{name} {version}, as here",
                        versions[name],
                        "Install the same versions everywhere: results would differ.",
                    )
                )


def describe_versions() -> dict[str, str]:
    """The versions that must be the same everywhere."""
    return {
        "glassnet": __version__,
        "numpy": np.__version__,
        "python": ".".join(platform.python_version_tuple()[:2]),
    }


def expect_private(address: str) -> None:
    """Raise `ClusterError` for an unencrypted connection beyond this machine.

    Dask's messages are pickles: a caller who reaches a scheduler without certificates runs code on it.
    """
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    if parts.scheme == "tls" or (parts.scheme == "tcp" and _is_loopback(parts.hostname or "")):
        return
    raise ClusterError(
        format_error(
            address,
            "an address that begins with tls://",
            "an unencrypted one beyond this machine",
            "Everyone who reaches it can run code: give the scheduler certificates, see docs/cluster.md.",
        )
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(socket.gethostbyname(host)).is_loopback
    except OSError:
        return False
