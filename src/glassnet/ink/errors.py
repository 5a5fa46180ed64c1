"""What cannot be rendered, worded like every error: where, what was expected, what came, what to do."""

from __future__ import annotations

from typing import Self

from glassnet.errors import GlassnetError, format_error, format_problem


class InkError(GlassnetError, ValueError):
    """Something that is not ink: points that are not numbers, a file that is not a picture."""

    @classmethod
    def at(cls, where: str, expected: str, got: str, remedy: str) -> Self:
        """The error in its four parts."""
        return cls(format_error(where, expected, got, remedy))

    @classmethod
    def about(cls, file: object, problem: str, remedy: str) -> Self:
        """The error about a file: what is wrong with it, and what to do."""
        return cls(format_problem(file, problem, remedy))

    @classmethod
    def for_file(cls, file: object, error: OSError) -> Self:
        """The error about a file that cannot be opened."""
        if isinstance(error, FileNotFoundError):
            web = str(file).partition(":")[0].lower() in ("http", "https", "ftp", "data")
            remedy = "Save what is at this address as a file first." if web else "Check the path."
            return cls(format_problem(file, "no such file", remedy))
        problem = (error.strerror or str(error)).lower()
        return cls(format_problem(file, problem, "Check the file."))
