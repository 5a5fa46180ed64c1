"""The service as deploy/ runs it: another user, a disk that can only be read, few files, little memory."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from socket import create_connection
from typing import Final

import numpy as np
from tests.trust.check import Check, Tally, sizes, try_all
from tests.trust.load import PIXELS
from tests.trust.pictures import draw_canvas
from tests.trust.service import START, send, wait_until_ready

Generator = np.random.Generator
JSON: Final = "application/json"
MIB: Final = 1 << 20
# In a mount namespace of its own: over a folder that others cannot enter lies another one, with Python in it.
CONFINE: Final = """
set -e
closed=$1; python=$2; keep=$3; shift 3
if [ -n "$closed" ]; then
  mount --bind "$python" "$keep"
  mount -t tmpfs -o mode=755 tmpfs "$closed"
  mkdir -p "$python"
  mount --bind "$keep" "$python"
fi
mount -o bind,remount,ro /
exec setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs "$@"
"""


def find_closed() -> tuple[str, str]:
    """The first folder on the way to Python that other users cannot enter, and Python's own; "" for none."""
    home = Path(os.path.realpath(sys.executable)).parents[1]
    for each in reversed(home.parents):
        if not each.stat().st_mode & 0o001:
            return str(each), str(home)
    return "", str(home)


@contextmanager
def serving_confined(
    *arguments: str, files: int, memory: int, home: str
) -> Iterator[tuple[subprocess.Popen[str], tuple[str, int]]]:
    """`glassnet serve` of a user without rights, who can write nowhere."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

    with tempfile.TemporaryDirectory() as keep:
        serve = [sys.executable, "-c", START, "serve", "--port", "0", "--model", "tiny", *arguments]
        confine = ["unshare", "-m", "sh", "-c", CONFINE, "sh", *find_closed(), keep]
        environment = {**os.environ, "HOME": home, "OPENBLAS_NUM_THREADS": "1"}
        with subprocess.Popen(
            [*confine, *serve], stderr=subprocess.PIPE, text=True, cwd="/", env=environment, preexec_fn=limit
        ) as process:  # fmt: skip
            try:
                yield process, wait_until_ready(process)
            finally:
                process.kill()


def check_confined(rng: Generator, trials: int) -> Tally:
    """Each trial: a service with other limits, all kinds of requests, many connections, and its end."""
    if os.name != "posix" or os.getuid() != 0 or shutil.which("setpriv") is None:
        return Tally(0, [], "only root can confine a process")
    with tempfile.TemporaryDirectory() as root:
        runs = Path(root)
        runs.chmod(0o755)

        def attempt(number: int) -> str | None:
            files = int(rng.integers(64, 400))
            memory = int(rng.integers(1_500, 4_000)) * MIB
            home = ("/nonexistent", "/root", "/")[number % 3]
            with serving_confined("--runs", str(runs), files=files, memory=memory, home=home) as (
                process,
                address,
            ):
                fault = _ask_for_all(rng, address) or _connect_often(address, 2 * files)
                process.send_signal(signal.SIGTERM)
                status = process.wait(timeout=30)
                if fault is None and status:
                    fault = f"ended with {status}"
            return None if fault is None else f"{files} files, {memory // MIB} MB, {home}: {fault}"

        return try_all(trials, attempt)


def _ask_for_all(rng: Generator, address: tuple[str, int]) -> str | None:
    picture = draw_canvas(rng)
    run = json.dumps({"recipe": "tiny", "epochs": 1}).encode()
    expected = (
        (200, send(address, "POST", "/api/predict", PIXELS, Content_Type=JSON)),
        (200, send(address, "POST", "/api/predict", picture, Content_Type="image/png")),
        (200, send(address, "POST", "/api/predict?many=true", picture, Content_Type="image/png")),
        (200, send(address, "POST", "/api/trace", PIXELS, Content_Type=JSON)),
        (200, send(address, "GET", "/")),
        (200, send(address, "GET", "/api/digits/random")),
        (200, send(address, "GET", "/api/models/tiny?parameters=true")),
        (200, send(address, "GET", "/api/runs")),
        (409, send(address, "POST", "/api/runs", run, Content_Type=JSON)),
        (200, send(address, "GET", "/metrics")),
    )
    wrong = [(want, got.status, got.body[:200]) for want, got in expected if want != got.status]
    return f"{wrong}" if wrong else None


def _connect_often(address: tuple[str, int], count: int) -> str | None:
    """More connections than there may be files: when they are gone, the service answers."""
    with ExitStack() as stack:
        for _ in range(count):
            stack.enter_context(create_connection(address, timeout=5))
    answers = [send(address, "GET", "/api/health").status for _ in range(3)]
    return None if answers[-1] == 200 else f"after {count} connections {answers}"


CHECKS: Final = (
    Check(
        "confined services", "Another user, on a disk that can only be read, with few files: all works.",
        sizes(2, 20, 100), check_confined,
    ),
)  # fmt: skip
