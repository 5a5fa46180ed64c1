"""Dense layers with bias and activation in one pass, on arrays or on sparse images.

A free CPU transposes the lists of a sparse batch, for the gradient, while the product is computed (measured:
1.5 times as fast for 784-128-10, batch 128), and units of a wide layer's products are shared by all CPUs
(1.24 times in trainings of 784-800-10).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np

from glassnet.engine.activations import Backward, Forward, activate_backward, fuse
from glassnet.engine.compiled import sparse as compiled
from glassnet.engine.compiled.activations import add_rows
from glassnet.engine.sparse_images import SparseImages
from glassnet.engine.steps.step import StepBackward, StepContext, StepInputs
from glassnet.engine.threads import parallel_for
from glassnet.engine.tuning import Tuning
from glassnet.nn.arrays import Array
from glassnet.nn.layers import Dense
from glassnet.nn.parameters import Parameters

# Products with wide layers are shared in multiples of so many units.
UNITS_IN_PART = 64


@dataclass(frozen=True)
class DenseStep:
    """A dense layer whose activation can be fused; `reads_sparse` where its inputs are sparse images."""

    layer: Dense
    name: str
    units: int
    reads_sparse: bool = False

    @property
    def has_parameters(self) -> bool:
        """True."""
        return True

    @cached_property
    def passes(self) -> tuple[Forward, Backward]:
        """The two passes of the activation."""
        return fuse(self.layer.activation)

    def forward(
        self, parameters: Parameters, inputs: StepInputs, context: StepContext
    ) -> tuple[Array, StepBackward]:
        """Outputs `(batch, units)`."""
        own, workspace = parameters.of_layer(self.name), context.workspace
        weights, (activate, derive) = own["weights"], self.passes
        outputs = workspace.empty("outputs", (len(inputs), self.units), inputs.dtype)
        _multiply(inputs, weights, outputs, context)
        activate(outputs, own["bias"])

        def backward(d_outputs: Array, gradients: Parameters, need_d_inputs: bool) -> Array | None:
            out = workspace.empty("d_sums", outputs.shape, outputs.dtype)
            d_sums = activate_backward(self.layer.activation, derive, outputs, d_outputs, out)
            grown = gradients.of_layer(self.name)
            _multiply_transposed(inputs, d_sums, grown["weights"], context.tuning)
            grown["bias"].fill(0)
            add_rows(d_sums, grown["bias"])
            if not need_d_inputs:
                return None
            d_inputs = workspace.empty("d_inputs", inputs.shape, inputs.dtype)
            return np.matmul(d_sums, weights.T, out=d_inputs)

        return outputs, backward

    def __str__(self) -> str:
        return "sparse images" if self.reads_sparse else "bias and activation fused"


def _multiply(inputs: StepInputs, weights: Array, sums: Array, context: StepContext) -> None:
    """sums = inputs @ weights.

    In training, sparse images are transposed for the gradient meanwhile, on a CPU that is free:
    during the product where that keeps one CPU busy, after it where it keeps all of them busy.
    """
    if not isinstance(inputs, SparseImages):
        np.matmul(inputs, weights, out=sums)
        return
    tuning, units = context.tuning, weights.shape[1]
    transposes = (
        context.needs_grad
        and units > tuning.max_narrow_units
        and prod(inputs.shape) >= tuning.min_background_pixels
    )
    shared = is_parallel(inputs.shape, units, tuning)
    if transposes and not shared:
        inputs.begin_transpose()
    multiply_sparse(inputs, weights, sums, tuning)
    if transposes:
        inputs.begin_transpose()


def _multiply_transposed(
    inputs: StepInputs, d_sums: Array, gradients: Array, tuning: Tuning
) -> None:
    """gradients = inputs^T @ d_sums."""
    if not isinstance(inputs, SparseImages):
        np.matmul(inputs.T, d_sums, out=gradients)
    elif gradients.shape[1] > tuning.max_narrow_units:
        multiply_sparse(inputs.begin_transpose()(), d_sums, gradients, tuning)
    else:
        compiled.multiply_sparse_transposed(*inputs.lists, d_sums, gradients)


def is_parallel(shape: tuple[int, ...], units: int, tuning: Tuning) -> bool:
    """Whether the product of images `(count, pixels)` with so many units is shared by all CPUs."""
    return prod(shape) * units >= tuning.min_parallel_products


def multiply_sparse(images: SparseImages, weights: Array, sums: Array, tuning: Tuning) -> None:
    """sums = images @ weights, shared by units: a weight is loaded by one CPU only; few units by images."""
    units = weights.shape[1]
    threads = tuning.threads if is_parallel(images.shape, units, tuning) else 1
    starts, ends, offsets, values = images.lists

    def multiply_images(part: slice) -> None:
        lists = starts[part], ends[part], offsets, values
        compiled.multiply_sparse(lists, weights, sums[part], 0, units)

    def multiply_units(part: slice) -> None:
        first, last = part.start * UNITS_IN_PART, min(part.stop * UNITS_IN_PART, units)
        compiled.multiply_sparse(images.lists, weights, sums, first, last)

    if units <= tuning.max_narrow_units:
        parallel_for(len(images), multiply_images, threads)
    else:
        parallel_for(-(-units // UNITS_IN_PART), multiply_units, threads)
