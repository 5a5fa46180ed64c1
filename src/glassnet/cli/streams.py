"""Standard output and error that take any text: closed ones, narrow encodings, names that are no Unicode."""

from __future__ import annotations

import codecs
import io
import os
import sys
from typing import Final

GLYPHS: Final = str.maketrans({
    "▀": '"', "▄": "_", "█": "#", "─": "-", "━": "-", "│": "|", "╭": "+", "╮": "+", "╰": "+",
    "╯": "+", "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+", "┤": "+", "→": ">", "←": "<",
    "×": "x", "·": ".", "•": "*", "–": "-", "—": "-", "…": ".", "≥": ">", "≤": "<",
    "‘": "'", "’": "'", "“": '"', "”": '"', "✓": "+", "✗": "x",
})  # fmt: skip
"""What stands for a glyph where the encoding of the output lacks it: as wide, and of a similar shape."""

REPLACE_GLYPHS: Final = "glassnet-glyphs"


def replace_glyphs(error: UnicodeError) -> tuple[str, int]:
    """The error handler of these streams: a similar glyph of ASCII, or a question mark."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    replaced = error.object[error.start : error.end].translate(GLYPHS)
    return "".join(each if each.isascii() else "?" for each in replaced), error.end


class Nowhere(io.TextIOBase):
    """A stream that drops what is written to it."""

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, text: str, /) -> int:
        """Drop the text."""
        return len(text)


def prepare_streams() -> None:
    """Make standard output and error writable, whatever the encoding, and where they are closed.

    A closed stream is None in Python; what is written to it is then dropped.
    """
    codecs.register_error(REPLACE_GLYPHS, replace_glyphs)
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            _occupy(descriptor)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Nowhere())
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=REPLACE_GLYPHS)


def _occupy(descriptor: int) -> None:
    """Open nothing at a closed descriptor: else the next file would be there, and get what C code prints."""
    try:
        os.fstat(descriptor)
    except OSError:
        opened = os.open(os.devnull, os.O_RDWR)
        if opened != descriptor:
            os.dup2(opened, descriptor)
            os.close(opened)
