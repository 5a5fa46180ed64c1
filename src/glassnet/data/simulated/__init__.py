"""Simulated ink: handwriting drawn by the program itself, from knowledge of how people write."""

from glassnet.data.simulated.glyphs import VARIANTS
from glassnet.data.simulated.glyphs.non_digits import NON_DIGIT_VARIANTS
from glassnet.data.simulated.non_digits import simulate_non_digit_strokes, simulate_non_digits
from glassnet.data.simulated.simulate import simulate, simulate_batches, simulate_strokes
from glassnet.data.simulated.style import HandwritingStyle

__all__ = [
    "NON_DIGIT_VARIANTS", "VARIANTS", "HandwritingStyle", "simulate", "simulate_batches",
    "simulate_non_digit_strokes", "simulate_non_digits", "simulate_strokes",
]  # fmt: skip
