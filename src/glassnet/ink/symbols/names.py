"""The symbols that are known."""

from typing import Final

SYMBOLS: Final = (".", ",", "-", "/", ":")
"""Decimal point, comma, minus sign, slash and colon, in the order of `Rendering.symbols`."""
