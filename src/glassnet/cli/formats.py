"""How numbers look in a report."""

from __future__ import annotations


def format_confidence(share: float) -> str:
    """A probability as a percentage; one that only rounds to 100 % is "> 99.9%"."""
    return "> 99.9%" if 0.9995 <= share < 1 else f"{share:.1%}"


def format_number(value: float) -> str:
    """Five significant digits: enough to add up by hand."""
    return f"{value:.5g}" if 1e-3 <= abs(value) < 1e5 or value == 0 else f"{value:.4e}"
