"""Changed images are what the formulas say, and accuracy falls with the strength of the change."""

import math

import numpy as np
import pytest

from glassnet.data import LabeledImages
from glassnet.errors import SettingError
from glassnet.explain import (
    CHANGES,
    add_noise,
    attack,
    blur,
    measure_robustness,
    rotate,
    shift,
    shrink,
)
from glassnet.models import Model, load_model


def image(**pixels: int) -> np.ndarray:
    """Blank 5x5 images, four of them, with pixels such as r1c2=200."""
    images = np.zeros((4, 5, 5), np.uint8)
    for place, gray in pixels.items():
        row, column = place[1:].split("c")
        images[:, int(row), int(column)] = gray
    return images


def numerical_signs(model: Model, pixels: np.ndarray, label: int) -> np.ndarray:
    """Signs of the loss's differences by each pixel, with three dense layers written out."""
    p = {name: values.astype(np.float64) for name, values in model.parameters.items()}

    def loss(x: np.ndarray) -> np.ndarray:
        first = np.maximum(x @ p["1.weights"] + p["1.bias"], 0)
        second = np.maximum(first @ p["2.weights"] + p["2.bias"], 0)
        z = second @ p["3.weights"] + p["3.bias"]
        return np.log(np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1)) - (
            z[:, label] - z.max(axis=1)
        )

    nudges = 1e-5 * np.eye(len(pixels))
    return np.sign(loss(pixels + nudges) - loss(pixels - nudges))


def test_fgsm_moves_every_pixel_along_the_sign_of_its_derivative(
    tiny: Model, digits: LabeledImages
) -> None:
    one = digits.take(slice(0, 1))
    clean = one.images[0].ravel() / 255
    signs = numerical_signs(tiny, clean, int(one.labels[0]))

    found = attack(tiny, one.images, one.labels, 0.1)[0].ravel()

    expected = np.rint(255 * np.clip(clean + 0.1 * signs, 0, 1))
    # The sign of a derivative near 0 is uncertain in float32.
    assert (np.abs(found - expected) <= 1).mean() > 0.99


def test_the_iterated_attack_stays_within_its_strength_and_does_more_harm(
    tiny: Model, digits: LabeledImages
) -> None:
    few = digits.take(slice(0, 100))
    once = attack(tiny, few.images, few.labels, 0.05)
    often = attack(tiny, few.images, few.labels, 0.05, steps=10)

    assert np.abs(often.astype(int) - few.images).max() <= math.ceil(0.05 * 255)
    right = [(tiny.score(x).probabilities.argmax(1) == few.labels).sum() for x in (once, often)]
    assert right[1] < right[0]


def test_strength_zero_changes_nothing(digits: LabeledImages, tiny: Model) -> None:
    for change in CHANGES.values():
        changed = change.apply(tiny, digits, 0.0, np.random.default_rng(0))
        assert np.array_equal(changed, digits.images), change.name


def test_noise_has_the_given_deviation() -> None:
    gray = np.full((20, 50, 50), 128, np.uint8)

    noisy = add_noise(gray, 0.1, np.random.default_rng(1)).astype(float)

    assert noisy.std() == pytest.approx(25.5, rel=0.02)
    assert noisy.mean() == pytest.approx(128, abs=0.5)


def test_blur_spreads_ink_as_a_gaussian() -> None:
    images = np.zeros((1, 21, 21), np.uint8)
    images[0, 10, 10] = 255
    blurred = blur(images, 1.0)[0].astype(float)

    assert blurred[10, 10] == pytest.approx(255 / (2 * np.pi), abs=1)
    assert blurred[10, 11] / blurred[10, 10] == pytest.approx(np.exp(-0.5), abs=0.02)
    assert blurred.sum() == pytest.approx(255, rel=0.05)


def test_shift_goes_right_left_down_and_up_in_turn() -> None:
    shifted = shift(image(r2c2=9), 1.0)

    assert [tuple(map(int, np.argwhere(each)[0])) for each in shifted] == [
        (2, 3), (2, 1), (3, 2), (1, 2),
    ]  # fmt: skip
    assert not shift(image(r2c2=9), 100).any()


def test_rotation_by_a_right_angle_moves_pixels_exactly() -> None:
    rotated = rotate(image(r0c2=200, r1c3=100), 90)

    assert rotated[0, 2, 4] == 200
    assert rotated[0, 3, 3] == 100
    assert rotated[1, 2, 0] == 200
    assert rotated[0].sum() == 300


def test_shrinking_by_half_keeps_the_middle() -> None:
    small = shrink(np.full((1, 9, 9), 200, np.uint8), 0.5)[0]

    assert small[4, 4] == 200
    assert (small[2:7, 2:7] == 200).all()
    assert not small[0].any()


def test_accuracy_falls_with_the_strength(tiny: Model, digits: LabeledImages) -> None:
    few = digits.take(slice(0, 120))
    for change in CHANGES:
        points = measure_robustness(tiny, few, change)
        assert points[0].correct - points[-1].correct > 15, change
        assert [each.setting for each in points] == list(CHANGES[change].strengths)


def test_convolutions_are_attacked_too(digits: LabeledImages) -> None:
    few = digits.take(slice(0, 30))
    points = measure_robustness(load_model("cnn"), few, "fgsm", (0.0, 0.3))

    assert points[1].correct < points[0].correct - 5


def test_an_unknown_change_is_refused(tiny: Model, digits: LabeledImages) -> None:
    with pytest.raises(SettingError, match="Did you mean 'rotation'"):
        measure_robustness(tiny, digits, "rotatoin")
