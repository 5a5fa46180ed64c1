"""Other cuts of a number's ink: two neighbors as one digit, one digit as two."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple, Protocol

import numpy as np

from glassnet.ink import Rendering
from glassnet.models.alternatives import CutReading
from glassnet.models.reading import Reading
from glassnet.models.structure.joined_ink import halve_digit, join_digits
from glassnet.models.structure.lattice import (
    HALF,
    Cut,
    Lattice,
    Stretch,
    build_lattice,
    expect_characters,
)
from glassnet.models.symbols.readings import add_symbols
from glassnet.nn import Array

CUT_WEIGHT: Final = 0.05
"""Probability of a cut that the page's reader did not make, or made in vain."""


class PieceReader(Protocol):
    """What reads pieces of ink: a `Classifier`."""

    @property
    def class_names(self) -> tuple[str, ...]: ...  # noqa: D102
    def read(self, renderings: Sequence[Rendering]) -> list[Reading]: ...  # noqa: D102
    def confidence(self, images: Array) -> Array: ...  # noqa: D102


class Piece(NamedTuple):
    """Ink between two cuts, how probable these cuts are, and how surely it is a digit."""

    begin: Cut
    end: Cut
    weight: float
    rendering: Rendering


def build_cut_lattice(
    digits: Sequence[Reading],
    reader: PieceReader,
    cuts: Sequence[CutReading] = (),
    class_names: Sequence[str] | None = None,
) -> Lattice:
    """The digits as found, the other `cuts` of the page, each two neighbors as one, and each digit as two.

    Cuts that the page's reader did not make have the probability `CUT_WEIGHT`, times how surely their
    pieces are digits. `class_names` are those of the digits, if there are more than the reader's. Raises as
    `build_lattice`.
    """
    expect_characters(reader.class_names)
    pieces = [*_join_neighbors(digits, reader), *_halve_digits(digits, reader)]
    readings = reader.read([piece.rendering for piece in pieces])
    if class_names is not None and len(class_names) > len(reader.class_names):
        readings = add_symbols(readings, reader.class_names)
    others = [
        Stretch(piece.begin, piece.end, reading, piece.weight)
        for piece, reading in zip(pieces, readings, strict=True)
    ]
    return build_lattice(digits, class_names or reader.class_names, cuts, others)


def _join_neighbors(digits: Sequence[Reading], reader: PieceReader) -> list[Piece]:
    joined = [
        (index, rendering)
        for index, (left, right) in enumerate(pairwise(digits))
        if (rendering := join_digits(left.rendering, right.rendering)) is not None
    ]
    scores = _score([rendering for _, rendering in joined], reader)
    return [
        Piece(Cut(index), Cut(index + 2), CUT_WEIGHT * score, rendering)
        for (index, rendering), score in zip(joined, scores, strict=True)
    ]


def _halve_digits(digits: Sequence[Reading], reader: PieceReader) -> list[Piece]:
    """The two halves of each digit, at the cut after which both look most like digits."""
    found: list[Piece] = []
    for index, digit in enumerate(digits):
        halves = halve_digit(digit.rendering)
        scores = _score([half for pair in halves for half in pair], reader)
        if halves:
            pairs = zip(scores[::2], scores[1::2], halves, strict=True)
            left, right, best = max(pairs, key=lambda each: each[0] * each[1])
            middle = Cut(index, HALF)
            found.append(Piece(Cut(index), middle, CUT_WEIGHT * left, best[0]))
            found.append(Piece(middle, Cut(index + 1), right, best[1]))
    return found


def _score(renderings: Sequence[Rendering], reader: PieceReader) -> list[float]:
    """How surely each is one digit, from 0 to 1."""
    images = [each.image for each in renderings if each.image is not None]
    return reader.confidence(np.stack(images)).tolist() if images else []
