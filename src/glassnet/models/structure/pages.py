"""A page whose numbers have a structure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, groupby
from math import prod
from typing import Final

from glassnet.models.page import NumberReading, PageBox, PageReading
from glassnet.models.structure.choosing import choose_from_lattice, choose_reading
from glassnet.models.structure.cuts import PieceReader, build_cut_lattice
from glassnet.models.structure.structure import Structure

MAX_CUT_DIGITS: Final = 60
"""Digits of a page whose cuts are tried: further numbers stay as they were found."""

MAX_JOINED: Final = 9
"""Numbers of a line that are tried as one, such as the groups of an IBAN."""


def choose_readings(
    page: PageReading,
    structure: Structure,
    reader: PieceReader,
    class_names: Sequence[str] | None = None,
) -> PageReading:
    """The page with the most probable reading of each number that has the structure.

    Where no reading of the found digits and of the page's other cuts has it, the number is tried together
    with those behind it on its line, then with further cuts. `class_names` are those that the readings have
    probabilities for, if there are more than the reader's. Raises as `choose_reading`.
    """
    names = reader.class_names if class_names is None else class_names
    chosen = [choose_reading(number, structure, names) for number in page.numbers]
    runs = groupby(chosen, key=lambda each: (each.line, each.column, bool(each.consistent)))
    joined = [
        number
        for (_, _, fits), run in runs
        for number in (run if fits else _join_run(list(run), structure, names))
    ]
    return replace(page, numbers=tuple(_cut_anew(joined, structure, reader, names)))


def _join_run(
    run: Sequence[NumberReading], structure: Structure, class_names: Sequence[str]
) -> Iterator[NumberReading]:
    """Numbers beside each other, as many as possible as one wherever that has the structure."""
    begin = 0
    while begin < len(run):
        for end in range(min(len(run), begin + MAX_JOINED), begin, -1):
            whole = run[begin] if end == begin + 1 else _join(run[begin:end])
            number = whole if end == begin + 1 else choose_reading(whole, structure, class_names)
            if number.consistent or end == begin + 1:
                yield number
                begin = end
                break


def _join(numbers: Sequence[NumberReading]) -> NumberReading:
    """Numbers beside each other as one."""
    boxes = [number.box for number in numbers]
    begins = accumulate((len(number.digits) for number in numbers), initial=0)
    return replace(
        numbers[0],
        text="".join(number.text for number in numbers),
        digits=tuple(digit for number in numbers for digit in number.digits),
        box=PageBox(
            min(box.left for box in boxes),
            min(box.top for box in boxes),
            max(box.right for box in boxes),
            max(box.bottom for box in boxes),
        ),
        confidence=prod(number.confidence for number in numbers),
        alternatives=(),
        cuts=tuple(
            cut.moved(begin)
            for number, begin in zip(numbers, begins, strict=False)
            for cut in number.cuts
        ),
    )


def _cut_anew(
    numbers: Sequence[NumberReading],
    structure: Structure,
    reader: PieceReader,
    class_names: Sequence[str],
) -> Iterator[NumberReading]:
    """Numbers without the structure with other cuts, if they have it then."""
    left = MAX_CUT_DIGITS
    for number in numbers:
        if number.consistent or len(number.digits) > left:
            yield number
            continue
        left -= len(number.digits)
        lattice = build_cut_lattice(number.digits, reader, number.cuts, class_names)
        yield choose_from_lattice(number, lattice, structure)
