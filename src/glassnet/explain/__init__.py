"""One image's forward and backward pass with every value kept, and the effect of changing one of them."""

from glassnet.explain.nudge import Nudge, Step, find_steepest, nudge, take_step
from glassnet.explain.terms import NeuronSum, sum_of_neuron
from glassnet.explain.trace import LayerTrace, Trace, trace

__all__ = [
    "LayerTrace", "NeuronSum", "Nudge", "Step", "Trace", "find_steepest", "nudge", "sum_of_neuron",
    "take_step", "trace",
]  # fmt: skip
