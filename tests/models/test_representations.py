"""What a notebook shows of an object is one short line."""

from typing import Any

import numpy as np
import pytest

from glassnet.data.labeled_images import Dataset
from glassnet.ink import from_strokes
from glassnet.models import Ensemble, Model


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda model, data: model, "<Model small: 12,730 parameters, 10 classes, trained on sm"),
        (lambda model, data: Ensemble((model, model)), "<Ensemble of small + small>"),
        (lambda model, data: model.score(data.images), "<Scores of 100 images, 10 classes>"),
        (lambda model, data: model.read_pixels(np.zeros((28, 28))), "<Reading: no ink>"),
        (lambda model, data: from_strokes([]), "<Rendering: There is no ink"),
        (lambda model, data: from_strokes([[(0, 0), (1, 2)]]), "<Rendering 28x28, "),
        (lambda model, data: from_strokes([[(0, 0), (1, 2)]]).stages[0], "<Stage '"),
        (lambda model, data: model.evaluate(data), "<Evaluation on small test (100): "),
        (lambda model, data: model.read_pixels(data.images[0]), "<Reading '"),
    ],
)  # fmt: skip
def test_a_representation_is_short(
    small_model: Model, small_dataset: Dataset, make: Any, expected: str
) -> None:
    shown = repr(make(small_model, small_dataset.split("test")))

    assert shown.startswith(expected)
    assert len(shown) < 120
    assert "\n" not in shown
