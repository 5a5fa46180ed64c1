"""Atomic writes: a crash leaves the old file or the new one, never a part of one."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

TEMPORARY: Final = re.compile(r"\..+\.[0-9a-f]{12}")


def write_atomically(
    path: Path, content: bytes, *, durable: bool = True, mode: int | None = None
) -> None:
    """Put `content` at `path`: temporary file, fsync, rename, fsync of the folder.

    Without `durable` no fsync: quicker, and safe against a killed process, but not against a power cut.
    `mode` is who may read and write it; without it, whom the umask allows.
    Raises OSError where it cannot be written; what was at `path` is then still there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, content, durable, mode)
    except OSError as error:
        # Not the temporary file's name, which says nothing to a reader.
        raise OSError(error.errno, error.strerror, str(path)) from error


def _write(path: Path, content: bytes, durable: bool, mode: int | None) -> None:
    temporary = path.parent / f".{path.name}.{secrets.token_hex(6)}"
    try:
        # Not tempfile: its files can be read by their owner alone, and so could the result.
        with temporary.open("xb") as file:
            if mode is not None:
                temporary.chmod(mode)
            file.write(content)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if durable:
        _sync_folder(path.parent)


@contextmanager
def naming_errors(path: Path) -> Iterator[None]:
    """Name `path` in an OSError of the block that names no file: a full disk is reported without one."""
    try:
        yield
    except OSError as error:
        if error.filename is not None or error.errno is None:
            raise
        raise OSError(error.errno, error.strerror, str(path)) from error


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files that killed processes left in a folder that no other process writes to."""
    with suppress(FileNotFoundError, NotADirectoryError):
        for path in folder.iterdir():
            if TEMPORARY.fullmatch(path.name) and path.is_file() and not path.is_symlink():
                path.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
