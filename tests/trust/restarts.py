"""A service that is killed while it shows a run: the next one goes on where viewers were."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import numpy as np
from tests.serve.runs.clients import Viewer
from tests.trust.check import Check, Tally, sizes, try_all
from tests.trust.service import START, send, serving

from glassnet.data.atomic import TEMPORARY

Generator = np.random.Generator
# From the kill to the first answer of the next process.
MAX_SECONDS: Final = 3.0
TRAIN: Final = (
    "train", "tiny", "--data", "simulated", "--epochs", "60", "--examples", "600", "--plain", "--no-plots",
)  # fmt: skip


@contextmanager
def serving_at(port: int, runs: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A service of runs at this port, once it answers."""
    command = [
        sys.executable,
        "-c",
        START,
        "serve",
        "--port",
        str(port),
        "--model",
        "tiny",
        "--runs",
        str(runs),
    ]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + 60
            while send(("127.0.0.1", port), "GET", "/api/health").status != 200:
                if time.monotonic() > deadline or process.poll() is not None:
                    raise TimeoutError("the service does not answer")
                time.sleep(0.02)
            yield process
        finally:
            process.kill()


def find_port() -> int:
    """A port that is free now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def watch(address: tuple[str, int], seen: list[int], until: float) -> str:
    """Collect ids of events from the last one seen on, for a time; the state where the run ended."""
    with (
        suppress(OSError, ValueError, IndexError),
        Viewer(address, "run", seen[-1] if seen else 0) as viewer,
    ):
        for event in viewer.events():
            if event["event"] == "end":
                return str(event["data"])
            seen.append(event["id"])
            if time.monotonic() > until:
                return ""
    return ""


def check_restarts(rng: Generator, trials: int) -> Tally:
    """Each trial: a run in a terminal, a viewer, and a service that is killed at random moments."""
    waits: list[float] = []

    def attempt(number: int) -> str | None:
        port, seen = find_port(), []
        address = ("127.0.0.1", port)
        with tempfile.TemporaryDirectory() as name:
            runs = Path(name)
            command = [sys.executable, "-c", START, *TRAIN, "--out", str(runs / "run")]
            with subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            ) as training:
                while not (runs / "run" / "events.jsonl").exists() and training.poll() is None:
                    time.sleep(0.02)
                state, kills = "", 0
                while not state and kills < 20:
                    started = time.monotonic()
                    with serving_at(port, runs) as process:
                        if kills:
                            waits.append(time.monotonic() - started)
                        pause = float(rng.uniform(0.3, 1.5)) if kills < 3 else 60.0
                        state = watch(address, seen, time.monotonic() + pause)
                        process.send_signal(signal.SIGKILL)
                    kills += 1
                training.wait(timeout=120)
            left = [each.name for each in runs.rglob(".*") if TEMPORARY.fullmatch(each.name)]
        if seen != list(range(1, len(seen) + 1)):
            return f"run {number}: ids {seen[:5]}...{seen[-5:]} of {len(seen)}"
        if "finished" not in state:
            return f"run {number}: ended as {state!r}"
        return f"run {number}: {left} are left" if left else None

    tally = try_all(trials, attempt)
    slow = [f"{each:.1f} s until the next service answered" for each in waits if each > MAX_SECONDS]
    note = f"{len(waits)} kills; the next answers after {max(waits, default=0):.1f} s at most"
    # A busy machine starts processes slowly: that is measured, and no failure of the service.
    return Tally(
        tally.trials, tally.failures, f"{note}; {len(slow)} later than {MAX_SECONDS:.0f} s"
    )


def check_rate(rng: Generator, trials: int) -> Tally:
    """A limit of requests a second: the rest is refused with Retry-After, whatever headers say who asks."""
    with serving("--rate", "20") as address:
        answers, started = [], time.monotonic()
        for number in range(trials):
            forged = ".".join(str(int(each)) for each in rng.integers(1, 255, 4))
            header = ("X_Forwarded_For", "X_Real_IP", "Forwarded", "True_Client_IP")[number % 4]
            answers.append(send(address, "GET", "/api/models", b"", **{header: forged}).status)
        seconds = time.monotonic() - started
    passed, most = answers.count(200), 20 * (seconds + 2) + 1
    failures = [f"{passed} of {trials} in {seconds:.1f} s"] if passed > most else []
    failures += [f"{answers.count(each)} answers {each}" for each in set(answers) - {200, 429}]
    failures += ["none was refused"] if 429 not in answers else []
    return Tally(
        trials, failures, f"{passed} answered, {answers.count(429)} refused in {seconds:.1f} s"
    )


CHECKS: Final = (
    Check(
        "killed services", "A service that is killed loses no event of a run, and leaves nothing behind.",
        sizes(1, 10, 100), check_restarts,
    ),
    Check(
        "rates", "No header gets a caller past the limit of requests a second.",
        sizes(200, 5_000, 50_000), check_rate,
    ),
)  # fmt: skip
