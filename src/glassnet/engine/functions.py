"""The functions of `nn.descent`: same arguments, same results, by a plan made on the spot."""

from __future__ import annotations

from math import prod

import numpy as np

from glassnet.engine.engine import Batch, Engine, compute_outputs
from glassnet.engine.inputs import ArrayInputs
from glassnet.engine.plan import plan_prediction, plan_training
from glassnet.engine.rows import Rows
from glassnet.engine.tuning import DEFAULT_TUNING, Tuning
from glassnet.errors import ShapeError, format_error
from glassnet.nn.arrays import Array
from glassnet.nn.losses import Loss
from glassnet.nn.network import Network
from glassnet.nn.parameters import Parameters


def outputs(
    network: Network, parameters: Parameters, inputs: Array, tuning: Tuning = DEFAULT_TUNING
) -> Array:
    """As `nn.outputs`; `inputs` are numbers `(count, *input_shape)` or stored images `(count, ...)`, bytes.

    One image is a batch like any other: its outputs equal those in a larger batch up to rounding.
    Raises `ShapeError` or `DtypeError` where inputs and parameters do not fit the network.
    """
    _check(network, parameters, inputs)
    images = inputs if inputs.dtype == np.uint8 else None
    plan = plan_prediction(network, images, tuning, count=len(inputs))
    return compute_outputs(plan, parameters, inputs)


def gradient(
    network: Network,
    loss: Loss,
    parameters: Parameters,
    inputs: Array,
    labels: Array,
    gradients: Parameters,
    rng: np.random.Generator | None = None,
    tuning: Tuning = DEFAULT_TUNING,
) -> tuple[float, int]:
    """As `nn.gradient`; `inputs` are numbers or stored images, bytes, as in `outputs`.

    `labels` `(batch,)`. Raises `ShapeError` or `DtypeError` for arrays that do not fit.
    """
    _check(network, parameters, inputs)
    network.expect_own(gradients)
    if labels.shape != inputs.shape[:1]:
        hint = "Pass one label for each example."
        expected = f"labels of shape ({len(inputs)},)"
        raise ShapeError(format_error("gradient", expected, str(labels.shape), hint))
    stored = inputs.dtype == np.uint8
    plan = plan_training(network, loss, inputs if stored else None, None, tuning)
    engine = Engine(plan, loss, parameters.vector.dtype)
    batch = (
        engine.prepare(Rows.all(inputs), labels) if stored else Batch(ArrayInputs(inputs), labels)
    )
    return engine.gradient(parameters, batch, gradients, rng)


def _check(network: Network, parameters: Parameters, inputs: Array) -> None:
    """Compiled code would read beyond the ends of arrays that do not fit."""
    if inputs.dtype != np.uint8:
        network.check_inputs(parameters, inputs)
        return
    network.expect_own(parameters)
    pixels = prod(network.input_shape)
    if inputs.ndim < 2 or prod(inputs.shape[1:]) != pixels:
        expected = f"stored images (count, ...) of {pixels} bytes each"
        hint = "Pass images of the network's input_shape; one image is images[:1]."
        raise ShapeError(format_error("Network", expected, f"shape {inputs.shape}", hint))
