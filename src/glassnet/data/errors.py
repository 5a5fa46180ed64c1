"""Errors of data, with the four parts of their messages: where, expected, received, remedy."""

from __future__ import annotations

from typing import Self

from glassnet.errors import GlassnetError, format_problem


class DataError(GlassnetError, ValueError):
    """Data that is not what it should be: a damaged file, a label out of range, a blank image."""

    @classmethod
    def at(cls, where: object, expected: str, got: str, remedy: str) -> Self:
        """The error in its four parts."""
        return cls(f"{where}: expected {expected}, got {got}. {remedy}")

    @classmethod
    def about(cls, file: object, problem: str, remedy: str) -> Self:
        """The error about a file: what is wrong with it, and what to do."""
        return cls(format_problem(file, problem, remedy))


class UnknownSource(DataError):  # noqa: N818 - the public name
    """An unknown data source, or an unknown split of one."""


class DownloadError(GlassnetError, OSError):
    """A file that no mirror has."""
