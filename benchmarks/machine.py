"""What a timing was taken on: `python -m benchmarks.machine` prints it as JSON."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_info

from benchmarks.product import count_cpus

PACKAGES = ("glassnet", "numpy", "numba", "torch", "jax", "scikit-learn", "onnxruntime")


def describe() -> dict[str, Any]:
    """CPU, threads, versions, load and commit."""
    _ = np.ones((64, 64)) @ np.ones((64, 64))
    return {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "cpu": _cpu(),
        "cpus": count_cpus(),
        "load": os.getloadavg() if hasattr(os, "getloadavg") else None,
        "system": platform.platform(),
        "python": platform.python_version(),
        "versions": {name: _version(name) for name in PACKAGES},
        "blas": [
            {
                key: each.get(key)
                for key in ("internal_api", "version", "architecture", "num_threads")
            }
            for each in threadpool_info()
        ],
        "commit": _commit(),
    }


def _cpu() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _commit() -> str | None:
    command = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent
    )
    return done.stdout.strip() or None


if __name__ == "__main__":
    print(json.dumps(describe()))
