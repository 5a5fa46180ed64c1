"""Compiling exported C on this machine: to measure its size, and to run it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Final

from glassnet.errors import GlassnetError

COMPILERS: Final = ("cc", "gcc", "clang")
STRICT: Final = ("-std=c99", "-Wall", "-Wextra", "-Werror")
SANITIZERS: Final = ("-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover")
SECONDS: Final = 600


def find_compiler() -> str | None:
    """The C compiler: `$CC`, else the first of cc, gcc and clang that there is."""
    named = os.environ.get("CC")
    return next(filter(None, map(shutil.which, (named,) if named else COMPILERS)), None)


def compile_c(source: Path, example: Path, program: Path, *flags: str, compiler: str = "") -> None:
    """Compile an exported source file and its example, with all warnings as errors.

    Raises `GlassnetError` where there is no compiler, and with its messages where it fails.
    """
    compiler = compiler or find_compiler() or ""
    if not compiler:
        raise GlassnetError("To run C there has to be a compiler. Install gcc or clang, or set CC.")
    command = [compiler, *STRICT, *flags, str(source), str(example), "-lm", "-o", str(program)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)  # noqa: S603
    if done.returncode != 0:
        raise GlassnetError(f"{' '.join(command)} failed: {done.stderr.strip()}")


@cache
def has_sanitizers(compiler: str) -> bool:
    """Whether a compiler has its sanitizers, which are a package of their own in places."""
    if shutil.which(compiler) is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "empty.c"
        source.write_text("int main(void) { return 0; }\n", encoding="utf-8")
        command = [compiler, *SANITIZERS, str(source), "-o", str(Path(folder) / "empty")]
        done = subprocess.run(command, capture_output=True, timeout=SECONDS)  # noqa: S603
        return done.returncode == 0


def measure_sizes(source: Path) -> list[str]:
    """One sentence on the size of a source file compiled here; none without compiler or `size`."""
    compiler, size = find_compiler(), shutil.which("size")
    if compiler is None or size is None:
        return []
    with tempfile.TemporaryDirectory() as folder:
        compiled = Path(folder) / "compiled.o"
        command = [compiler, "-std=c99", "-Os", "-c", str(source), "-o", str(compiled)]
        if subprocess.run(command, capture_output=True, timeout=SECONDS).returncode != 0:  # noqa: S603
            return []
        printed = subprocess.run([size, str(compiled)], capture_output=True, text=True, check=True)  # noqa: S603
    text, data, zeros = map(int, printed.stdout.splitlines()[1].split()[:3])
    return [
        f"Compiled by {Path(compiler).name} -Os: flash {text + data:,} bytes, RAM {data + zeros:,} bytes."
    ]
