"""Several digits in one request: found on a picture or among strokes, and read as numbers."""

from __future__ import annotations

from typing import Any, Final

from glassnet.errors import SettingError
from glassnet.models import NumberReading, PageReading
from glassnet.models.structure import Structure
from glassnet.models.structure.checksums import CHECKSUMS
from glassnet.models.structure.structure import MAX_LENGTH
from glassnet.serve.api.query import BOOLEAN, Parameter, Query
from glassnet.serve.api.registry import LoadedModel
from glassnet.serve.api.replies import describe_found
from glassnet.serve.http.errors import ApiError

PATTERN: Final = Parameter(
    "pattern",
    "With many: what each number looks like, such as ##.##.####: # is a digit, all else stands for itself.",
)
CHECKSUM: Final = Parameter(
    "checksum", "With many: the checksum that each number has.", tuple(CHECKSUMS)
)
LENGTH: Final = Parameter(
    "length", f"With many: how many digits and letters each number has, 1 to {MAX_LENGTH}."
)

SYMBOLS: Final = Parameter(
    "symbols",
    "With many: read decimal points, commas, minus signs, slashes and colons, too. The probabilities of each "
    "prediction are then followed by those of the symbols . , - / and :, in this order.",
    BOOLEAN,
)


def parse_symbols(query: Query, many: bool) -> bool:
    """Whether a query asks for symbols. Raises `ApiError` 422 without `many`."""
    symbols = query.get_flag(SYMBOLS)
    if symbols and not many:
        raise ApiError(422, "symbols needs many=true.")
    return symbols


def parse_structure(query: Query, many: bool) -> Structure | None:
    """The structure that a query names. Raises `ApiError` 422 for an invalid one, and without `many`."""
    pattern, checksum, length = (query.get(each) for each in (PATTERN, CHECKSUM, LENGTH))
    if pattern is None and checksum is None and length is None:
        return None
    if not many:
        raise ApiError(422, "pattern, checksum and length need many=true.")
    if length is not None and not (length.isascii() and length.isdecimal() and len(length) < 4):
        raise ApiError(422, f"length must be a whole number from 1 to {MAX_LENGTH}.")
    try:
        return Structure(pattern, None, checksum, None if length is None else int(length))
    except SettingError as error:
        raise ApiError(422, str(error)) from None


def describe_page(loaded: LoadedModel, page: PageReading) -> dict[str, Any]:
    """The values of a `PageReply`."""
    numbers, first = [], 0
    for number in page.numbers:
        numbers.append(_describe_number(number, first))
        first += len(number.digits)
    return {
        "predictions": [describe_found(loaded.name, each, loaded.digest) for each in page.digits],
        "numbers": numbers,
        "turn": page.turn,
    }


def _describe_number(number: NumberReading, first: int) -> dict[str, Any]:
    """The values of a `NumberReply`; `first` is the index of its first digit."""
    return {
        "text": number.text,
        "line": number.line,
        "column": number.column,
        "box": number.box._asdict(),
        "confidence": number.confidence,
        "alternatives": [each._asdict() for each in number.alternatives],
        "digits": list(range(first, first + len(number.digits))),
        "consistent": number.consistent,
        "odds": number.odds,
    }
