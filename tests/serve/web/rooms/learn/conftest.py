"""Runs the tests of the room's pure modules with Node's own test runner."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
RunTests = Callable[..., str]


@pytest.fixture(scope="session")
def run_node_script() -> RunTests:
    """Runs a script of this folder; returns what it prints, fails where it fails."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node")

    def run(script: str, *arguments: str) -> str:
        command = [node, "--no-warnings", "--test-reporter=tap", str(HERE / script), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
        return done.stdout

    return run
