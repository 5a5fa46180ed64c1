"""What a person has checked on the review page: read from a file, and applied to readings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from glassnet.errors import format_error
from glassnet.forms.reading import FieldReading
from glassnet.forms.template import TemplateError
from glassnet.text_file import read_text

FORMAT: Final = "glassnet form corrections"
MAX_BYTES: Final = 20_000_000
MAX_CORRECTIONS: Final = 200_000
MAX_TEXT: Final = 200
KEYS: Final = ("input", "page", "field", "text")


class FieldKey(NamedTuple):
    """One field of one form: the file, the page in it from 1, the field's name."""

    input: str
    page: int
    field: str


@dataclass(frozen=True)
class Corrections:
    """The text of each field that was checked."""

    texts: dict[FieldKey, str]

    def apply(self, key: FieldKey, reading: FieldReading) -> FieldReading:
        """The reading as it was corrected, if it was."""
        if key not in self.texts:
            return reading
        return replace(reading, text=self.texts[key], confidence=1.0, checked=True)

    def count_unused(self, keys: Sequence[FieldKey]) -> int:
        """How many are about none of these fields."""
        return len(self.texts.keys() - set(keys))


def read_corrections(path: Path) -> Corrections:
    """The corrections in a file of the review page. Raises `TemplateError` where it is none."""
    where = str(path)
    expected, remedy = "corrections in JSON", "Download it from the review page again."
    text = read_text(path, expected, remedy, TemplateError, MAX_BYTES)
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TemplateError(format_error(where, expected, str(error), remedy)) from None
    if not isinstance(plain, dict) or plain.get("format") != FORMAT:
        got = plain.get("format") if isinstance(plain, dict) else plain
        raise TemplateError.at(where, f'"format": "{FORMAT}"', got)
    entries = plain.get("corrections")
    if not isinstance(entries, list) or len(entries) > MAX_CORRECTIONS:
        raise TemplateError.at(where, f"at most {MAX_CORRECTIONS:,} corrections", entries)
    return Corrections(
        dict(_read_entry(where, number, each) for number, each in enumerate(entries, 1))
    )


def _read_entry(where: str, number: int, entry: Any) -> tuple[FieldKey, str]:
    where = f"{where}, correction {number}"
    if not isinstance(entry, dict) or not all(key in entry for key in KEYS):
        raise TemplateError.at(where, f"an object with {', '.join(KEYS)}", entry)
    source, page, field, text = (entry[key] for key in KEYS)
    texts = all(isinstance(each, str) for each in (source, field, text))
    if not texts or type(page) is not int or page < 1:
        raise TemplateError.at(where, "texts, and a page from 1", entry)
    if len(text) > MAX_TEXT or not text.isprintable():
        raise TemplateError.at(where, f"at most {MAX_TEXT} printable characters", text)
    return FieldKey(source, page, field), text.strip()
