"""Text of files, shown to terminals, which must not obey it."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from glassnet.errors import escape_controls


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
