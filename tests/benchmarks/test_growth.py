"""Growth is the exponent of time against size; every size of data is streamed from a file of that size."""

from pathlib import Path

import numpy as np
import pytest
from benchmarks.growth.__main__ import Point, describe_growth, growth
from benchmarks.growth.files import DISTINCT, write_examples
from benchmarks.growth.series import SERIES, dataset_of


def points(power: float) -> list[Point]:
    return [Point(size, 1e-6 * size**power, size, 100.0) for size in (10, 100, 1000)]


@pytest.mark.parametrize(
    ("power", "words"), [(0, "0.00"), (1, "1.00, linear"), (1.1, "1.10, linear"), (2, "2.00")]
)
def test_growth_is_the_exponent_of_time(power: float, words: str) -> None:
    assert growth(points(power))[1:] == pytest.approx([power, power])
    assert describe_growth(growth(points(power))) == ["", words, words]


def test_a_large_set_repeats_simulated_digits_in_a_file(tmp_path: Path) -> None:
    write_examples(tmp_path, DISTINCT + 3)

    images, labels = np.load(tmp_path / "x_train.npy"), np.load(tmp_path / "y_train.npy")

    assert len(images) == len(labels) == DISTINCT + 3
    assert (images[DISTINCT:] == images[:3]).all()
    assert (labels[DISTINCT:] == labels[:3]).all()
    assert len(dataset_of("examples", DISTINCT + 3, tmp_path).split("train")) == DISTINCT + 3


@pytest.mark.parametrize(
    ("name", "size", "shapes"),
    [
        ("width", 32, [(784, 32), (32, 10)]),
        ("depth", 2, [(784, 128), (128, 128), (128, 10)]),
        ("batch", 16, [(784, 128), (128, 10)]),
    ],
)
def test_a_series_changes_one_size(name: str, size: int, shapes: list[tuple[int, int]]) -> None:
    recipe = SERIES[name].recipe_of(size)

    parameters = recipe.initial_parameters()
    assert [each.shape for each in parameters.values() if each.ndim == 2] == shapes
    assert recipe.batch_size == (size if name == "batch" else 128)
