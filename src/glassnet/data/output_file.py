"""What a command was asked to write: whole, or as it was before."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from glassnet.data.atomic import naming_errors, write_atomically

if TYPE_CHECKING:
    from PIL import Image


def write_output(path: Path, content: bytes) -> None:
    """Put `content` at `path`, making its folder; a file that is there keeps its mode, a link its place.

    What is no file, such as /dev/stdout, is written into. Raises OSError, which names the file; what was
    there is then still there.
    """
    with naming_errors(path):
        if path.exists() and not path.is_file():
            path.write_bytes(content)
            return
        target = path.resolve() if path.is_symlink() else path
        mode = target.stat().st_mode & 0o7777 if target.exists() else None
        try:
            write_atomically(target, content, durable=False, mode=mode)
        except PermissionError:
            if mode is None:
                raise
            # The file may be changed, but nothing be added to its folder.
            target.write_bytes(content)


def write_picture(path: Path, picture: Image.Image) -> None:
    """`write_output` of a picture as PNG."""
    content = io.BytesIO()
    picture.save(content, "PNG")
    write_output(path, content.getvalue())
