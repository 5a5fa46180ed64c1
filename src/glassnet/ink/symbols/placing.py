"""Symbols put into the lines of a page, and rendered for reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from glassnet.ink.page.layout import Line
from glassnet.ink.page.pieces import Piece
from glassnet.ink.rendering import Rendering
from glassnet.ink.symbols.finding import Shares, Symbol, render_mark, weigh_at_end

MAX_AWAY: Final = 1.3  # of the typical height, from a digit of the line
MAX_BEYOND: Final = 0.5  # of it, above or below that digit
MIN_ODDS: Final = 0.02  # of there being no symbol


class PageSymbols(NamedTuple):
    """The symbols of a page by their pieces, and the digits that may be slashes."""

    symbols: dict[Piece, Symbol]
    doubtful: dict[Piece, Shares]

    def insert(self, lines: Sequence[Line], typical: float) -> list[Line]:
        """The lines with each symbol beside the digit that is nearest; without those that are near none."""
        added: list[list[tuple[Piece, int]]] = [[] for _ in lines]
        for piece in self.symbols:
            near = [
                (_measure_gap(piece, each), number, column)
                for number, line in enumerate(lines)
                for each, column in zip(line.pieces, line.columns, strict=True)
                if _is_beside(piece, each, typical)
            ]
            if near:
                _, number, column = min(near)
                added[number].append((piece, column))
        return [_merge(line, own) if own else line for line, own in zip(lines, added, strict=True)]

    def with_doubtful(self, doubtful: dict[Piece, Shares]) -> PageSymbols:
        """With further digits that may be slashes."""
        return self._replace(doubtful={**doubtful, **self.doubtful})

    def drop_alone(
        self, lines: Sequence[Line], numbers: Sequence[Sequence[int]]
    ) -> tuple[list[Line], list[list[int]]]:
        """Lines and numbers without those that are symbols only."""
        if not self.symbols:
            return list(lines), [list(own) for own in numbers]
        placed = [
            [*zip(line.pieces, line.columns, own, strict=True)]
            for line, own in zip(lines, numbers, strict=True)
        ]
        with_digits = {
            number for own in placed for piece, _, number in own if piece not in self.symbols
        }
        kept = [[each for each in own if each[2] in with_digits] for own in placed]
        return (
            [
                Line([each[0] for each in own], line.row, [each[1] for each in own])
                for line, own in zip(lines, kept, strict=True)
            ],
            [[each[2] for each in own] for own in kept],
        )

    def render(self, piece: Piece, render: Callable[[Piece], Rendering], is_end: bool) -> Rendering:
        """A piece as a classifier gets it, and what symbols it may be at an end of a number, or within it."""
        symbol = self.symbols.get(piece)
        if symbol is None or symbol.may_be_digit:
            shares = self.doubtful.get(piece, ()) if symbol is None else symbol.shares
            rendering = render(piece)
            if not shares:
                return rendering
            return replace(rendering, symbols=weigh_at_end(shares) if is_end else shares)
        # What is too small for a digit is a symbol, or nothing: see `list_absent`.
        return render_mark(symbol.image, symbol.shares)

    def list_absent(
        self, pieces: Sequence[Piece], numbers: Sequence[int]
    ) -> Iterator[tuple[int, int, float]]:
        """The places of symbols that may be none, of a digit beside each, and the odds of that.

        `pieces` are those of a page in reading order, with the number that each belongs to.
        """
        for place, piece in enumerate(pieces):
            symbol = self.symbols.get(piece)
            if symbol is None or symbol.may_be_digit:
                continue
            total = sum(symbol.shares)
            odds = (1 - total) / total
            beside = [
                at
                for at in (place - 1, place + 1)
                if 0 <= at < len(pieces)
                and numbers[at] == numbers[place]
                and pieces[at] not in self.symbols
            ]
            if beside and odds >= MIN_ODDS:
                yield place, beside[0], odds


NO_SYMBOLS: Final = PageSymbols({}, {})


def _measure_gap(one: Piece, other: Piece) -> float:
    return float(max(one.left, other.left) - min(one.right, other.right))


def _is_beside(symbol: Piece, digit: Piece, typical: float) -> bool:
    beyond = max(digit.top - symbol.middle, symbol.middle - digit.bottom)
    return beyond < MAX_BEYOND * typical and _measure_gap(symbol, digit) < MAX_AWAY * typical


def _merge(line: Line, added: Sequence[tuple[Piece, int]]) -> Line:
    placed = [*zip(line.pieces, line.columns, strict=True), *added]
    order = np.argsort([piece.center for piece, _ in placed], kind="stable").tolist()
    return Line([placed[at][0] for at in order], line.row, [placed[at][1] for at in order])
