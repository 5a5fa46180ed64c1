"""See through a network: every value of one image's pass, and what changes to it, or to its images, do."""

from glassnet.explain.ablation import ablate_neurons, add_weight_noise, knock_out, remove_biases
from glassnet.explain.attacks import attack
from glassnet.explain.attention import loss_gradient, occlude, output_gradient
from glassnet.explain.blending import map_decisions, morph, span_plane
from glassnet.explain.distortions import add_noise, blur, rotate, shift, shrink
from glassnet.explain.dreaming import dream
from glassnet.explain.measurement import Measurement, measure
from glassnet.explain.neighbors import Neighbors, find_neighbors, hidden_outputs
from glassnet.explain.nudge import Nudge, Step, find_steepest, nudge, take_step
from glassnet.explain.pruning import count_stored_bytes, count_weights, prune
from glassnet.explain.quantization import QuantizedWeights, dequantize, quantize, quantize_weights
from glassnet.explain.robustness import CHANGES, Change, measure_robustness
from glassnet.explain.terms import NeuronSum, sum_of_neuron
from glassnet.explain.trace import LayerTrace, Trace, trace

__all__ = [
    "CHANGES", "Change", "LayerTrace", "Measurement", "Neighbors", "NeuronSum", "Nudge",
    "QuantizedWeights", "Step", "Trace", "ablate_neurons", "add_noise", "add_weight_noise", "attack",
    "blur", "count_stored_bytes", "count_weights", "dequantize", "dream", "find_neighbors",
    "find_steepest", "hidden_outputs", "knock_out", "loss_gradient", "map_decisions", "measure",
    "measure_robustness", "morph", "nudge", "occlude", "output_gradient", "prune", "quantize",
    "quantize_weights", "remove_biases", "rotate", "shift", "shrink", "span_plane", "sum_of_neuron",
    "take_step", "trace",
]  # fmt: skip
