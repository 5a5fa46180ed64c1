"""One image's forward and backward pass with every value kept, and the effect of changing one of them."""

from glassnet.explain.nudge import Nudge, Step, find_steepest, nudge, take_step
from glassnet.explain.quantization import QuantizedWeights, dequantize, quantize, quantize_weights
from glassnet.explain.terms import NeuronSum, sum_of_neuron
from glassnet.explain.trace import LayerTrace, Trace, trace

__all__ = [
    "LayerTrace", "NeuronSum", "Nudge", "QuantizedWeights", "Step", "Trace", "dequantize", "find_steepest",
    "nudge", "quantize", "quantize_weights", "sum_of_neuron", "take_step", "trace",
]  # fmt: skip
