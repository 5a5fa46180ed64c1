"""What cannot be rendered, worded like every error: where, what was expected, what came, what to do."""

from __future__ import annotations

from typing import Self

from glassnet.errors import GlassnetError, format_error


class InkError(GlassnetError, ValueError):
    """Something that is not ink: points that are not numbers, a file that is not a picture."""

    @classmethod
    def at(cls, where: str, expected: str, got: str, remedy: str) -> Self:
        """The error in its four parts."""
        return cls(format_error(where, expected, got, remedy))
