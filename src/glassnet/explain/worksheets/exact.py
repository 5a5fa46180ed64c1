"""Exact numbers: fractions whose decimals end, and how they are written."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

MINUS: Final = "−"
MAX_DECIMALS: Final = 5


def format_exact(number: Fraction) -> str:
    """All decimals of a number, "−0.125".

    Raises ValueError for a number with more than `MAX_DECIMALS`: such a number has no place on a sheet.
    """
    scaled = abs(number) * 10**MAX_DECIMALS
    if scaled.denominator != 1:
        raise ValueError(f"A worksheet expects at most {MAX_DECIMALS} decimals, got {number}.")
    whole, decimals = divmod(int(scaled), 10**MAX_DECIMALS)
    text = f"{whole}.{decimals:0{MAX_DECIMALS}d}".rstrip("0").rstrip(".")
    return f"{MINUS}{text}" if number < 0 else text


def format_rounded(number: Fraction, decimals: int) -> str:
    """A number rounded half up, as taught at school, to so many decimals."""
    scaled = abs(number) * 10**decimals + Fraction(1, 2)
    text = format_exact(Fraction(scaled.numerator // scaled.denominator, 10**decimals))
    return f"{MINUS}{text}" if number < 0 and text != "0" else text
