"""The pure parts of the room Backprop: numbers, phases, updates, and the network 2-3-2, in Node."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


def test_numbers_phases_and_updates() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node")
    script = Path(__file__).parent / "backprop.test.mjs"
    done = subprocess.run(
        [node, "--no-warnings", "--test-reporter=tap", str(script)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
