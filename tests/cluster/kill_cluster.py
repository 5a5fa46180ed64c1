"""Processes of a cluster that are there to be killed, and what is left of them."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
from distributed import rpc

from glassnet.cluster import ClusterError, open_pool

WORKERS = 2
SECONDS_TO_START = 120.0
SECONDS_TO_END = 60.0
MARK = "GLASSNET_KILLS"
SECONDS_TO_ANSWER = 2.0


def free_port() -> int:
    """A port of this machine that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Processes:
    """Processes with a mark in their environment, which those that they start inherit."""

    def __init__(self) -> None:
        self.mark = secrets.token_hex(8)

    def start(self, command: list[str], output: Path) -> subprocess.Popen[bytes]:
        """Start a command in a session of its own; what it writes goes to a file."""
        with output.open("ab") as file:
            return subprocess.Popen(
                command,
                env=os.environ | {MARK: self.mark},
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def find(self) -> list[psutil.Process]:
        """All that are alive."""
        found = []
        for each in psutil.process_iter():
            try:
                marked = each.environ().get(MARK) == self.mark
                if marked and each.status() != psutil.STATUS_ZOMBIE:
                    found.append(each)
            except psutil.Error:
                continue
        return found

    def wait_for_end(self) -> list[str]:
        """The commands of those that are still alive after a while; these are killed."""
        deadline = time.monotonic() + SECONDS_TO_END
        while (left := self.find()) and time.monotonic() < deadline:
            time.sleep(0.2)
        names = [" ".join(each.cmdline()[:4]) for each in left]
        for each in left:
            each.kill()
        return names


class Cluster:
    """A scheduler and workers, each with a process that starts it again."""

    def __init__(self, processes: Processes, folder: Path) -> None:
        self.port = free_port()
        self.address = f"tcp://127.0.0.1:{self.port}"
        python = [sys.executable, "-m"]
        host = ["--host", "tcp://127.0.0.1", "--port", str(self.port), "--no-dashboard"]
        log = folder / "cluster.log"
        self.scheduler = processes.start([*python, "distributed.cli.dask_scheduler", *host], log)
        options = ["--nthreads", "1", "--no-dashboard", "--local-directory", str(folder)]
        worker = [*python, "distributed.cli.dask_worker", self.address, *options]
        self.nannies = [processes.start(worker, log) for _ in range(WORKERS)]
        self._wait_for_workers()

    def _wait_for_workers(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            try:
                with open_pool(address=self.address) as pool:
                    if pool.workers == WORKERS:
                        return
            except ClusterError:
                pass
            time.sleep(0.5)
        raise RuntimeError("no workers came")

    def workers(self) -> list[psutil.Process]:
        """The processes that run tasks."""
        return [each for nanny in self.nannies for each in spawned_by(nanny.pid)]

    def ports(self) -> list[int]:
        """Where the scheduler and the workers listen."""
        found = [self.port]
        for each in self.workers():
            found += listening_ports(each)
        return found

    def stop(self) -> None:
        """End all processes as a batch system does: the scheduler last, which the workers sign off at."""
        for group in (self.nannies, [self.scheduler]):
            for each in group:
                if each.poll() is None:
                    each.send_signal(signal.SIGTERM)
            for each in group:
                try:
                    each.wait(SECONDS_TO_END)
                except subprocess.TimeoutExpired:
                    # Not its group: what removes its semaphores goes on.
                    each.kill()
                    each.wait()


def listening_ports(process: psutil.Process) -> list[int]:
    """Where a process listens."""
    try:
        connections = process.net_connections("tcp")
    except psutil.Error:
        return []
    return [each.laddr.port for each in connections if each.status == psutil.CONN_LISTEN]


def find_scheduler(process: psutil.Process) -> int | None:
    """The port of the scheduler that a process has within itself."""
    for port in listening_ports(process):
        found = _ask(port)
        if found and found["type"] == "Scheduler":
            return port
    return None


def list_worker_ports(scheduler: int) -> set[int] | None:
    """The ports of the workers on a scheduler's list; None where it does not answer."""
    found = _ask(scheduler)
    if found is None:
        return None
    return {int(address.rpartition(":")[2]) for address in found["workers"]}


def _ask(port: int) -> dict[str, Any] | None:
    """What a process of Dask says of itself."""

    async def ask() -> dict[str, Any] | None:
        process = rpc(f"tcp://127.0.0.1:{port}")
        try:
            return await asyncio.wait_for(process.identity(), SECONDS_TO_ANSWER)
        finally:
            await process.close_rpc()

    try:
        return asyncio.run(ask())
    except (OSError, TypeError):
        # Without an answer, or without the one of Dask.
        return None


def spawned_by(pid: int) -> list[psutil.Process]:
    """The Python processes that a process has spawned to work for it."""
    found = []
    try:
        for each in psutil.Process(pid).children(recursive=True):
            if any("spawn_main" in word for word in each.cmdline()):
                found.append(each)
    except psutil.Error:
        return found
    return found


def send_garbage(port: int, content: bytes) -> None:
    """Write bytes that are no message to a port."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(content)
            connection.settimeout(0.5)
            connection.recv(100)
    except OSError:
        # It may hang up at once.
        return
