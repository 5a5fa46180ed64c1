"""What a field's text may be: # is a digit, ? a digit or nothing, anything else stands for itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

MAX_PATTERN_LENGTH: Final = 60
DIGITS: Final = frozenset("0123456789")


def matches_pattern(text: str, pattern: str) -> bool:
    """Whether a whole text is as the pattern says; an empty pattern allows every text.

    All places of the pattern that the text may have reached are followed at once, so that no pattern takes
    long.
    """
    if not pattern:
        return True
    places = _skip_optional({0}, pattern)
    for character in text:
        passed = {place + 1 for place in places if _allows(pattern, place, character)}
        places = _skip_optional(passed, pattern)
    return len(pattern) in places


def _allows(pattern: str, place: int, character: str) -> bool:
    if place == len(pattern):
        return False
    expected = pattern[place]
    return character in DIGITS if expected in "#?" else character == expected


def _skip_optional(places: Iterable[int], pattern: str) -> set[int]:
    """These places, and those behind any ? that follow."""
    reached = set(places)
    for place in sorted(reached):
        while pattern[place : place + 1] == "?":
            place += 1
            reached.add(place)
    return reached
