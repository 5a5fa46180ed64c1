"""Other texts that a number may be: other labels of its digits, and other cuts between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import prod
from typing import Final, NamedTuple

from glassnet.models.reading import Reading

UNREADABLE: Final = "?"
"""In a text, stands for a digit that the model rejects."""

MIN_SHARE: Final = 0.02  # of a label of one digit: less likely ones are left out
MIN_CONFIDENCE: Final = 0.05  # of another text
MAX_ALTERNATIVES: Final = 3
MAX_TEXTS: Final = 12  # are followed from digit to digit
REJECTED_WEIGHT: Final = 0.5  # of the labels of a digit that the model rejects


class Alternative(NamedTuple):
    """Another text that a number may be, and its probability."""

    text: str
    confidence: float


class CutReading(NamedTuple):
    """Digits that may be there instead of `digits[first:last]`; `odds` compares the two."""

    first: int
    last: int
    digits: tuple[Reading, ...]
    odds: float

    def moved(self, by: int) -> CutReading:
        """The same among digits that have so many more before them."""
        return self._replace(first=self.first + by, last=self.last + by)


def find_alternatives(
    text: str, digits: Sequence[Reading], cuts: Sequence[CutReading], class_names: Sequence[str]
) -> tuple[float, tuple[Alternative, ...]]:
    """The probability of a number's text, 0 to 1, and other likely texts, the likeliest first."""
    total = 1 + sum(cut.odds for cut in cuts)
    shares: dict[str, float] = defaultdict(float)
    for each, share in _list_texts(digits, class_names).items():
        shares[each] += share / total
    for cut in cuts:
        instead = (*digits[: cut.first], *cut.digits, *digits[cut.last :])
        for each, share in _list_texts(instead, class_names).items():
            shares[each] += share * cut.odds / total
    shares.pop(text, None)
    confidence = prod(digit.confidence or 0.0 for digit in digits) / total
    likely = sorted(
        (Alternative(each, share) for each, share in shares.items() if share >= MIN_CONFIDENCE),
        key=lambda each: -each.confidence,
    )
    return confidence, tuple(likely[:MAX_ALTERNATIVES])


def _list_texts(digits: Sequence[Reading], class_names: Sequence[str]) -> dict[str, float]:
    """The likeliest texts of digits in this order, with their probabilities."""
    texts = {"": 1.0}
    for digit in digits:
        longer = {
            text + label: share * own
            for text, share in texts.items()
            for label, own in _list_labels(digit, class_names)
        }
        likeliest = sorted(longer, key=lambda text: -longer[text])[:MAX_TEXTS]
        texts = {text: longer[text] for text in likeliest}
    return texts


def _list_labels(digit: Reading, class_names: Sequence[str]) -> list[tuple[str, float]]:
    """The labels of a digit that are likely enough."""
    if digit.probabilities is None:
        return []
    weight = 1.0 if digit.label is not None else REJECTED_WEIGHT
    shares = [
        (name, float(share) * weight)
        for name, share in zip(class_names, digit.probabilities, strict=True)
    ]
    return [each for each in shares if each[1] >= MIN_SHARE] or [
        max(shares, key=lambda each: each[1])
    ]
