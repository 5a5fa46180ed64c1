"""Readings of ink that may be a symbol: the classes of a model and the symbols."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from glassnet.ink.symbols.names import SYMBOLS
from glassnet.models.reading import Reading

MIN_PROBABILITY: Final = 0.5  # of a symbol, where the model rejects the ink as a digit


def name_classes(class_names: Sequence[str]) -> tuple[str, ...]:
    """The classes of a model, and the symbols that are none of them."""
    return (*class_names, *(symbol for symbol in SYMBOLS if symbol not in class_names))


def add_symbols(readings: Sequence[Reading], class_names: Sequence[str]) -> list[Reading]:
    """The readings with a probability for each symbol, by the `symbols` of their renderings."""
    names = name_classes(class_names)
    return [_add(reading, names, len(class_names)) for reading in readings]


def _add(reading: Reading, names: tuple[str, ...], count: int) -> Reading:
    shares: dict[str, float] = dict(
        zip(SYMBOLS, reading.rendering.symbols or (0.0,) * len(SYMBOLS), strict=True)
    )
    own = np.zeros(count) if reading.probabilities is None else reading.probabilities
    symbols = [shares[name] for name in names[count:]]
    probabilities = np.concatenate([(1 - sum(symbols)) * own, symbols])
    best = int(probabilities.argmax())
    is_symbol = best >= count if reading.label is not None else max(symbols) >= MIN_PROBABILITY
    if is_symbol:
        best = count + int(np.argmax(symbols))
        return replace(
            reading, label=names[best], reason="", probabilities=probabilities, class_names=names
        )
    if reading.probabilities is None:
        return replace(reading, class_names=names)
    return replace(reading, probabilities=probabilities, class_names=names)
