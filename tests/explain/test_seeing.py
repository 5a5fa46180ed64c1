"""Gradients, occlusion, dreams and the plane through drawings follow their formulas."""

import numpy as np
import pytest

from glassnet.data import LabeledImages
from glassnet.errors import SettingError
from glassnet.explain import (
    dream,
    map_decisions,
    morph,
    occlude,
    output_gradient,
    span_plane,
)
from glassnet.models import Model, load_model
from glassnet.nn import outputs


@pytest.mark.parametrize("name", ["tiny", "cnn"])
def test_the_gradient_of_an_output_equals_differences(name: str, digits: LabeledImages) -> None:
    model, image = load_model(name), digits.images[0]
    parameters = model.parameters.astype(np.float64)
    found = output_gradient(model, image, 3)
    inputs = (image / 255).reshape(1, *model.network.input_shape)

    for row, column in ((14, 14), (10, 18)):
        index = row * 28 + column
        above, below = inputs.copy().reshape(1, -1), inputs.copy().reshape(1, -1)
        above[0, index] += 1e-6
        below[0, index] -= 1e-6
        values = [
            outputs(model.network, parameters, each.reshape(inputs.shape))[0, 3]
            for each in (above, below)
        ]
        assert found[row, column] == pytest.approx((values[0] - values[1]) / 2e-6, abs=1e-5)


def test_occlusion_is_the_fall_of_the_probability(tiny: Model, digits: LabeledImages) -> None:
    image, label = digits.images[1], int(digits.labels[1])
    found = occlude(tiny, image, label, size=5)
    covered = image.copy()
    covered[8:13, 12:17] = 0

    before, after = tiny.score(np.stack([image, covered])).probabilities[:, label]
    assert found[10, 14] == pytest.approx(before - after, abs=1e-5)
    assert found[0, 0] == pytest.approx(0, abs=1e-5)
    assert found.max() > 0.05


def test_a_square_of_even_size_has_no_middle(tiny: Model, digits: LabeledImages) -> None:
    with pytest.raises(SettingError, match="odd size"):
        occlude(tiny, digits.images[0], 1, size=4)


@pytest.mark.parametrize(("name", "steps"), [("tiny", 40), ("cnn", 20)])
def test_a_dream_is_classified_as_what_it_is_a_dream_of(name: str, steps: int) -> None:
    model = load_model(name)
    for label in (3, 7):
        image = dream(model, label, steps=steps)
        assert image.min() >= 0
        assert image.max() <= 1
        found = np.rint(255 * image).astype(np.uint8).reshape(1, 28, 28)
        assert model.score(found).probabilities.argmax() == label


def test_one_step_of_a_dream_by_hand(tiny: Model) -> None:
    blank = np.zeros((28, 28), np.uint8)
    outputs = tiny.outputs(blank[np.newaxis])[0].astype(float)
    probabilities = np.exp(outputs) / np.exp(outputs).sum()
    d_outputs = probabilities - (np.arange(10) == 5)
    gradient = sum(
        (d_outputs[k] * output_gradient(tiny, blank, k).ravel() for k in range(10)), np.zeros(784)
    )

    expected = np.clip(-0.05 * gradient / np.sqrt((gradient**2).mean()), 0, 1)
    assert np.allclose(dream(tiny, 5, steps=1, smoothness=0), expected, atol=1e-6)


def test_morphing_goes_straight_from_one_image_to_the_other(digits: LabeledImages) -> None:
    images = morph(digits.images[0], digits.images[1], 10)

    assert len(images) == 11
    assert np.array_equal(images[0], digits.images[0])
    assert np.array_equal(images[10], digits.images[1])
    half = (digits.images[0].astype(float) + digits.images[1]) / 2
    assert np.abs(images[5] - half).max() <= 0.5


def test_the_corners_of_the_plane_are_the_three_images(tiny: Model, digits: LabeledImages) -> None:
    first, second, third = digits.images[:3]
    plane = span_plane(first, second, third, side=3, margin=0)
    scores = map_decisions(tiny, first, second, third, side=3, margin=0)

    assert np.array_equal(plane[0], first)
    assert np.array_equal(plane[2], second)
    assert np.array_equal(plane[6], third)
    assert np.allclose(scores.probabilities, tiny.score(plane).probabilities, atol=1e-6)
