"""The matrix products of a training step, alone: what a step cannot be faster than.

`python -m benchmarks.products dense-128` prints the seconds of all products of that workload, each of its
shape at its best, with as many threads as the library likes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, prod

import numpy as np

from benchmarks.timing import best_of
from benchmarks.workloads import EXAMPLES, TRAININGS
from glassnet.nn import Conv2D, Dense
from glassnet.recipes import Recipe

# Larger ones are timed on so many rows, and scaled.
ROWS = 60_000


@dataclass(frozen=True)
class Product:
    """`(rows, inner) @ (inner, columns)`, where one factor may be a transposed view."""

    rows: int
    inner: int
    columns: int
    transposed: str = ""

    def seconds(self) -> float:
        """The best of some runs, in float32."""
        rng = np.random.default_rng(0)
        left = rng.random(self._shape(self.rows, self.inner, "left"), np.float32)
        right = rng.random(self._shape(self.inner, self.columns, "right"), np.float32)
        left = left.T if self.transposed == "left" else left
        right = right.T if self.transposed == "right" else right
        out = np.empty((self.rows, self.columns), np.float32)
        multiplications = self.rows * self.inner * self.columns
        return best_of(lambda: np.matmul(left, right, out=out), max(5, int(2e9 / multiplications)))

    def _shape(self, rows: int, columns: int, side: str) -> tuple[int, int]:
        return (columns, rows) if self.transposed == side else (rows, columns)


def products_of_step(recipe: Recipe, batch: int) -> Iterator[Product]:
    """Forwards, by the weights, and (but for the first layer) by the inputs."""
    network = recipe.network
    first = next(i for i, name in enumerate(network.layer_names) if name)
    for index, (layer, shape) in enumerate(zip(network.layers, network.shapes, strict=False)):
        if isinstance(layer, Dense):
            rows, inner, columns = batch, shape[0], layer.unit_count
        elif isinstance(layer, Conv2D):
            rows = batch * prod(network.shapes[index + 1][:2])
            inner, columns = prod(layer.kernel) * shape[2], layer.filters
        else:
            continue
        yield Product(rows, inner, columns)
        yield Product(inner, rows, columns, "left")
        if index > first:
            yield Product(rows, columns, inner, "right")


def seconds_of(slug: str) -> float:
    """The products of a whole workload."""
    recipe = TRAININGS[slug]
    examples = EXAMPLES.get(slug, ROWS)
    batch = examples if recipe.batch_size == "full" else recipe.batch_size
    steps = ceil(examples / batch) * recipe.epochs
    return steps * sum(product.seconds() for product in products_of_step(recipe, batch))


if __name__ == "__main__":
    print(json.dumps(seconds_of(sys.argv[1])))
