"""The C functions that exports are made of, by name."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "parts"
FUNCTION: Final = re.compile(
    r"(?:^/\*[^\n]*\*/\n)?^static [^{;]*?(\w+)\((?:.|\n)*?^\}\n", re.MULTILINE
)


@cache
def read_functions(file: str) -> dict[str, str]:
    """The text of each function in a file of `parts/`, with the comment above it."""
    text = (FOLDER / file).read_text(encoding="utf-8")
    return {found[1]: found[0] for found in FUNCTION.finditer(text)}


def take_functions(file: str, names: set[str]) -> list[str]:
    """The functions of these names, in the order of the file."""
    return [text for name, text in read_functions(file).items() if name in names]
