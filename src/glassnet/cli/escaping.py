"""Text of files, shown to terminals and spreadsheets: those must not obey it, and these not compute it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from glassnet.errors import escape_controls

# What a spreadsheet takes for a formula, at the beginning of a cell.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def escape_cell(text: str) -> str:
    """A cell of a CSV file; an apostrophe comes before what a spreadsheet would compute.

    Numbers are left as they are, and so are single characters, such as the class "+".
    """
    if len(text) < 2 or not text.lstrip(" ").startswith(FORMULA_STARTS):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text


class EscapingConsole(Console):
    """rich's console; colors and the movements of bars are its own, all others are shown as text."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """The segments of something to print, with control characters escaped."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else _escape(segment)


def _escape(segment: Segment) -> Segment:
    text = escape_controls(segment.text)
    return segment if text == segment.text else Segment(text, segment.style)
