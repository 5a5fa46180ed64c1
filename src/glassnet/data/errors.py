"""What can go wrong with data, worded alike: where, what was expected, what came, what to do."""

from __future__ import annotations


class DataError(ValueError):
    """Data that is not what it should be: a damaged file, a label out of range, a blank image."""

    def __init__(self, where: object, expected: str, got: str, advice: str) -> None:
        super().__init__(f"{where}: expected {expected}, got {got}. {advice}")


class UnknownSource(DataError):  # noqa: N818 - it reads as what it is
    """A source of data that was named wrongly: nothing was read."""


class DownloadError(OSError):
    """A file that could not be had from any mirror."""
