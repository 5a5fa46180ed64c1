"""Which pixels count: the gradient of an output, and the effect of covering a part of the image.

Sources: Simonyan, Vedaldi and Zisserman 2014, "Deep inside convolutional networks"; Zeiler and Fergus 2014,
"Visualizing and understanding convolutional networks".
"""

from __future__ import annotations

import numpy as np

from glassnet.data.batches import scale
from glassnet.errors import SettingError, format_error
from glassnet.models import Model
from glassnet.nn import Array, Loss, Network, Parameters


def loss_gradient(
    network: Network, loss: Loss, parameters: Parameters, inputs: Array, labels: Array
) -> Array:
    """dL/d(inputs) of each example's own loss, `(batch, *input_shape)`, without dropout."""
    forward = network.forward(parameters, inputs)
    _, d_outputs = loss(forward.outputs[-1], labels)
    # The loss is a mean over the batch.
    return forward.backward(len(inputs) * d_outputs, parameters.like())


def output_gradient(model: Model, image: Array, output: int) -> Array:
    """d(output)/d(inputs) for one image uint8, in float64, shaped as the image.

    The output is the network's own, before the loss makes it a probability.
    """
    model.expect_images(image[np.newaxis])
    parameters = model.parameters.astype(np.float64)
    inputs = scale(image[np.newaxis], np.float64).reshape(1, *model.network.input_shape)
    return differentiate_output(model.network, parameters, inputs, output).reshape(image.shape)


def differentiate_output(
    network: Network, parameters: Parameters, inputs: Array, output: int
) -> Array:
    """d(output)/d(inputs), `(batch, *input_shape)`."""
    forward = network.forward(parameters, inputs)
    one = np.zeros_like(forward.outputs[-1])
    one[:, output] = 1
    return forward.backward(one, parameters.like())


def occlude(model: Model, image: Array, label: int, size: int = 5) -> Array:
    """How much the probability of a class falls when a square of the image is blank, `(height, width)`.

    The value at a pixel is p(label | image) - p(label | image with the size x size square around the pixel
    at 0); negative where covering it helps. Raises `SettingError` unless `size` is odd.
    """
    if size < 1 or size % 2 == 0:
        raise SettingError(format_error("Occlusion", "an odd size above 0", str(size), "Choose 5."))
    height, width = image.shape[:2]
    covered = np.repeat(image[np.newaxis], height * width, axis=0)
    reach = size // 2
    for row in range(height):
        for column in range(width):
            rows = slice(max(row - reach, 0), row + reach + 1)
            columns = slice(max(column - reach, 0), column + reach + 1)
            covered[row * width + column, rows, columns] = 0
    before = model.score(image[np.newaxis]).probabilities[0, label]
    return (before - model.score(covered).probabilities[:, label]).reshape(height, width)
