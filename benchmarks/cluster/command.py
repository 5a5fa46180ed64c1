"""A command of Glassnet in a process of its own: its seconds, its report, the memory of all its processes."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

import psutil

from benchmarks.processes import child_environment

SECONDS_BETWEEN_SAMPLES = 0.5


@dataclass(frozen=True)
class Ran:
    """A command that ended: wall-clock seconds from start to end, the most memory, and its JSON."""

    seconds: float
    peak_megabytes: float
    report: Any


def run_glassnet(*arguments: str) -> Ran:
    """Run a command that can write JSON. Raises RuntimeError where it fails."""
    command = [sys.executable, "-m", "glassnet", *arguments, "--json", "-"]
    began, peak = time.perf_counter(), 0
    with subprocess.Popen(
        command,
        env=child_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while True:
            try:
                output, errors = process.communicate(timeout=SECONDS_BETWEEN_SAMPLES)
                break
            except subprocess.TimeoutExpired:
                peak = max(peak, measure_tree(process.pid))
        seconds = time.perf_counter() - began
    if process.returncode:
        raise RuntimeError(f"glassnet {' '.join(arguments)}: {errors[-2000:]}")
    return Ran(seconds, peak / 1e6, json.loads(output))


def measure_tree(pid: int) -> int:
    """The resident bytes of a process and of all that it started, added up."""
    total = 0
    try:
        root = psutil.Process(pid)
        processes = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    for each in processes:
        try:
            total += each.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total
