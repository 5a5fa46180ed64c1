"""Activations fused with the addition of the bias, in place."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from glassnet.engine.compiled import activations as compiled
from glassnet.engine.compiled import smooth_activations as smooth
from glassnet.nn.activations import (
    ELU,
    GELU,
    Activation,
    Identity,
    LeakyReLU,
    ReLU,
    Sigmoid,
    SiLU,
    Softmax,
    Softplus,
    Tanh,
)
from glassnet.nn.arrays import Array

# Replaces sums by activation(sums + bias); bias may be None.
Forward = Callable[[Array, Array | None], None]
# Writes dL/d(sums) into the last argument, given outputs and dL/d(outputs).
Backward = Callable[[Array, Array, Array], None]


FUSED = frozenset({Identity, ReLU, LeakyReLU, Sigmoid, Tanh, Softmax, ELU})


def can_fuse(activation: Activation) -> bool:
    """Whether `fuse` has a form of this activation; a subclass may be another function, and has none."""
    return type(activation) in FUSED


def fuse(activation: Activation) -> tuple[Forward, Backward]:
    """The two passes of an activation; raises `TypeError` unless `can_fuse`."""
    match activation:
        case Identity():
            return (lambda sums, bias: compiled.add_bias(sums, bias, sums)), _copy
        case ReLU():
            return (
                lambda sums, bias: compiled.relu_forward(sums, bias, sums)
            ), compiled.relu_backward
        case LeakyReLU(slope):
            return (
                lambda sums, bias: compiled.leaky_relu_forward(sums, bias, slope, sums),
                lambda outputs, d, out: compiled.leaky_relu_backward(outputs, d, slope, out),
            )
        case ELU(alpha):
            return (
                lambda sums, bias: smooth.elu_forward(sums, bias, alpha, sums),
                lambda outputs, d, out: smooth.elu_backward(outputs, d, alpha, out),
            )
        case Sigmoid():
            return _sigmoid_forward, compiled.sigmoid_backward
        case Tanh():
            return _tanh_forward, compiled.tanh_backward
        case Softmax():
            return _softmax_forward, _softmax_backward
    raise TypeError(f"{activation} has no fused form.")


# Both passes of an activation whose derivative needs the sums:
# (sums, bias, outputs) and (sums, d_outputs, d_sums).
SMOOTH: dict[type, tuple[Callable[..., None], Callable[..., None]]] = {
    GELU: (smooth.gelu_forward, smooth.gelu_backward),
    SiLU: (smooth.silu_forward, smooth.silu_backward),
    Softplus: (smooth.softplus_forward, smooth.softplus_backward),
}


def activate_backward(
    activation: Activation, backward: Backward, outputs: Array, d_outputs: Array, out: Array
) -> Array:
    """dL/d(sums): written into `out`, or `d_outputs` themselves where the activation changes nothing."""
    if type(activation) is Identity:
        return d_outputs
    backward(outputs, d_outputs, out)
    return out


def _copy(outputs: Array, d_outputs: Array, out: Array) -> None:
    np.copyto(out, d_outputs)


def _sigmoid_forward(sums: Array, bias: Array | None) -> None:
    compiled.add_bias(sums, bias, sums)
    sums *= 0.5
    np.tanh(sums, out=sums)
    sums *= 0.5
    sums += 0.5


def _tanh_forward(sums: Array, bias: Array | None) -> None:
    compiled.add_bias(sums, bias, sums)
    np.tanh(sums, out=sums)


def _softmax_forward(sums: Array, bias: Array | None) -> None:
    compiled.add_bias(sums, bias, sums)
    sums -= sums.max(axis=-1, keepdims=True)
    np.exp(sums, out=sums)
    sums /= sums.sum(axis=-1, keepdims=True)


def _softmax_backward(outputs: Array, d_outputs: Array, out: Array) -> None:
    shared = np.einsum("...i,...i->...", d_outputs, outputs)[..., np.newaxis]
    np.multiply(outputs, d_outputs - shared, out=out)
