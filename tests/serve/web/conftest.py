"""The page's modules run in Node, on values that Python made."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from glassnet.serve.page import WEB

RunNode = Callable[[Path, Any], Any]


@pytest.fixture(scope="session")
def run_node() -> RunNode:
    """Runs a script with the page's folder as argument: JSON on its stdin, JSON from its stdout."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")

    def run_node(script: Path, sent: Any) -> Any:
        command = [node, "--no-warnings", str(script), WEB.as_uri()]
        result = subprocess.run(command, input=json.dumps(sent), capture_output=True, text=True)
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    return run_node
