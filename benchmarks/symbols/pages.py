"""Made pages of numbers with symbols, one below the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.pages.camera import photograph, scan, take_picture
from benchmarks.pages.hands import Hand, Random
from benchmarks.pages.papers import choose_paper, print_page
from benchmarks.pages.writing import Pen, draw_digit
from benchmarks.symbols.drawing import BELOW, draw_symbol

Floats = NDArray[np.float32]
LINES: Final = 8
MARGIN: Final = 1.6  # heights of a digit
PITCH: Final = (1.9, 2.5)
GAPS: Final = (0.1, 0.3)  # between digits, in their heights,
SYMBOL_GAPS: Final = {".": (0.02, 0.25), ",": (0.02, 0.25), "/": (-0.12, 0.15)}
OTHER_GAPS: Final = (0.1, 0.3)


@dataclass(frozen=True)
class SymbolPage:
    """A picture as a file, and the numbers on it from top to bottom."""

    picture: bytes
    texts: tuple[str, ...]


def _digits(rng: Random, least: int, most: int) -> str:
    return "".join(map(str, rng.integers(0, 10, int(rng.integers(least, most + 1))).tolist()))


def _number(rng: Random, low: int, high: int) -> str:
    return f"{int(rng.integers(low, high)):02d}"


def _date(rng: Random, sign: str) -> str:
    parts = (_number(rng, 1, 32), _number(rng, 1, 13), _number(rng, 0, 100))
    return sign.join(parts)


KINDS: Final[dict[str, Callable[[Random], str]]] = {
    "plain": lambda rng: _digits(rng, 2, 6),
    "point": lambda rng: f"{_digits(rng, 1, 3)}.{_digits(rng, 1, 2)}",
    "comma": lambda rng: f"{_digits(rng, 1, 3)},{_digits(rng, 2, 2)}",
    "minus": lambda rng: f"-{_digits(rng, 1, 4)}",
    "date": lambda rng: _date(rng, "/"),
    "time": lambda rng: f"{_number(rng, 0, 24)}:{_number(rng, 0, 60)}",
}
PATTERNS: Final = {
    "plain": "[0-9]+", "point": r"[0-9]+\.[0-9]+", "comma": "-?[0-9]+,[0-9][0-9]", "minus": "-[0-9]+",
    "date": "[0-9][0-9]/[0-9][0-9]/[0-9][0-9]", "time": "[0-9][0-9]:[0-9][0-9]",
}  # fmt: skip
"""Expressions that all numbers of a kind match."""


def make_page(kind: str, hand: Hand, rng: Random) -> SymbolPage:
    """Numbers of a kind below each other, scanned or photographed."""
    texts = tuple(KINDS[kind](rng) for _ in range(LINES))
    pen = Pen(height=rng.uniform(45, 100), width=rng.uniform(0.07, 0.12))
    lines = [_write(text, pen, hand, rng) for text in texts]
    pitch = rng.uniform(*PITCH) * pen.height
    room = round(MARGIN * pen.height)
    width = max(line.shape[1] for line in lines) + 2 * room
    ink = np.zeros((round(LINES * pitch) + 2 * room, width), np.float32)
    for place, line in enumerate(lines):
        top, left = round(room + place * pitch), room + int(rng.integers(0, room))
        left = min(left, width - line.shape[1])
        area = ink[top : top + line.shape[0], left : left + line.shape[1]]
        np.maximum(area, line[: area.shape[0]], out=area)
    sheet = print_page(ink, choose_paper(rng), (), pen.height, rng)
    shot = photograph(rng) if rng.random() < 0.5 else scan(rng)
    picture, _, _ = take_picture(sheet, shot, (90, 80, 70), rng)
    return SymbolPage(picture, texts)


def _write(text: str, pen: Pen, hand: Hand, rng: Random) -> Floats:
    """A line of ink: its digits stand in the rows from `above`, see below."""
    above, below = round(0.7 * pen.height), round((BELOW + 0.1) * pen.height)
    line = np.zeros(
        (above + round(pen.height) + below, round((len(text) + 1) * 1.8 * pen.height)), np.float32
    )
    right = 0.0
    for place, character in enumerate(text):
        symbols = [each for each in text[max(0, place - 1) : place + 1] if not each.isdigit()]
        gaps = SYMBOL_GAPS.get(symbols[0], OTHER_GAPS) if symbols else GAPS
        left = max(0, round(right + (rng.uniform(*gaps) * pen.height if place else 0)))
        if character.isdigit():
            ink = draw_digit(hand.write(character, rng), pen, rng)
            bottom = above + pen.height * (1 + rng.normal(0, pen.unevenness / 2))
            top = max(0, round(bottom) - ink.shape[0])
        else:
            ink, over = draw_symbol(character, pen.height, pen.width * pen.height, rng)
            top = round(above - over)
        area = line[top : top + ink.shape[0], left : left + ink.shape[1]]
        np.maximum(area, ink[: area.shape[0], : area.shape[1]], out=area)
        right = max(right, left + ink.shape[1])
    return line[:, : int(right) + 1]
