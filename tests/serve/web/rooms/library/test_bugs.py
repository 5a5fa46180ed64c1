"""Each planted bug shows itself where it is, and the correct program shows nothing."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from glassnet.data.simulated import simulate

Call = Callable[..., Any]
ALL = [f"{layer}.{name}" for layer in (1, 2, 3) for name in ("weights", "bias")]
FIRST, FIRST_TWO = ALL[:2], ALL[:4]

# The arrays whose derivatives differ from differences, before training.
WRONG = {
    "wrong-sign": ALL,
    "unscaled-batch": ALL,
    "sum-over-wrong-axis": ["3.bias"],
    "bias-not-updated": ["1.bias"],
    "missing-transpose": FIRST,
    "derivative-at-wrong-place": FIRST,
    "missing-activation-derivative": FIRST_TWO,
    "updated-before-propagating": FIRST_TWO,
}
KEYS = [
    "wrong-sign", "missing-transpose", "sum-over-wrong-axis", "stale-weights", "unscaled-batch",
    "derivative-at-wrong-place", "shuffled-labels", "no-normalization", "test-leak", "bias-not-updated",
    "missing-activation-derivative", "zero-initialization", "rate-times-batch", "softmax-twice",
    "no-shuffling", "updated-before-propagating", "labels-off-by-one", "saturated-start",
]  # fmt: skip


@pytest.fixture(scope="module")
def symptoms(call: Call) -> dict[str, Any]:
    digits = simulate(np.random.default_rng(5), 500)
    images = b64encode(digits.images.tobytes()).decode()
    return call("symptoms", {"images": images, "labels": digits.labels.tolist()})


def test_there_is_an_exercise_for_each_bug_with_hints(call: Call) -> None:
    exercises = call("exercises")

    assert sorted(each["key"] for each in exercises) == sorted(KEYS)
    assert [each["number"] for each in exercises] == list(range(1, 19))
    assert all(each["hints"] == 3 for each in exercises)


@pytest.mark.parametrize("key", ["none", *KEYS])
def test_the_gradient_check_fails_in_the_arrays_that_the_bug_spoils(
    symptoms: dict[str, Any], key: str
) -> None:
    assert symptoms[key]["before"] == WRONG.get(key, [])


def test_stale_weights_are_found_only_after_training(symptoms: dict[str, Any]) -> None:
    assert symptoms["stale-weights"]["before"] == []
    assert symptoms["stale-weights"]["after"] == FIRST_TWO


@pytest.mark.parametrize(
    ("key", "ratio"), [("none", 1), ("wrong-sign", -1), ("unscaled-batch", 10)]
)
def test_the_check_says_by_which_factor_derivatives_are_wrong(
    symptoms: dict[str, Any], key: str, ratio: float
) -> None:
    assert symptoms[key]["ratios"] == pytest.approx([ratio] * 6, rel=1e-4)


def test_bugs_in_the_training_show_in_their_numbers(symptoms: dict[str, Any]) -> None:
    right = symptoms["none"]
    assert right["first"] == pytest.approx(np.log(10), abs=0.4)
    assert right["last"] < right["first"] / 2
    assert symptoms["wrong-sign"]["last"] > 10 * right["first"]
    assert symptoms["rate-times-batch"]["stepRatio"] == pytest.approx(25)
    assert right["stepRatio"] == pytest.approx(0.5)
    assert symptoms["zero-initialization"]["distinct"] == 1 < right["distinct"]
    assert symptoms["softmax-twice"]["lowest"] > 1.461
    assert symptoms["softmax-twice"]["highest"] < 0.232 < right["highest"]
    assert symptoms["saturated-start"]["saturated"] > 0.5 > right["saturated"]
    assert symptoms["saturated-start"]["first"] > 3 * right["first"]
    assert symptoms["no-normalization"]["saturated"] > 0.3


def test_bugs_in_the_data_show_in_accuracies(symptoms: dict[str, Any]) -> None:
    right = symptoms["none"]
    assert symptoms["shuffled-labels"]["fresh"] < 0.3 < right["fresh"]
    assert symptoms["labels-off-by-one"]["train"] > 0.5
    assert symptoms["labels-off-by-one"]["fresh"] < 0.1
    assert symptoms["no-shuffling"]["fresh"] < right["fresh"] / 2
    leak = symptoms["test-leak"]
    assert leak["test"] > leak["fresh"] + 0.05


def test_an_answer_needs_the_place_and_the_bug(call: Call) -> None:
    number = next(e["number"] for e in call("exercises") if e["key"] == "sum-over-wrong-axis")

    assert call("judge", number, "layer-3", "sum-over-wrong-axis")
    assert not call("judge", number, "layer-2", "sum-over-wrong-axis")
    assert not call("judge", number, "layer-3", "bias-not-updated")


@pytest.mark.parametrize(
    ("hints", "wrong", "shown", "points"),
    [(0, 0, False, 4), (1, 1, False, 2), (3, 5, False, 1), (0, 0, True, 0)],
)
def test_hints_and_wrong_answers_cost_points(
    call: Call, hints: int, wrong: int, shown: bool, points: int
) -> None:
    assert call("countPoints", {"hints": hints, "wrong": wrong, "isShown": shown}) == points
