"""The image that a network takes most surely for a class, found by gradient descent on the pixels.

Source: Simonyan, Vedaldi and Zisserman 2014, "Deep inside convolutional networks", section 2, with the loss
in place of the class's output, which alone may rise while other outputs rise more.
"""

from __future__ import annotations

import numpy as np

from glassnet.explain.attention import loss_gradient
from glassnet.explain.distortions import blur_numbers
from glassnet.models import Model
from glassnet.nn import Array
from glassnet.nn.deviations import correct_loss

RATE = 0.05
DECAY = 0.05


def dream(
    model: Model, label: int, steps: int = 40, smoothness: float = 1.0, start: Array | None = None
) -> Array:
    """An image `input_shape` of numbers 0 to 1 with a small loss for a class.

    From `start`, by default blank paper, in each step, with g = dL/d(pixels) blurred by a Gaussian of
    `smoothness` pixels:

        x <- clip((1 - DECAY) x - RATE g / sqrt(mean of g^2), 0, 1)
    """
    network, parameters = model.network, model.parameters.astype(np.float64)
    loss, labels = correct_loss(model.recipe.loss), np.array([label])
    x = np.zeros((1, *network.input_shape)) if start is None else start[np.newaxis].astype(float)
    for _ in range(steps):
        gradient = loss_gradient(network, loss, parameters, x, labels)
        gradient = blur_numbers(gradient.reshape(1, *_as_image(model)), smoothness).reshape(x.shape)
        size = np.sqrt((gradient**2).mean())
        if size > 0:
            gradient /= size
        x = np.clip((1 - DECAY) * x - RATE * gradient, 0, 1)
    return x[0]


def _as_image(model: Model) -> tuple[int, ...]:
    """The shape in which the gradient is blurred: that of an image, where flat inputs are a square one."""
    first, *others = model.network.input_shape
    side = round(first**0.5)
    if others:
        return (first, *others)
    return (side, side) if side * side == first else (1, first)
