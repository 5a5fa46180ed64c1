"""A service in a process of its own, for benchmarks of it and of its page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.request import urlopen

START: Final = "import sys; from glassnet.cli import main; sys.exit(main())"
READY: Final = re.compile(r"http://[\d.]+:\d+")
SECONDS: Final = 120


@contextmanager
def serve(
    *arguments: str, environment: dict[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A service in a process of its own, and its address."""
    command = [sys.executable, "-c", START, "serve", "--port", "0", *arguments]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env=os.environ | (environment or {})
    )
    try:
        found = next(found for line in process.stderr or () if (found := READY.search(line)))
        urlopen(f"{found[0]}/api/models", timeout=SECONDS).close()  # noqa: S310 - ours
        yield process, found[0]
    finally:
        process.terminate()
        process.wait()


def cpu_seconds(pid: int) -> float:
    """CPU time of a process so far, on Linux."""
    fields: list[Any] = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_of(pid: int) -> int:
    """Resident memory of a process in bytes, on Linux."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024
