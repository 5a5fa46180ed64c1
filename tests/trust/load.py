"""The service under load: what it promises holds while it is busy, and the figures are written down.

A figure that depends on the machine is no failure; a wrong answer, a broken promise of docs/api.md or memory
that grows is one.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
import socket
import subprocess
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from tests.trust.check import Check, Tally, sizes
from tests.trust.pictures import draw_canvas
from tests.trust.service import BODIES, send, serving_process

Generator = np.random.Generator
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
JSON: Final = "application/json"
PIXELS: Final = json.dumps({"pixels": [0] * 700 + [255] * 84, "scale": 255}).encode()
# Promised in docs/api.md.
MAX_STOPPING_SECONDS: Final = 6.0
# What a soak may add to the memory of the process, in bytes.
MAX_GROWTH: Final = 8 << 20


@dataclass
class Answers:
    """Statuses and seconds of requests."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    def add(self, status: int, seconds: float) -> None:
        self.statuses[status] += 1
        if status == 200:
            self.seconds.append(seconds)

    def quantile(self, share: float) -> float:
        """In milliseconds, of the requests that were answered 200."""
        return 1000 * float(np.quantile(self.seconds, share)) if self.seconds else float("nan")


def make_request(path: str, body: bytes, kind: str = JSON) -> bytes:
    """A request as bytes; without a body a GET."""
    method = "POST" if body else "GET"
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def _exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> tuple[int, bytes]:
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
    return int(head[9:12]), await reader.readexactly(length)


async def _try(
    address: tuple[str, int], request: bytes, connection: Connection | None
) -> tuple[int, Connection | None]:
    """The status of one request, 0 where the connection breaks, and the connection for the next one."""
    try:
        connection = connection or await asyncio.open_connection(*address)
        return (await _exchange(*connection, request))[0], connection
    except (OSError, asyncio.IncompleteReadError):
        return 0, None


async def keep_sending(
    address: tuple[str, int], requests: list[bytes], clients: int, count: int, answers: Answers
) -> None:
    """`count` requests on so many connections, each after the answer to the one before."""
    numbers = itertools.count()

    async def work() -> None:
        connection: Connection | None = None
        while (number := next(numbers)) < count:
            started = time.perf_counter()
            request, is_used = requests[number % len(requests)], connection is not None
            status, connection = await _try(address, request, connection)
            if status == 0 and is_used:
                # It was closed meanwhile, as connections are that say nothing, or whose request was bad.
                status, connection = await _try(address, request, None)
            answers.add(status, time.perf_counter() - started)

    await asyncio.gather(*(work() for _ in range(clients)))


def is_busy() -> bool:
    """Whether other programs take the CPUs, so that times say nothing."""
    return os.getloadavg()[0] > 2 * (os.cpu_count() or 1)


