"""`glassnet info`, `--version` and `completion` say what a bug report and a shell need."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

import glassnet
from glassnet.cli import COMMANDS, main
from glassnet.version import find_commit

Captured = pytest.CaptureFixture[str]


def test_info_has_what_a_bug_report_needs(capsys: Captured, tmp_path: Path) -> None:
    assert main(["info", "--json", str(tmp_path / "info.json")]) == 0

    said = json.loads((tmp_path / "info.json").read_text())
    assert said["glassnet"].startswith(glassnet.__version__)
    assert said["python"].startswith(platform.python_version())
    assert said["packages"]["numpy"] == np.__version__
    assert said["kernels"] in ("compiled", "reference")
    assert "tiny" in said["models"]
    assert f"{os.cpu_count()}, " in said["cpus"]
    shown = capsys.readouterr().out
    assert f"numpy {np.__version__}" in shown
    assert all(name.replace("_", " ") in shown for name in said)


def test_data_that_was_found_is_named(mnist_folder: Path, tmp_path: Path) -> None:
    assert main(["info", "--json", str(tmp_path / "info.json")]) == 0

    assert json.loads((tmp_path / "info.json").read_text())["data"]["mnist"] == str(mnist_folder)


def test_the_version_names_the_commit_of_a_checkout() -> None:
    root = Path(glassnet.__file__).parent.parent.parent
    if not (root / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not a checkout")
    command = ["git", "-C", str(root), "rev-parse", "HEAD"]
    head = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    commit = find_commit()
    assert commit is not None
    assert re.fullmatch(r"[0-9a-f]{10,}\+?", commit)
    assert head.startswith(commit.rstrip("+"))


COMPLETE = """
source "$1"
COMP_WORDS=(glassnet "$2"); COMP_CWORD=1; COMP_LINE="glassnet $2"; COMP_POINT=${#COMP_LINE}
_glassnet; echo "${COMPREPLY[*]}"
"""


def test_bash_completes_commands(capsys: Captured, tmp_path: Path) -> None:
    if shutil.which("bash") is None:
        pytest.skip("needs bash")
    assert main(["completion", "bash"]) == 0
    (tmp_path / "script").write_text(capsys.readouterr().out)

    def complete(word: str) -> list[str]:
        command = ["bash", "-c", COMPLETE, "bash", str(tmp_path / "script"), word]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()

    assert complete("ex") == ["explain", "export"]
    assert set(COMMANDS) <= set(complete(""))


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_have_a_script(shell: str, capsys: Captured) -> None:
    assert main(["completion", shell]) == 0

    assert "evaluate" in capsys.readouterr().out
