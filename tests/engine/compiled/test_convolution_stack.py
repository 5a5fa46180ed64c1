"""One image runs through compiled convolutional layers as through those of a `Network`."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.engine.layer_codes import LINEAR, TANH
from glassnet.nn import Conv2D, LeakyReLU, MaxPool2D, Network, Tanh
from glassnet.nn.descent import outputs

pytest.importorskip("numba", reason="compiled functions need numba, which is not installed")

from glassnet.engine.compiled.convolution_stack import extract_features

COVERED = [extract_features]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_features_are_the_outputs_of_the_layers(size, draw, dtype, tolerance) -> None:
    pool = (MaxPool2D(size),) if size > 1 else ()
    first = Conv2D(5, (3, 2), padding=1, activation=LeakyReLU(0.1))
    network = Network((first, *pool, Conv2D(17, 2, activation=Tanh())), (8, 7, 2))
    # Kernel, filters, stride; zeros before, size with zeros; window and its stride; activation and slope.
    height, width, _ = network.shapes[1 + len(pool)]
    layers = [
        (3, 2, 5, 1, 1, 1, 10, 9, size, size, LINEAR, 0.1),
        (2, 2, 17, 1, 0, 0, height, width, 1, 1, TANH, 0),
    ]
    image, parameters = draw(8, 7, 2), network.initialize(np.random.default_rng(0)).astype(dtype)
    # After these layers' parameters come those of others.
    vector = np.concatenate([parameters.vector, draw(40)])

    features = extract_features(vector, np.array(layers, np.float64), image)

    expected = outputs(network, parameters, image[np.newaxis]).reshape(-1)
    np.testing.assert_allclose(features, expected, rtol=0, atol=tolerance)
    assert features.dtype == dtype
