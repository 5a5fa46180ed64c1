"""Writing an export, and nothing over what is not an export."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from glassnet.data.atomic import TEMPORARY, remove_leftovers, write_atomically
from glassnet.errors import SettingError, format_error
from glassnet.serve.export.page import MARK
from glassnet.serve.export.site import INDEX
from glassnet.version import __version__

LIST: Final = "glassnet-export.json"
"""The list of a site's files, in its folder: the next export takes away those that it no longer has."""

# The mark is near the start of a page.
HEAD_BYTES: Final = 1000


def check_folder(folder: Path) -> None:
    """Raises `SettingError` unless the folder is new, empty, or holds an export."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise _refusal("--export", "a folder", folder, "Name another one.")
    held = [path for path in folder.iterdir() if not TEMPORARY.fullmatch(path.name)]
    if held and not _is_export(folder / INDEX) and not _read_list(folder):
        wanted = "a new or empty folder, or one that holds an earlier export"
        raise _refusal("--export", wanted, folder, "Name another one.")


def check_file(path: Path) -> None:
    """Raises `SettingError` unless the file is new or an export."""
    if path.exists() and not _is_export(path):
        raise _refusal("--one-file", "a new file or an earlier export", path, "Name another one.")


def write_site(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a site's files, each one atomically, the page itself last.

    What is left of an earlier export is deleted then. Files that are not of an export stay. Raises what
    `check_folder` raises, and OSError.
    """
    check_folder(folder)
    earlier = _read_list(folder)
    # First, so that an export that was interrupted is known as one: the next goes on in its folder.
    _write_list(folder, earlier | files.keys())
    for each in {folder, *((folder / path).parent for path in files)}:
        remove_leftovers(each)
    for path, content in files.items():
        if path != INDEX:
            write_atomically(folder / path, content)
    write_atomically(folder / INDEX, files[INDEX])
    _write_list(folder, files)
    for path in earlier - files.keys():
        _delete(folder, path)


def write_file(path: Path, page: bytes) -> None:
    """Write one file atomically. Raises what `check_file` raises, and OSError."""
    check_file(path)
    write_atomically(path, page)


def _is_export(page: Path) -> bool:
    try:
        with page.open("rb") as file:
            return MARK.encode() in file.read(HEAD_BYTES)
    except OSError:
        return False


def _write_list(folder: Path, paths: Iterable[str]) -> None:
    listed = {"version": __version__, "files": sorted(paths)}
    write_atomically(folder / LIST, json.dumps(listed, indent=1).encode() + b"\n")


def _read_list(folder: Path) -> set[str]:
    try:
        return set(json.loads((folder / LIST).read_text(encoding="utf-8"))["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _delete(folder: Path, path: str) -> None:
    """Delete one file of an earlier export, and its folder if that is empty then."""
    old = (folder / path).resolve()
    if not old.is_relative_to(folder.resolve()):
        return
    old.unlink(missing_ok=True)
    for parent in old.parents:
        if parent == folder.resolve() or not parent.is_dir() or any(parent.iterdir()):
            return
        parent.rmdir()


def _refusal(option: str, expected: str, path: Path, remedy: str) -> SettingError:
    return SettingError(format_error(f"{option} {path}", expected, "something else", remedy))
