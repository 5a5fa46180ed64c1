"""Docstrings to reStructuredText, which autodoc reads.

Ours are plain text: paragraphs, lists, `code` in backticks, and indented blocks of code.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any, Final

CODE: Final = re.compile(r"(`+)(.+?)\1", re.DOTALL)
MARKUP: Final = re.compile(r"([\\*_|<])")
ITEM: Final = re.compile(r"\s*(-|\d+\.) ")
INDENT: Final = "    "


def to_restructured_text(
    app: Any, what: str, name: str, documented: object, options: Any, lines: list[str]
) -> None:
    """Replace the lines of a docstring, in place, as autodoc wants it."""
    converted: list[str] = []
    for is_blank, block in groupby(lines, key=lambda line: not line.strip()):
        if not is_blank:
            converted += [*_convert(list(block)), ""]
    lines[:] = converted


def _convert(block: list[str]) -> list[str]:
    """One block of lines: code, a list, or a paragraph."""
    if all(line.startswith(INDENT) for line in block):
        return ["::", "", *block]
    # A list may follow its introduction without a blank line.
    first = next((at for at, line in enumerate(block) if ITEM.match(line)), 0)
    parts = [block[:first], block[first:]] if first else [block]
    converted = [_escape("\n".join(part)).split("\n") for part in parts]
    return [line for part in converted for line in (*part, "")][:-1]


def _escape(text: str) -> str:
    """Text with its code as literals, and characters of reStructuredText as themselves."""
    pieces, end = [], 0
    for found in CODE.finditer(text):
        pieces.append(MARKUP.sub(r"\\\1", text[end : found.start()]))
        # A letter before or after would keep it from being a literal.
        before = "\\ " if text[: found.start()][-1:].isalnum() else ""
        after = "\\ " if text[found.end() :][:1].isalnum() else ""
        pieces.append(f"{before}``{' '.join(found[2].split())}``{after}")
        end = found.end()
    return "".join([*pieces, MARKUP.sub(r"\\\1", text[end:])])
