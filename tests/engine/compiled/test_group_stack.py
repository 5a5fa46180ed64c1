"""Groups of images run through compiled dense layers as the images run through a `Network`."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.engine.layer_codes import LINEAR, SIGMOID, TANH
from glassnet.engine.sparse_format import VECTORS_IN_BLOCK
from glassnet.nn import Dense, LeakyReLU, Network, ReLU, Sigmoid, Tanh, UniformRange
from glassnet.nn.arrays import Array

pytest.importorskip("numba", reason="compiled functions need numba, which is not installed")

from glassnet.engine.compiled.group_stack import backward_groups, forward_groups
from glassnet.engine.compiled.groups import (
    lanes_for,
    make_groups,
    read_together,
    transpose_groups,
)

COVERED = [forward_groups, backward_groups]

# One image, part of a group, and several blocks of groups of which the last is not full.
COUNTS = pytest.mark.parametrize("count", [1, 9, 1100])
PIXELS = 31
BIAS = UniformRange()
STACKS = {
    "one layer": (
        (Dense(4, bias=BIAS),),
        [(PIXELS, 4, LINEAR, 1.0)],
    ),
    "few units": (
        (Dense(10, ReLU(), bias=BIAS), Dense(4, bias=BIAS)),
        [(PIXELS, 10, LINEAR, 0.0), (10, 4, LINEAR, 1.0)],
    ),
    "more units": (
        (Dense(16, Tanh(), bias=BIAS), Dense(15, Sigmoid()), Dense(3, LeakyReLU(0.1))),
        [(PIXELS, 16, TANH, 0.0), (16, 15, SIGMOID, 0.0), (15, 3, LINEAR, 0.1)],
    ),
}


def run(
    lists: tuple[Array, ...], layers: Array, vector: Array, d_outputs: Array
) -> tuple[Array, Array]:
    """Outputs `(classes, images)` and gradients of images whose sparse format is `lists`."""
    units, count = int(layers[0, 1]), d_outputs.shape[1]
    lanes, together = lanes_for(vector.dtype), read_together(units)
    entries, groups = lists[1][-1], -(-count // (lanes * together))
    starts, pixels = np.empty(groups + 1, np.int64), np.empty(entries, np.uint16)
    values = np.empty((entries, lanes * together), np.uint8)
    make_groups(*lists, starts, pixels, values)
    by_group = starts, pixels[: starts[-1]], values[: starts[-1]]

    blocks = -(-groups * together // VECTORS_IN_BLOCK)
    block_starts = np.empty((blocks, -(-PIXELS // together) + 1), np.int64)
    vectors = np.empty(starts[-1] * together, np.uint16)
    block_values = np.empty((starts[-1] * together, together, lanes), np.uint8)
    used = transpose_groups(*by_group, block_starts, vectors, block_values)
    by_block = block_starts, vectors[:used], block_values[:used]

    rows, dtype = int(layers[:, 1].sum()), vector.dtype
    outputs_of_layers = np.full((blocks, rows, VECTORS_IN_BLOCK * lanes), np.nan, dtype)
    outputs, gradients = np.full_like(d_outputs, np.nan), np.full_like(vector, np.nan)
    totals = np.full((block_starts.shape[1] - 1, units, together, lanes), np.nan, dtype)
    # Threads work on separate blocks.
    for block in range(blocks):
        forward_groups(vector, layers, *by_group, block, block + 1, outputs_of_layers, outputs)
    backward_groups(vector, layers, *by_block, outputs_of_layers, d_outputs, totals, gradients)
    return outputs, gradients


@COUNTS
@pytest.mark.parametrize(("layers", "table"), STACKS.values(), ids=STACKS)
def test_groups_have_the_outputs_and_the_gradient_of_their_images(
    layers, table, count, draw, draw_images, list_pixels, dtype
) -> None:
    network, images = Network(layers, (PIXELS,)), draw_images(count, PIXELS)
    parameters = network.initialize(np.random.default_rng(0)).astype(dtype)
    forward = network.forward(parameters, images / dtype(255))
    d_outputs, expected = draw(network.output_shape[0], count), parameters.like()
    forward.backward(d_outputs.T, expected)

    found = run(list_pixels(images), np.array(table), parameters.vector, d_outputs)

    close = 1e-4 if dtype is np.float32 else 1e-12
    tolerance = {"rtol": close, "atol": close * count**0.5}
    np.testing.assert_allclose(found[0], forward.outputs[-1].T, **tolerance)
    np.testing.assert_allclose(found[1], expected.vector, **tolerance)


@pytest.mark.parametrize(("layers", "table"), STACKS.values(), ids=STACKS)
def test_the_gradient_is_the_slope_of_the_outputs(
    layers, table, rng, draw_images, list_pixels
) -> None:
    network, lists = Network(layers, (PIXELS,)), list_pixels(draw_images(40, PIXELS))
    vector = network.initialize(np.random.default_rng(0)).astype(np.float64).vector
    direction = rng.normal(size=(network.output_shape[0], 40))
    _, gradients = run(lists, np.array(table), vector, direction)

    for index in rng.choice(vector.size, 20, replace=False):
        change = np.zeros_like(vector)
        change[index] = 1e-6
        up, down = (
            (run(lists, np.array(table), vector + sign * change, direction)[0] * direction).sum()
            for sign in (1, -1)
        )
        assert gradients[index] == pytest.approx((up - down) / 2e-6, rel=1e-4, abs=1e-6)
