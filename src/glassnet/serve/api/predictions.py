"""What a model says of an image, and the output of each of its layers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from glassnet.data.batches import scale
from glassnet.ink import Rendering
from glassnet.models import Reading
from glassnet.nn import Array
from glassnet.serve.api.registry import LoadedModel


def read(loaded: LoadedModel, rendering: Rendering) -> Reading:
    """The model's reading of one rendering: like `Model.read`, without preparing for a batch.

    Until the model's kernels are compiled, the reference implementation computes it.
    """
    if rendering.image is None or not loaded.is_compiled:
        return read_with_layers(loaded, rendering)[0]
    outputs = loaded.model.outputs_of_one(rendering.image)
    return loaded.model.readings_of([rendering], outputs)[0]


def read_batch(loaded: LoadedModel, renderings: Sequence[Rendering]) -> list[Reading]:
    """The model's readings of many renderings, computed in one batch."""
    return loaded.model.read(renderings)


def read_with_layers(loaded: LoadedModel, rendering: Rendering) -> tuple[Reading, Sequence[Array]]:
    """The reading, and the output of every layer as a batch of one; no layers where there is no ink."""
    model = loaded.model
    if rendering.image is None:
        return model.read([rendering])[0], ()
    layers = run_layers(loaded, rendering.image)
    return model.readings_of([rendering], layers[-1])[0], layers


def run_layers(loaded: LoadedModel, image: Array) -> Sequence[Array]:
    """The outputs of all layers for one image, by the reference implementation."""
    model = loaded.model
    inputs = scale(image[np.newaxis], model.parameters.vector.dtype)
    shaped = inputs.reshape(1, *model.network.input_shape)
    return model.network.forward(model.parameters, shaped).outputs
