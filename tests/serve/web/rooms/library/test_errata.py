"""Every erratum has a check in the page, which holds as it is right and fails as it is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from glassnet.training import wilson_interval

Call = Callable[..., Any]
IN_NODE = [
    "cost-over-classes", "one-maximum", "tanh-of-large-sums", "summed-bias-gradient",
    "softmax-without-maximum", "sign-of-the-error", "base-of-the-logarithm",
    "shape-of-first-gradient", "number-of-classes", "thousand-images", "divisor-of-all-images",
    "bias-inside-the-sum", "update-before-propagating", "sigmoid-derivative", "name-of-the-loss",
]  # fmt: skip
"""The others read digits or files of the page: a browser runs them."""


@pytest.fixture(scope="module")
def checks(call: Call) -> dict[str, Any]:
    return call("checks", IN_NODE)


def test_every_erratum_has_a_check(call: Call, errata: dict[str, Any]) -> None:
    assert len(errata["errata"]) >= 10
    assert call("hasCheck", [each["key"] for each in errata["errata"]]) == []


@pytest.mark.parametrize("key", IN_NODE)
def test_a_check_fails_only_as_written(checks: dict[str, Any], key: str) -> None:
    found = checks[key]

    assert found["right"]["holds"], found["right"]
    assert not found["written"]["holds"], found["written"]


def test_intervals_are_those_of_evaluate(call: Call) -> None:
    measured = [(84, 100), (840, 1000), (9705, 10_000), (10, 10)]
    found = call("findIntervals", [(correct / count, count) for correct, count in measured])

    for (correct, count), interval in zip(measured, found, strict=True):
        expected = wilson_interval(correct, count)
        assert interval == pytest.approx([expected.low, expected.high])


def test_a_thousand_images_leave_two_points(call: Call) -> None:
    assert 100 * call("findSamplingError", 0.84, 1000) == pytest.approx(2.27, abs=0.01)


def test_the_mean_of_seeds_has_students_interval(call: Call) -> None:
    found = call("describeMean", [1, 2, 3])

    assert found["mean"] == 2
    assert found["half"] == pytest.approx(4.303 / 3**0.5, rel=1e-3)
