"""Fresh processes: the environment that all of them get, and what they print."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any

# They would choose matrix kernels other than the CPU's own.
NOT_INHERITED = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


def child_environment() -> dict[str, str]:
    """This environment, without what would slow the matrix products of NumPy down."""
    return {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}


def run_child(command: list[str], environment: dict[str, str], folder: str | None = None) -> Any:
    """The JSON that a process prints as its last line; a string says why there is none."""
    done = subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        return f"failed: {(done.stderr.strip().splitlines() or ['no message'])[-1]}"
    return json.loads(done.stdout.strip().splitlines()[-1])
