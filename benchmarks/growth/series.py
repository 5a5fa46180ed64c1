"""What grows: each series changes one size of the same training and keeps the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.workloads import TRAININGS
from glassnet.data import Dataset, load
from glassnet.data.streaming import open_streamed
from glassnet.nn import Dense, He, ReLU
from glassnet.recipes import Recipe

BASE = TRAININGS["dense-128"].with_changes(epochs=1)
EXAMPLES = 25_600
HIDDEN_UNITS = 128


@dataclass(frozen=True)
class GrowthSeries:
    """A size that grows, its values, and the training of each."""

    title: str
    sizes: tuple[int, ...]
    recipe_of: Callable[[int], Recipe]


def _with_hidden(units: int, layers: int) -> Recipe:
    hidden = tuple(Dense(units, ReLU(), He()) for _ in range(layers))
    return BASE.with_changes(layers=(*hidden, Dense(10)))


SERIES = {
    "examples": GrowthSeries(
        "examples of a training set that is streamed from a file",
        (1_000, 10_000, 100_000, 1_000_000, 10_000_000),
        lambda size: BASE.with_changes(order="blocks"),
    ),
    "width": GrowthSeries(
        "units of the hidden layer",
        (16, 32, 64, 128, 256, 512, 1024, 2048, 4096),
        lambda size: _with_hidden(size, 1),
    ),
    "depth": GrowthSeries(
        f"hidden layers of {HIDDEN_UNITS} units",
        (1, 2, 4, 8, 16, 32, 64),
        lambda size: _with_hidden(HIDDEN_UNITS, size),
    ),
    "batch": GrowthSeries(
        "examples of a batch",
        (1, 4, 16, 64, 256, 1024, 4096, 16384),
        lambda size: BASE.with_changes(batch_size=size),
    ),
}


def dataset_of(name: str, size: int, folder: Path) -> Dataset:
    """The data of a point: a streamed file of `size` examples, or 25,600 images of MNIST."""
    if name == "examples":
        return open_streamed(str(folder))
    mnist = load("mnist")
    return Dataset(mnist.name, mnist.split("train").take(slice(EXAMPLES)))
