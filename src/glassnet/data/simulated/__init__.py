"""Simulated ink: handwriting drawn by the program itself, from knowledge of how people write."""

from glassnet.data.simulated.forms import FORMS
from glassnet.data.simulated.hand import Hands
from glassnet.data.simulated.simulate import simulate, simulate_strokes, simulated_batches

__all__ = ["FORMS", "Hands", "simulate", "simulate_strokes", "simulated_batches"]
