"""Many viewers of a run that trains, some of which do not read, while others ask for predictions."""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import numpy as np
from tests.serve.runs.clients import LONG, call
from tests.trust.check import Check, Tally, sizes
from tests.trust.load import PIXELS, Answers, is_busy, keep_sending, make_request, resident
from tests.trust.service import serving_process

Generator = np.random.Generator
STALLED: Final = 6
# As many as the service takes, less some for its tests.
MOST_VIEWERS: Final = 60
MAX_DELAY: Final = 1.0
MAX_GROWTH: Final = 1 << 20  # bytes of memory for each viewer
RECIPE: Final = LONG | {"epochs": 100}


class Seen:
    """What one viewer has seen: ids, the delays of events, and how it ended."""

    def __init__(self) -> None:
        self.ids: list[int] = []
        self.delays: list[float] = []
        self.end = ""


async def view(address: tuple[str, int], name: str, seen: Seen) -> None:
    """Follow a run from its first event to its end."""
    reader, writer = await asyncio.open_connection(*address, limit=1 << 20)
    writer.write(f"GET /api/runs/{name}/events HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    try:
        while line := await reader.readline():
            if line.startswith(b"event: end"):
                seen.end = (await reader.readline()).decode()
                return
            if line.startswith(b"data: "):
                event = json.loads(line[6:])
                seen.ids.append(event["id"])
                seen.delays.append(time.time() - event["time"])
    finally:
        writer.close()


async def stall(address: tuple[str, int], name: str) -> None:
    """Ask to follow a run, and read nothing."""
    _, writer = await asyncio.open_connection(*address, limit=1)
    writer.write(f"GET /api/runs/{name}/events HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    try:
        await asyncio.sleep(600)
    finally:
        writer.close()


def settle(pid: int) -> int:
    """Memory of a process once it stays the same: the service compiles in the background at first."""
    last, since, deadline = resident(pid), time.monotonic(), time.monotonic() + 120
    while time.monotonic() < min(since + 4, deadline):
        time.sleep(0.1)
        if abs(resident(pid) - last) > 1 << 19:
            last, since = resident(pid), time.monotonic()
    return resident(pid)


def check_viewers(rng: Generator, trials: int) -> Tally:
    """So many viewers of one run: each sees every event once, in order, and soon."""
    count = min(trials, MOST_VIEWERS)
    everybody = [Seen() for _ in range(max(1, count - STALLED))]
    answers = Answers()
    with tempfile.TemporaryDirectory() as folder, serving_process("--runs", folder) as started:
        process, address = started
        before = settle(process.pid)
        status, run = call(address, "/api/runs", {"recipe": RECIPE})
        if status != 200:
            return Tally(1, [f"the run was not started: {run}"])

        async def follow() -> None:
            stalled = [asyncio.create_task(stall(address, run["name"])) for _ in range(STALLED)]
            asking = asyncio.create_task(_ask_now_and_then(address, answers))
            await asyncio.gather(*(view(address, run["name"], each) for each in everybody))
            for task in (*stalled, asking):
                task.cancel()

        asyncio.run(follow())
        growth = (resident(process.pid) - before) / count
        logged = len((Path(folder) / run["name"] / "events.jsonl").read_bytes().splitlines())
    return _judge(everybody, answers, logged, growth)


async def _ask_now_and_then(address: tuple[str, int], answers: Answers) -> None:
    request: list[Any] = [make_request("/api/predict", PIXELS)]
    while True:
        await keep_sending(address, request, 2, 50, answers)
        await asyncio.sleep(0.05)


def _judge(everybody: list[Seen], answers: Answers, logged: int, growth: float) -> Tally:
    failures = [
        f"viewer {number}: {len(each.ids)} of {logged} events, ended as {each.end!r}"
        for number, each in enumerate(everybody)
        if each.ids != list(range(1, logged + 1)) or "finished" not in each.end
    ]
    # Those from before a viewer came are replayed, and late for that reason.
    delays = [delay for each in everybody for delay in each.delays[len(each.delays) // 4 :]]
    late = float(np.quantile(delays, 0.99)) if delays else float("inf")
    failures += [f"p99 of delays {late:.2f} s"] if late > MAX_DELAY and not is_busy() else []
    failures += [f"memory +{growth / 1e6:.1f} MB a viewer"] if growth > MAX_GROWTH else []
    failures += [f"answers {dict(answers.statuses)}"] if set(answers.statuses) - {200} else []
    note = f"{logged} events each, p99 after {1000 * late:.0f} ms; {answers.statuses[200]:,} predictions"
    return Tally(
        len(everybody) + STALLED, failures, f"{note}; memory {growth / 1e3:+.0f} kB a viewer"
    )


CHECKS: Final = (
    Check(
        "viewers", "Every viewer of a run sees each event once, soon, whatever the others do.",
        sizes(12, 60, 60), check_viewers,
    ),
)  # fmt: skip
