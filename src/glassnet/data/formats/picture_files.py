"""The picture files below a folder: which ones are read, and which are left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from glassnet.data.formats.recognition import Kind, recognize

PICTURE_SUFFIXES: Final = frozenset({
    ".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".heic", ".heif", ".avif",
})  # fmt: skip
# What operating systems put beside the files of a user.
SYSTEM_NAMES: Final = frozenset({
    "__macosx", "thumbs.db", "desktop.ini", "@eadir", "$recycle.bin", "system volume information",
})  # fmt: skip
SHOWN_LEFT_OUT: Final = 3


class Found(NamedTuple):
    """The files of some kinds below a folder, in the order of their names, and the others."""

    files: list[Path]
    left_out: list[Path]


def find_files(folder: Path, kinds: Iterable[Kind] = ("picture",)) -> Found:
    """All files of these kinds in a folder and below it. What the system put there is passed over.

    The content decides; a file that is named as a picture counts as one, so that damage is reported.
    """
    wanted, files, left_out = frozenset(kinds), [], []
    for path in walk(folder):
        named = "picture" in wanted and path.suffix.lower() in PICTURE_SUFFIXES
        (files if named or _recognize(path) in wanted else left_out).append(path)
    return Found(files, left_out)


def walk(folder: Path) -> Iterator[Path]:
    """The files in a folder and below it, in the order of their names, without those of the system.

    A link to one of the folders above it is passed over.
    """
    real = folder.resolve()
    yield from _walk(folder, frozenset({real, *real.parents}))


def _walk(folder: Path, above: frozenset[Path]) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if is_system_file(path):
            continue
        if not path.is_dir():
            yield path
        elif (real := path.resolve()) not in above:
            yield from _walk(path, above | {real})


def is_system_file(path: Path) -> bool:
    """Whether a file or folder is hidden, or one that an operating system makes."""
    return path.name.startswith(".") or path.name.lower() in SYSTEM_NAMES


def describe_left_out(left_out: list[Path], folder: Path) -> str:
    """A sentence that names what was left out; empty where nothing was."""
    if not left_out:
        return ""
    names = ", ".join(str(path.relative_to(folder)) for path in left_out[:SHOWN_LEFT_OUT])
    more = len(left_out) - SHOWN_LEFT_OUT
    shown = f"{names} and {more:,} more" if more > 0 else names
    files = "1 file is" if len(left_out) == 1 else f"{len(left_out):,} files are"
    return f"{files} left out, since not a picture: {shown}."


def _recognize(path: Path) -> Kind:
    try:
        return recognize(path)
    except OSError:
        return "unknown"
