"""What can go wrong with data, worded alike: where, what was expected, what came, what to do."""

from __future__ import annotations

from typing import Self

from glassnet.errors import GlassnetError


class DataError(GlassnetError, ValueError):
    """Data that is not what it should be: a damaged file, a label out of range, a blank image."""

    @classmethod
    def at(cls, where: object, expected: str, got: str, remedy: str) -> Self:
        """The error in its four parts."""
        return cls(f"{where}: expected {expected}, got {got}. {remedy}")


class UnknownSource(DataError):  # noqa: N818 - it reads as what it is
    """A source of data, or a split of one, that was named wrongly."""


class DownloadError(GlassnetError, OSError):
    """A file that could not be had from any mirror."""
