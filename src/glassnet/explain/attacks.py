"""Adversarial images: each pixel changed a little, in the direction that raises the loss.

Sources: Goodfellow, Shlens and Szegedy 2015, "Explaining and harnessing adversarial examples"; Kurakin,
Goodfellow and Bengio 2017, "Adversarial examples in the physical world"; the step is that of Madry et al.
2018, "Towards deep learning models resistant to adversarial attacks".
"""

from __future__ import annotations

import numpy as np

from glassnet.data.batches import scale
from glassnet.explain.attention import loss_gradient
from glassnet.explain.blending import to_bytes
from glassnet.models import Model
from glassnet.nn import Array
from glassnet.nn.deviations import correct_loss

STEPS = 10
IMAGES_AT_ONCE = 250


def attack(model: Model, images: Array, labels: Array, strength: float, steps: int = 1) -> Array:
    """Images changed to raise the loss of their labels, no pixel by more than `strength` of full ink.

    With one step, the fast gradient sign method; x are shares of full ink, the result is rounded to bytes:

        x' = clip(x + strength sign(dL/dx), 0, 1)

    With n > 1 steps, n steps of the size 2.5 strength / n, each followed by a cut to x +- strength.
    `images` `(count, ...)` uint8, `labels` `(count,)`.
    """
    model.expect_images(images)
    if strength == 0:
        return images.copy()
    size = strength if steps == 1 else 2.5 * strength / steps
    parts = [
        _attack(model, images[rows], labels[rows], strength, size, steps)
        for start in range(0, len(images), IMAGES_AT_ONCE)
        for rows in [slice(start, start + IMAGES_AT_ONCE)]
    ]
    return np.concatenate(parts)


def _attack(
    model: Model, images: Array, labels: Array, strength: float, size: float, steps: int
) -> Array:
    network, loss = model.network, correct_loss(model.recipe.loss)
    dtype = model.parameters.vector.dtype
    clean = scale(images, dtype).reshape(len(images), *network.input_shape)
    low, high = np.maximum(clean - strength, 0), np.minimum(clean + strength, 1)
    x = clean
    for _ in range(steps):
        gradient = loss_gradient(network, loss, model.parameters, x, labels)
        x = np.clip(x + size * np.sign(gradient), low, high).astype(dtype)
    return to_bytes(255 * x.astype(np.float64)).reshape(images.shape)
