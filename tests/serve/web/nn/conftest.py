"""Runs scripts in Node, which compare what JavaScript computes with what Python wrote into a file."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

HERE = Path(__file__).parent

Pack = Callable[[Any], dict[str, Any]]
RunNode = Callable[..., str]


def _pack(array: Any) -> dict[str, Any]:
    values = np.ascontiguousarray(array, np.float64)
    return {"shape": list(values.shape), "base64": base64.b64encode(values.tobytes()).decode()}


@pytest.fixture(scope="session")
def pack() -> Pack:
    """An array as JSON, exact: float64 numbers in base64."""
    return _pack


@pytest.fixture(scope="session")
def run_node(tmp_path_factory: pytest.TempPathFactory) -> RunNode:
    """Runs a script of this folder with plain data; returns what it prints, fails where it fails."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node")

    def run_node(script: str, data: Any = None, *arguments: str) -> str:
        path = tmp_path_factory.mktemp("node") / "data.json"
        path.write_text(json.dumps(data))
        environment = {**os.environ, "NODE_NO_WARNINGS": "1"}
        done = subprocess.run(
            [node, "--test-reporter=tap", str(HERE / script), str(path), *arguments],
            capture_output=True,
            text=True,
            env=environment,
        )
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
        return done.stdout

    return run_node
