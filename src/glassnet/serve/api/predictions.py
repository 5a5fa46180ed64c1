"""What a model says of an image, and the output of each of its layers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from glassnet.data.batches import scale
from glassnet.ink import Rendering
from glassnet.models import Reading
from glassnet.models.reading import make_readings
from glassnet.nn import Array
from glassnet.serve.api.registry import LoadedModel


def read(loaded: LoadedModel, rendering: Rendering) -> Reading:
    """The model's reading of one rendering: like `Model.read`, without preparing for a batch.

    Until the model's kernels are compiled, the reference implementation computes it.
    """
    if rendering.image is None or not loaded.is_compiled:
        return read_with_layers(loaded, rendering)[0]
    return _make_readings(loaded, [rendering], loaded.model.outputs(rendering.image[np.newaxis]))[0]


class ImageScorer:
    """Looks at one picture for a model, and reads it without running the network a second time.

    Until the model's kernels are compiled, the reference implementation computes it.
    """

    def __init__(self, loaded: LoadedModel) -> None:
        self._loaded = loaded
        self._image: Array | None = None
        self._outputs: Array | None = None

    def shares(self, images: Array) -> Array:
        """As `Model.class_shares`; the outputs of one image alone are kept."""
        model = self._loaded.model
        if self._loaded.is_compiled:
            outputs = model.outputs(images)
        else:
            outputs = np.concatenate([run_layers(self._loaded, each)[-1] for each in images])
        if len(images) == 1:
            self._image, self._outputs = images[0], outputs
        return model.share_outputs(outputs)

    def read(self, rendering: Rendering) -> Reading:
        """As `read` of this module."""
        seen, image = self._image, rendering.image
        same = seen is not None and image is not None and np.array_equal(seen, image)
        if not same or not self._loaded.is_compiled:
            return read(self._loaded, rendering)
        return _make_readings(self._loaded, [rendering], self._outputs)[0]


def read_batch(loaded: LoadedModel, renderings: Sequence[Rendering]) -> list[Reading]:
    """The model's readings of many renderings, computed in one batch."""
    images = [each.image for each in renderings if each.image is not None]
    outputs = loaded.model.outputs(np.stack(images)) if images else None
    return _make_readings(loaded, renderings, outputs)


def read_with_layers(loaded: LoadedModel, rendering: Rendering) -> tuple[Reading, Sequence[Array]]:
    """The reading, and the output of every layer as a batch of one; no layers where there is no ink."""
    if rendering.image is None:
        return _make_readings(loaded, [rendering], None)[0], ()
    layers = run_layers(loaded, rendering.image)
    return _make_readings(loaded, [rendering], layers[-1])[0], layers


def run_layers(loaded: LoadedModel, image: Array) -> Sequence[Array]:
    """The outputs of all layers for one image, by the reference implementation."""
    model = loaded.model
    inputs = scale(image[np.newaxis], model.parameters.vector.dtype)
    shaped = inputs.reshape(1, *model.network.input_shape)
    return model.network.forward(model.parameters, shaped).outputs


def _make_readings(
    loaded: LoadedModel, renderings: Sequence[Rendering], outputs: Array | None
) -> list[Reading]:
    """A reading for each rendering; `outputs` has a row for each that has an image."""
    model = loaded.model
    scores = None if outputs is None else model.score_outputs(outputs)
    return make_readings(renderings, model.class_names, scores)