def resident(pid: int) -> int:
    """Bytes of memory of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _tally(answers: Answers, allowed: set[int], extra: list[str], note: str) -> Tally:
    wrong = {key: count for key, count in answers.statuses.items() if key not in allowed}
    faults = [f"{count} answers {key}" for key, count in wrong.items()] + extra
    return Tally(answers.statuses.total(), faults, note)


def check_batches(rng: Generator, trials: int) -> Tally:
    """Batches of 256 drawings: as many answers as drawings, in their order."""
    drawings = [{"pixels": rng.integers(0, 256, 784).tolist()} for _ in range(256)]
    request = make_request("/api/predict/batch", json.dumps({"drawings": drawings}).encode())
    answers = Answers()
    with serving_process() as (_, address):
        started = time.perf_counter()
        asyncio.run(keep_sending(address, [request], 2, trials, answers))
        rate = 256 * trials / (time.perf_counter() - started)
    return _tally(answers, {200}, [], f"{rate:,.0f} drawings/s")


def check_open_loop(rng: Generator, trials: int) -> Tally:
    """Requests at random times, at 60 % of what is answered at most: latencies from the intended time."""
    with serving_process() as (_, address):
        most = Answers()
        started = time.perf_counter()
        asyncio.run(keep_sending(address, [make_request("/api/predict", PIXELS)], 16, 1000, most))
        rate = 0.6 * 1000 / (time.perf_counter() - started)
        answers = Answers()
        asyncio.run(_send_at_random_times(rng, address, rate, trials, answers))
    note = f"{rate:,.0f}/s: p50 {answers.quantile(0.5):.1f} ms, p99 {answers.quantile(0.99):.1f} ms"
    return _tally(answers, {200}, [], note)


async def _send_at_random_times(
    rng: Generator, address: tuple[str, int], rate: float, count: int, answers: Answers
) -> None:
    idle: asyncio.LifoQueue[tuple[Any, Any]] = asyncio.LifoQueue()
    request = make_request("/api/predict", PIXELS)

    async def one(intended: float) -> None:
        try:
            pair = (
                idle.get_nowait() if not idle.empty() else await asyncio.open_connection(*address)
            )
            status, _ = await _exchange(*pair, request)
            idle.put_nowait(pair)
        except (OSError, asyncio.IncompleteReadError):
            status = 0
        answers.add(status, time.perf_counter() - intended)

    tasks, due = [], time.perf_counter()
    for pause in rng.exponential(1 / rate, count).tolist():
        due += pause
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(one(due)))
    await asyncio.gather(*tasks)


def check_overload(rng: Generator, trials: int) -> Tally:
    """Many more pictures than are answered: 200, 429 or 503, and health all the time."""
    pictures = [make_request("/api/predict", draw_canvas(rng), "image/png") for _ in range(20)]
    answers, health = Answers(), Answers()
    with serving_process() as (process, address):
        before = resident(process.pid)

        async def run() -> None:
            task = asyncio.create_task(_watch_health(address, health))
            await keep_sending(address, pictures, 200, trials, answers)
            task.cancel()

        asyncio.run(run())
        growth = resident(process.pid) - before
        after = send(address, "POST", "/api/predict", PIXELS, Content_Type=JSON).status
    extra = [] if after == 200 else [f"afterwards {after}"]
    extra += [f"health answered {dict(health.statuses)}"] if set(health.statuses) - {200} else []
    note = (
        f"{answers.statuses[200]:,} answered, {answers.statuses[503]:,} refused; health p99 "
        f"{health.quantile(0.99):.0f} ms; memory +{growth / 1e6:.0f} MB"
    )
    return _tally(answers, {200, 429, 503}, extra, note)


async def _watch_health(address: tuple[str, int], answers: Answers) -> None:
    reader, writer = await asyncio.open_connection(*address)
    while True:
        started = time.perf_counter()
        status, _ = await _exchange(reader, writer, make_request("/api/health", b""))
        answers.add(status, time.perf_counter() - started)
        await asyncio.sleep(0.02)


def check_soak(rng: Generator, trials: int) -> Tally:
    """PNG files by ten clients: each answered 200, with memory and descriptors as before."""
    pictures = [make_request("/api/predict", draw_canvas(rng), "image/png") for _ in range(50)]
    answers = Answers()
    with serving_process() as (process, address):
        asyncio.run(keep_sending(address, pictures, 10, max(100, trials // 10), Answers()))
        before, files = resident(process.pid), len(os.listdir(f"/proc/{process.pid}/fd"))
        started = time.perf_counter()
        asyncio.run(keep_sending(address, pictures, 10, trials, answers))
        rate = trials / (time.perf_counter() - started)
        time.sleep(6)  # idle connections are closed
        growth = resident(process.pid) - before
        left = len(os.listdir(f"/proc/{process.pid}/fd")) - files
    extra = [f"memory grew by {growth / 1e6:.1f} MB"] if growth > MAX_GROWTH else []
    extra += [f"{left} more descriptors"] if left > 2 else []
    return _tally(answers, {200}, extra, f"{rate:,.0f}/s; memory {growth / 1e6:+.1f} MB")


def check_loop(rng: Generator, trials: int) -> Tally:
    """The event loop stays free while pictures, batches, bad bodies and reloads are in work."""
    picture = make_request("/api/predict", draw_canvas(rng), "image/png")
    batch = json.dumps({"drawings": [BODIES[0]] * 300}).encode()
    mixed = [
        picture, make_request("/api/predict/batch", batch), make_request("/api/predict", PIXELS),
        make_request("/api/predict", b"[" * 200_000),
        make_request("/api/trace", json.dumps(BODIES[0]).encode()),
    ]  # fmt: skip
    answers, health = Answers(), Answers()
    with serving_process() as (process, address):

        async def run() -> None:
            task = asyncio.create_task(_watch_health(address, health))
            for part in range(5):
                if part:
                    process.send_signal(signal.SIGHUP)
                await keep_sending(address, mixed, 8, max(1, trials // 5), answers)
            task.cancel()

        asyncio.run(run())
    extra = [f"health answered {dict(health.statuses)}"] if set(health.statuses) - {200} else []
    note = f"health p50 {health.quantile(0.5):.1f} ms, p99.9 {health.quantile(0.999):.0f} ms"
    return _tally(answers, {200, 400, 422, 503}, extra, note)


def check_starts(rng: Generator, trials: int) -> Tally:
    """Started with compiled kernels in the cache, and stopped with clients connected."""
    failures, starts, stops = [], [], []
    for number in range(trials):
        started = time.perf_counter()
        with serving_process("--no-page") as (process, address):
            starts.append(time.perf_counter() - started)
            clients = [socket.create_connection(address) for _ in range(int(rng.integers(0, 50)))]
            for each in clients[::2]:
                each.sendall(make_request("/api/predict", PIXELS)[: int(rng.integers(1, 3000))])
            process.send_signal(signal.SIGTERM)
            started = time.perf_counter()
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=30)
            stops.append(time.perf_counter() - started)
            for each in clients:
                each.close()
            is_late = stops[-1] > MAX_STOPPING_SECONDS and not is_busy()
            if process.returncode != 0 or is_late:
                failures.append(
                    f"start {number}: status {process.returncode} after {stops[-1]:.1f} s"
                )
    ready = f"ready after {np.median(starts):.1f} s, at most {max(starts):.1f}"
    note = f"{ready}; stopped in {max(stops):.1f} s at most"
    return Tally(trials, failures, note)


def check_threads(rng: Generator, trials: int) -> Tally:
    """Two services side by side, with BLAS as it is and with one thread: the same rate, about."""
    rates = {}
    answers = Answers()
    for threads in ("", "1"):
        environment = {"OPENBLAS_NUM_THREADS": threads} if threads else {}
        with serving_process(**environment) as (_, one), serving_process(**environment) as (_, two):

            async def run(one: Any = one, two: Any = two) -> None:
                request = [make_request("/api/predict", PIXELS)]
                half = max(1, trials // 4)
                await asyncio.gather(
                    keep_sending(one, request, 8, half, answers),
                    keep_sending(two, request, 8, half, answers),
                )

            started = time.perf_counter()
            asyncio.run(run())
            rates[threads] = 2 * max(1, trials // 4) / (time.perf_counter() - started)
    slow = rates[""] < 0.7 * rates["1"] and not is_busy()
    extra = (
        [f"{rates['']:.0f}/s with BLAS as it is, {rates['1']:.0f}/s with one thread"]
        if slow
        else []
    )
    return _tally(answers, {200}, extra, f"{rates['']:,.0f}/s, with one thread {rates['1']:,.0f}/s")


CHECKS: Final = (
    Check("batches", "Each of 256 drawings of a batch is answered.", sizes(4, 200, 5_000), check_batches),
    Check(
        "random times", "At 60 % of the largest rate all requests are answered.",
        sizes(300, 20_000, 300_000), check_open_loop,
    ),
    Check(
        "overload", "More than can be answered is refused with 503, and health is answered meanwhile.",
        sizes(600, 6_000, 60_000), check_overload,
    ),
    Check("soak", "All pictures are answered, and memory stays.", sizes(200, 20_000, 500_000), check_soak),
    Check(
        "busy loop", "Large and bad bodies and reloads do not stop the event loop.",
        sizes(100, 2_000, 20_000), check_loop,
    ),
    Check(
        "starts and stops", "SIGTERM ends the service with status 0 within six seconds.",
        sizes(2, 20, 200), check_starts,
    ),
    Check("two services", "Several processes share the CPUs.", sizes(400, 20_000, 80_000), check_threads),
)  # fmt: skip
