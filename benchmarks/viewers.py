"""What viewers of a training run cost: python -m benchmarks.viewers [--rounds N] [--seconds S].

A run that the service started is followed by no viewer, by one and by twenty of which two do not
read, in turn; its speed is read from the times of its own events. The CPU time of the service is
what viewers take from the training, whatever else the machine does. Then twenty viewers of a long log, two
of which do not read, and the memory of the service meanwhile. On Linux.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from subprocess import DEVNULL, Popen
from sys import executable
from typing import Any, Final

from benchmarks.machine import describe
from benchmarks.serving import cpu_seconds, memory_of, serve

CROWD: Final = 20
STALLED: Final = 2
AUDIENCES: Final = (0, 1, CROWD)
LOG_LINES: Final = 50_000
PADDING: Final = "x" * 4_000
RECIPE: Final = {"recipe": "tiny", "epochs": 1000}
READ: Final = """
import sys
from http.client import HTTPConnection
connection = HTTPConnection(sys.argv[1])
connection.request("GET", sys.argv[2])
response = connection.getresponse()
while response.read1(65536):
    pass
"""


@contextmanager
def watch(host: str, path: str, count: int) -> Iterator[None]:
    """So many viewers in processes of their own; of a crowd, two do not read."""
    stalled = STALLED if count == CROWD else 0
    with ExitStack() as stack:
        for _ in range(count - stalled):
            viewer = Popen([executable, "-c", READ, host, path], stdout=DEVNULL, stderr=DEVNULL)
            stack.callback(viewer.wait)
            stack.callback(viewer.kill)
        for _ in range(stalled):
            stack.enter_context(stall(host, path))
        yield


def stall(host: str, path: str) -> socket.socket:
    """A viewer that asks and does not read."""
    name, _, port = host.partition(":")
    connection = socket.create_connection((name, int(port)))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return connection


def read_last(log: Path) -> dict[str, Any]:
    """The last event that says how far the run is."""
    lines = [json.loads(line) for line in log.read_bytes()[-20_000:].splitlines()[1:-1]]
    return [each for each in lines if "step" in each][-1]


def measure_speed(log: Path, seconds: float) -> float:
    """Updates a second, by the times of the run's own events."""
    first = read_last(log)
    time.sleep(seconds)
    last = read_last(log)
    return (last["step"] - first["step"]) / (last["time"] - first["time"])


def measure_slowing(runs: Path, rounds: int, seconds: float) -> Iterator[str]:
    """The speed of a run with viewers, against the rounds without them before and after."""
    with serve("--model", "tiny", "--runs", str(runs)) as (process, address):
        host = address.removeprefix("http://")
        name = post(host, "/api/runs", RECIPE)["name"]
        log = runs / name / "events.jsonl"
        speeds: dict[int, list[float]] = {count: [] for count in AUDIENCES}
        taken: dict[int, list[float]] = {count: [] for count in AUDIENCES}
        while not (log.exists() and log.read_bytes().count(b"progress") > 20):
            time.sleep(0.2)
        for _ in range(rounds):
            for count in AUDIENCES:
                with watch(host, f"/api/runs/{name}/events", count):
                    time.sleep(2)
                    began, before = time.perf_counter(), cpu_seconds(process.pid)
                    speeds[count].append(measure_speed(log, seconds))
                    spent = cpu_seconds(process.pid) - before
                    taken[count].append(spent / (time.perf_counter() - began))
        post(host, f"/api/runs/{name}/commands", {"command": "stop"})
    alone = median(speeds[0])
    yield f"training without a viewer: {alone:,.0f} updates a second (median of {rounds})"
    for count in AUDIENCES[1:]:
        slower = [1 - mine / free for mine, free in zip(speeds[count], speeds[0], strict=True)]
        who = "a viewer" if count == 1 else f"{count} viewers, {STALLED} of which stall"
        yield (
            f"training with {who}: {median(speeds[count]):,.0f} updates a second, slower by "
            f"{median(slower):.1%} ({min(slower):.1%} to {max(slower):.1%}); the service takes "
            f"{1e3 * median(taken[count]):.0f} ms of CPU a second, "
            f"{median(taken[count]) / (os.cpu_count() or 1):.1%} of all CPUs"
        )


def measure_memory(runs: Path) -> str:
    """Twenty viewers of a log of 200 MB, two of which do not read."""
    write_log(runs / "long")
    with serve("--model", "tiny", "--runs", str(runs)) as (process, address):
        host = address.removeprefix("http://")
        path = "/api/runs/long/events"
        count_bytes(host, "/api/runs/long")
        time.sleep(5)
        before = peak = memory_of(process.pid)
        with ExitStack() as stack, ThreadPoolExecutor(CROWD) as pool:
            for _ in range(STALLED):
                stack.enter_context(stall(host, path))
            read = [pool.submit(count_bytes, host, path) for _ in range(CROWD - STALLED)]
            while not all(each.done() for each in read):
                peak = max(peak, memory_of(process.pid))
                time.sleep(0.05)
        sizes = {each.result() for each in read}
    if len(sizes) != 1:
        raise RuntimeError(f"The viewers read different amounts: {sizes}.")
    size = sizes.pop() / 1e6
    return (
        f"{CROWD} viewers of a log of {size:,.0f} MB, {STALLED} of which stall: "
        f"{(peak - before) / 2**20:.1f} MiB of memory more than the {before / 2**20:.0f} MiB before"
    )


def write_log(run: Path) -> None:
    """A run folder with a long log."""
    run.mkdir()
    (run / "recipe.json").write_text(json.dumps({"name": "long"}))
    with (run / "events.jsonl").open("w") as file:
        for number in range(1, LOG_LINES + 1):
            line = {"id": number, "event": "progress", "padding": PADDING}
            file.write(json.dumps(line) + "\n")


def count_bytes(host: str, path: str) -> int:
    """The bytes of a whole reply."""
    connection = HTTPConnection(host, timeout=600)
    connection.request("GET", path)
    response = connection.getresponse()
    count = 0
    while part := response.read1(65_536):
        count += len(part)
    connection.close()
    return count


def post(host: str, path: str, body: dict[str, Any]) -> Any:
    """The JSON of a reply."""
    connection = HTTPConnection(host, timeout=60)
    connection.request("POST", path, json.dumps(body), {"content-type": "application/json"})
    reply = json.loads(connection.getresponse().read())
    connection.close()
    return reply


def main() -> None:
    """Print a line for each figure."""
    parser = argparse.ArgumentParser("python -m benchmarks.viewers", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="of each audience, in turn")
    parser.add_argument("--seconds", type=float, default=8.0, help="that a speed is measured for")
    options = parser.parse_args()
    machine = describe()
    print(f"{machine['cpu']}, {machine['cpus']} CPUs, load {machine['load'][0]:.1f}")
    with tempfile.TemporaryDirectory() as runs:
        for line in measure_slowing(Path(runs), options.rounds, options.seconds):
            print(line, flush=True)
    with tempfile.TemporaryDirectory() as runs:
        print(measure_memory(Path(runs)))


if __name__ == "__main__":
    main()
