"""Simulated ink: handwriting drawn by the program itself, from knowledge of how people write."""

from glassnet.data.simulated.forms import FORMS
from glassnet.data.simulated.forms.non_digits import NON_DIGIT_FORMS
from glassnet.data.simulated.hand import Hands
from glassnet.data.simulated.non_digits import simulate_non_digit_strokes, simulate_non_digits
from glassnet.data.simulated.simulate import simulate, simulate_strokes, simulated_batches

__all__ = [
    "FORMS", "NON_DIGIT_FORMS", "Hands", "simulate", "simulate_non_digit_strokes",
    "simulate_non_digits", "simulate_strokes", "simulated_batches",
]  # fmt: skip
