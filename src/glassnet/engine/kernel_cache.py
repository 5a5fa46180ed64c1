"""Compiled kernels on disk: one file for each function and signature, never older than its sources.

The folder's name holds a digest of all sources of kernels, of the compiler and of Python; a file's
name one of the function, its signature and the CPU. A file is replaced as a whole, so any number of
processes may read and write at the same time, and it begins with a digest of its contents: a damaged
one counts as missing. Kernels are kept beside the package, where all its users find them, or else in
the user's cache folder; `NUMBA_CACHE_DIR` names another one. Files are pickles: the folder must
belong to the user that runs the code.
"""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Literal

from glassnet.engine.file_locks import take_lock

PACKAGE = Path(__file__).resolve().parent.parent
SOURCES = (
    "engine/compiled/*.py", "engine/simd/*.py", "engine/layer_codes.py", "engine/sparse_format.py",
    "ink/*_compiled.py", "ink/strokes/*_compiled.py", "ink/photo/*_compiled.py", "ink/photo/panels.py",
    "ink/photo/paper.py", "ink/rendering.py", "data/*_compiled.py", "data/augmentation.py",
)  # fmt: skip
"""What compiled code is made from, the modules included whose constants it contains."""

PREFIX = "kernels-"
# Those of other versions and checkouts that share a folder; what was not used for longest goes first.
MAX_FOLDERS = 8

# Written to see whether a folder can be written to.
_PROBE = "writable"

_tried: dict[Path, str] = {}
_seen: set[str] = set()


def list_sources() -> list[Path]:
    """The files of `SOURCES`, sorted."""
    return sorted(path for pattern in SOURCES for path in PACKAGE.glob(pattern))


@functools.cache
def folder_name() -> str:
    """The name of the folder for these sources, this compiler and this Python."""
    from importlib import metadata

    versions = [metadata.version(name) for name in ("numba", "llvmlite", "numpy")]
    digest = hashlib.sha256(repr((versions, sys.version, sys.platform)).encode())
    for path in list_sources():
        digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return PREFIX + digest.hexdigest()[:16]


def list_folders() -> list[Path]:
    """The folders that kernels are looked for in, the first one that can be written to being written to."""
    named = os.environ.get("NUMBA_CACHE_DIR")
    if named:
        parents = [Path(named)]
    else:
        from glassnet.user_folders import find_user_cache

        user = find_user_cache()
        parents = [PACKAGE / "engine" / "compiled" / "__pycache__"]
        parents += [] if user is None else [user / "kernels"]
    return [parent.absolute() / folder_name() for parent in parents]


def read_kernel(name: str) -> bytes | None:
    """The contents that `write_kernel` was given; None where there are none, or they are damaged."""
    for folder in list_folders():
        try:
            stored = (folder / name).read_bytes()
        except OSError:
            continue
        digest, contents = stored[:32], stored[32:]
        if hashlib.sha256(contents).digest() == digest:
            return contents
    return None


def write_kernel(name: str, contents: bytes) -> bool:
    """Keep the contents under this name; returns whether there is a folder that can be written to."""
    return any(
        _write(folder, name, hashlib.sha256(contents).digest() + contents)
        for folder in list_folders()
    )


class KernelLock:
    """The right to compile a kernel, until it is released or the process ends."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        self._file = file
        self._path = path

    def release(self) -> None:
        """Let others go on, who look for the kernel first."""
        with suppress(OSError):
            self._path.unlink()
        self._file.close()


def lock_kernel(name: str) -> KernelLock | Literal["busy"] | None:
    """Try to get the right to compile a kernel; "busy": another process has it.

    None where kernels cannot be kept: then everybody compiles.
    """
    for folder in list_folders():
        path = folder / f"{name}.lock"
        if folder in _tried or not _write(folder, _PROBE, b""):
            continue
        try:
            file = path.open("ab")
        except OSError:
            continue
        if take_lock(file.fileno()):
            return KernelLock(file, path)
        file.close()
        return "busy"
    return None


def explain_unwritable() -> str:
    """Why nothing can be kept, and what to do, in one line; "" unless that was tried in vain."""
    folders = list_folders()
    if not _tried or any(folder not in _tried for folder in folders):
        return ""
    reasons = "; ".join(f"{folder.parent}: {_tried[folder]}" for folder in folders)
    return (
        f"Compiled kernels cannot be kept ({reasons}), so each run compiles them again. "
        "Set NUMBA_CACHE_DIR to a folder that can be written to."
    )


def has_run(kind: str) -> bool:
    """Whether all kernels of this kind of work have been compiled, here or by another process before."""
    if kind not in _seen:
        marker = _name_marker(kind)
        if any((folder / marker).exists() for folder in list_folders()):
            _seen.add(kind)
    return kind in _seen


def remember_run(kind: str) -> None:
    """Keep that all kernels of this kind of work have been compiled."""
    if not has_run(kind):
        _seen.add(kind)
        any(_write(folder, _name_marker(kind), b"") for folder in list_folders())


def _name_marker(kind: str) -> str:
    return f"{hashlib.sha256(kind.encode()).hexdigest()[:16]}.ran"


def _write(folder: Path, name: str, stored: bytes) -> bool:
    """Write a file of a folder, in one piece or not at all; returns whether that was possible."""
    if folder in _tried:
        return False
    temporary = folder / f".{name}.{os.urandom(4).hex()}"
    try:
        if not folder.is_dir():
            _make(folder)
        temporary.write_bytes(stored)
        temporary.replace(folder / name)
    except OSError as error:
        _tried[folder] = error.strerror or str(error)
        with suppress(OSError):
            temporary.unlink()
        return False
    return True


def _make(folder: Path) -> None:
    """Make a folder, and remove those of the same parent that were made longest ago."""
    folder.mkdir(parents=True, exist_ok=True)
    others = sorted(
        (path for path in folder.parent.glob(f"{PREFIX}*") if path != folder),
        key=lambda path: path.stat().st_mtime,
    )
    for path in others[: -(MAX_FOLDERS - 1)]:
        shutil.rmtree(path, ignore_errors=True)
