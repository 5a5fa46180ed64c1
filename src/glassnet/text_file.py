"""Read a small text file that a person writes: a recipe, a sweep, a template, corrections."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

from glassnet.bounded_file import TooLargeFileError, read_bounded
from glassnet.errors import GlassnetError, SettingError, format_error

MAX_BYTES: Final = 1_000_000
UTF_16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
"""What text in UTF-16 begins with."""


def read_text(
    path: Path,
    expected: str,
    remedy: str,
    error: type[GlassnetError] = SettingError,
    max_bytes: int = MAX_BYTES,
) -> str:
    """The text of a file in UTF-8, or UTF-16 with its mark, its lines separated by "\\n".

    Raises `error` where the file cannot be read, holds more than `max_bytes` bytes or is in another
    encoding; `expected` and `remedy` are parts of its message.
    """
    where = str(path)
    try:
        content = read_bounded(path, max_bytes)
    except TooLargeFileError:
        raise error(format_error(where, f"at most {max_bytes:,} bytes", "more", remedy)) from None
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise error(format_error(where, expected, reason, "Check the path.")) from None
    try:
        encoding = "utf-16" if content[:2] in UTF_16_MARKS else "utf-8-sig"
        return content.decode(encoding).replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        raise error(format_error(where, expected, str(problem), remedy)) from None


def read_toml(
    path: Path, expected: str, remedy: str, error: type[GlassnetError] = SettingError
) -> dict[str, Any]:
    """The table in a TOML file. Raises `error` as `read_text`, and for what is no TOML."""
    text = read_text(path, expected, remedy, error)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as problem:
        # A ValueError is what is no TOML, or a number of thousands of digits.
        reason = "too deeply nested" if isinstance(problem, RecursionError) else str(problem)
        raise error(format_error(str(path), expected, reason, remedy)) from None
