"""A page whose numbers have a structure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from glassnet.models.page import PageReading
from glassnet.models.structure.choosing import choose_from_lattice, choose_reading
from glassnet.models.structure.cuts import PieceReader, build_cut_lattice
from glassnet.models.structure.structure import Structure

MAX_CUT_DIGITS: Final = 60
"""Digits of a page whose cuts are tried: further numbers stay as they were found."""


def choose_readings(page: PageReading, structure: Structure, reader: PieceReader) -> PageReading:
    """The page with the most probable reading of each number that has the structure.

    Other cuts are tried where no reading of the found digits has it. Raises as `choose_reading`.
    """
    left = MAX_CUT_DIGITS
    numbers = []
    for number in page.numbers:
        chosen = choose_reading(number, structure, reader.class_names)
        if not chosen.consistent and len(number.digits) <= left:
            left -= len(number.digits)
            lattice = build_cut_lattice(number.digits, reader)
            chosen = choose_from_lattice(number, lattice, structure)
        numbers.append(chosen)
    return replace(page, numbers=tuple(numbers))
