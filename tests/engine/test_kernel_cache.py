"""Compiled kernels on disk: never older than their sources, never damaged, never in the way."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import glassnet
from glassnet.engine.kernel_cache import list_sources

pytest.importorskip("numba", reason="without numba nothing is compiled")

PACKAGE = Path(glassnet.__file__).parent

ADD = """
import numpy as np
from glassnet.engine.compiling import watching_compiler
from glassnet.engine.compiled import activations
from glassnet.engine.kernel_cache import explain_unwritable

found = []
with watching_compiler(lambda now: found.append(now.kernel)):
    out = np.array([[-1, 2]], np.float32)
    activations.relu_backward(np.array([[1, 0]], np.float32), out, out)
print(out.tolist(), [name for name in found if name], explain_unwritable())
"""
COMPILED = "['engine.compiled.activations.relu_backward']"


def start(folder: Path, package: Path = PACKAGE) -> subprocess.Popen[str]:
    paths = [str(package.parent), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {
        "NUMBA_CACHE_DIR": str(folder),
        "PYTHONPATH": os.pathsep.join(paths),
    }
    command = [sys.executable, "-c", ADD]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def run(folder: Path, package: Path = PACKAGE) -> str:
    printed, _ = start(folder, package).communicate()
    return printed.strip()


DAMAGES = {
    "changed": lambda intact: intact[:200] + bytes(b ^ 1 for b in intact[200:204]) + intact[204:],
    "shorter": lambda intact: intact[:-1],
    "empty": lambda intact: b"",
    "another file": lambda intact: b"No kernel." * 1000,
}


@pytest.mark.parametrize(
    "damage",
    [name if name == "changed" else pytest.param(name, marks=pytest.mark.full) for name in DAMAGES],
)
def test_a_kernel_is_compiled_once_and_again_where_its_file_is_damaged(
    damage: str, tmp_path: Path
) -> None:
    assert run(tmp_path) == f"[[-1.0, 0.0]] {COMPILED}"
    (kernel,) = tmp_path.glob("*/*.kernel")
    kernel.write_bytes(DAMAGES[damage](kernel.read_bytes()))

    assert run(tmp_path) == f"[[-1.0, 0.0]] {COMPILED}"
    assert run(tmp_path) == "[[-1.0, 0.0]] []"


def test_a_kernel_is_compiled_anew_when_a_function_that_it_calls_changes(tmp_path: Path) -> None:
    copy = tmp_path / "source" / "glassnet"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "web", "shipped"))
    called = copy / "engine" / "compiled" / "scalar_activations.py"
    cache = tmp_path / "cache"

    assert run(cache, copy) == f"[[-1.0, 0.0]] {COMPILED}"
    text = called.read_text("utf-8")
    changed = text.replace("else zero", "else zero - 7")
    assert changed != text
    called.write_text(changed, "utf-8")

    assert run(cache, copy) == f"[[-1.0, -7.0]] {COMPILED}"


def test_processes_that_need_the_same_kernel_compile_it_once(tmp_path: Path) -> None:
    processes = [start(tmp_path) for _ in range(3)]
    printed = [process.communicate()[0].strip() for process in processes]

    assert sorted(printed) == [f"[[-1.0, 0.0]] {COMPILED}", *["[[-1.0, 0.0]] []"] * 2]


def test_where_nothing_can_be_written_it_works_and_one_line_says_what_to_do(tmp_path: Path) -> None:
    in_the_way = tmp_path / "a-file"
    in_the_way.write_text("")

    printed = run(in_the_way / "cache")

    assert printed.startswith(f"[[-1.0, 0.0]] {COMPILED} Compiled kernels cannot be kept (")
    assert "Set NUMBA_CACHE_DIR to a folder that can be written to." in printed
    assert len(printed.splitlines()) == 1


def imported_modules(path: Path) -> set[Path]:
    """The files of the package that a module imports from, outside of annotations."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("glassnet"):
            file = PACKAGE.parent.joinpath(*str(node.module).split(".")).with_suffix(".py")
            found.add(file)
    return found


def test_the_digest_covers_every_module_that_compiled_code_is_made_from() -> None:
    sources = set(list_sources())
    compiling = {
        path
        for path in PACKAGE.rglob("*.py")
        if any("numba" in line for line in path.read_text("utf-8").splitlines() if "import" in line)
        or any(each.match("compiled/options.py") for each in imported_modules(path))
    }
    # They hold types for annotations, and what is kept, but no code or number that is compiled.
    harmless = {
        PACKAGE / name for name in ("nn/arrays.py", "engine/compiling.py", "engine/kernel_cache.py")
    }

    # One finds out whether there is a compiler, one how long it takes.
    others = {PACKAGE / "engine" / name for name in ("kernel.py", "compile_time.py")}
    assert compiling - sources <= others
    for path in compiling & sources:
        assert imported_modules(path) <= sources | harmless, path
