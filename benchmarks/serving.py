"""A service in a process of its own, for benchmarks of it and of its page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.request import urlopen

from benchmarks.processes import child_environment

START: Final = "import sys; from glassnet.cli import main; sys.exit(main())"
READY: Final = re.compile(r"http://[\d.]+:\d+")
SECONDS: Final = 120


@contextmanager
def serve(
    *arguments: str, environment: dict[str, str] | None = None, cpu: int | None = None
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A service in a process of its own, on one CPU where `cpu` is its number, and its address."""
    command = [sys.executable, "-c", START, "serve", "--port", "0", *arguments]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env=child_environment() | (environment or {})
    )
    try:
        if cpu is not None:
            os.sched_setaffinity(process.pid, {cpu})
        found = next(found for line in process.stderr or () if (found := READY.search(line)))
        urlopen(f"{found[0]}/api/models", timeout=SECONDS).close()  # noqa: S310 - ours
        yield process, found[0]
    finally:
        process.terminate()
        process.wait()


def cpu_seconds(pid: int) -> float:
    """CPU time of a process so far, by its clock: clock_getcpuclockid(3) of Linux."""
    return time.clock_gettime((~pid << 3) | 2)


def memory_of(pid: int) -> int:
    """Resident memory of a process in bytes, on Linux."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024
