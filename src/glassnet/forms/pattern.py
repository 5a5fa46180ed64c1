"""What a field's text may be: # is a digit, ? a digit or nothing, anything else stands for itself."""

from __future__ import annotations

import re
from typing import Final

MAX_PATTERN_LENGTH: Final = 60
_PARTS: Final = {"#": "[0-9]", "?": "[0-9]?"}


def matches_pattern(text: str, pattern: str) -> bool:
    """Whether a whole text is as the pattern says; an empty pattern allows every text.

    Nothing in a pattern repeats without an end, so that matching takes little time for any pattern.
    """
    if not pattern:
        return True
    expression = "".join(_PARTS.get(each, re.escape(each)) for each in _sort_optional(pattern))
    return re.fullmatch(expression, text) is not None


def _sort_optional(pattern: str) -> str:
    """Within a run of # and ?, all ? last: the same texts, without trying ways to divide them."""
    return re.sub(r"[#?]+", lambda run: "".join(sorted(run[0])), pattern)
