"""Ten lessons; what their questions expect is what Python computes for the same drawing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from glassnet.explain import trace
from glassnet.explain.trace import Trace
from glassnet.ink import from_strokes
from glassnet.models import load_model
from glassnet.serve.api.descriptions import describe_model
from glassnet.serve.api.registry import LoadedModel

Call = Callable[..., Any]
SEVEN = [[[60, 60], [200, 60], [120, 230]]]
NEURON = {"kind": "neuron", "column": 1, "index": 2}
WEIGHT = {"kind": "weight", "column": 3, "from": 7, "to": 3}
ROOMS = {"read", "learn", "backprop", "lab", "library"}


def describe(name: str) -> dict[str, Any]:
    plain = describe_model(LoadedModel(name, load_model(name)), default=False, parameters=True)
    return {**plain, "metrics": []}


@pytest.fixture(scope="module")
def course(call: Call) -> list[dict[str, Any]]:
    return call("course")


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    pixels = from_strokes(SEVEN).image
    assert pixels is not None
    return pixels


@pytest.fixture(scope="module")
def passes(image: np.ndarray) -> Trace:
    """Python's pass of a seven that is labeled 9."""
    return trace(load_model("tiny"), image, "9")


@pytest.fixture(scope="module")
def answers(call: Call, image: np.ndarray, passes: Trace) -> dict[str, list[dict[str, Any]]]:
    negative = int(np.argmin(passes.layers[0].sums))
    nine = {"net": "tiny", "params": {"as": "9"}}
    cases = [
        {"id": "1.1", "net": "tiny"},
        {"id": "1.1", "net": "tiny", "selection": NEURON},
        {"id": "1.1", "net": "cnn", "selection": NEURON},
        {"id": "1.2", "net": "tiny", "selection": {**NEURON, "index": negative}},
        {"id": "1.3", "net": "tiny", "selection": NEURON},
        *({"id": each, "net": "tiny"} for each in ("2.1", "2.2", "2.3", "3.2", "3.3")),
        *({"id": each, **nine} for each in ("3.1", "4.1")),
        *({"id": each, **nine, "selection": WEIGHT} for each in ("4.2", "4.3")),
        *({"id": each, "net": "tiny"} for each in ("5.1", "5.2", "5.3", "7.1", "7.2")),
        {"id": "7.3", "net": "tiny", "firstLabel": "7"},
        {"id": "7.3", "net": "tiny", "firstLabel": "1"},
        *({"id": each, "net": "cnn"} for each in ("9.1", "9.2", "9.3")),
        {"id": "10.1", "net": "tiny"},
    ]
    descriptions = [describe("tiny"), describe("cnn")]
    return call("answers", descriptions, image.ravel().tolist(), cases)


def value(answers: dict[str, Any], step: str) -> Any:
    return answers[step][0]["value"]


def test_ten_lessons_go_through_all_rooms(course: list[dict[str, Any]]) -> None:
    steps = [step for lesson in course for step in lesson["steps"]]

    assert len(course) == 10
    assert {step["address"].split("?")[0].split("/")[1] for step in steps} == ROOMS
    assert all(lesson["minutes"] > 0 and lesson["aims"] for lesson in course)
    assert all(step[part] for step in steps for part in ("title", "text", "task", "address"))
    assert all(step["question"]["text"] and step["question"]["solution"] for step in steps)


def test_a_question_is_about_the_selection(answers: dict[str, Any], passes: Trace) -> None:
    nothing, selected, other = answers["1.1"]

    assert "Select a neuron" in nothing["problem"]
    assert selected["value"] == pytest.approx(passes.layers[0].sums[2], abs=1e-5)
    assert "tiny" in other["problem"]


def test_the_forward_pass_is_pythons(answers: dict[str, Any], passes: Trace) -> None:
    outputs = passes.probabilities

    assert value(answers, "1.2") == 0
    assert value(answers, "1.3") == "It rises"
    assert value(answers, "2.1") == 13_002
    assert value(answers, "2.2") == np.count_nonzero(passes.layers[1].outputs > 0)
    assert value(answers, "2.3") == "Yes"
    assert value(answers, "3.2") == str(np.argmin(outputs))
    assert value(answers, "7.1") == np.count_nonzero(passes.image)
    assert value(answers, "7.2") == str(np.argsort(outputs)[-2])


def test_the_backward_pass_is_pythons(answers: dict[str, Any], passes: Trace) -> None:
    derivative = passes.layers[-1].gradients["weights"][7, 3]

    assert value(answers, "3.1") == pytest.approx(passes.loss, rel=1e-5)
    assert value(answers, "3.3") == pytest.approx(np.log(10))
    assert value(answers, "4.1") == pytest.approx(passes.layers[-1].d_sums[9], abs=1e-6)
    assert value(answers, "4.3") == pytest.approx(derivative, rel=1e-4)
    assert value(answers, "4.2") == ("Down" if derivative > 0 else "Up")


def test_the_small_network_is_computed_by_hand(answers: dict[str, Any]) -> None:
    inputs, label = np.array([1, 0.5]), np.array([1, 0])
    hidden = np.maximum(inputs @ [[0.5, -1, 1], [1, 0.5, -1]] + [0, 0.25, 1], 0)
    weights = np.array([[1, -1], [0.5, 2], [-0.5, 1]])
    powers = np.exp(hidden @ weights + [0, 0.5])
    error = powers / powers.sum() - label

    assert value(answers, "5.1") == hidden[2]
    assert value(answers, "5.2") == pytest.approx((weights @ error)[0])
    assert value(answers, "5.3") == 0


def test_a_task_is_done_when_the_answer_has_changed(answers: dict[str, Any]) -> None:
    same, other = answers["7.3"]

    assert "still answers 7" in same["problem"]
    assert other["value"] is True


def test_convolution_and_measurement(answers: dict[str, Any]) -> None:
    kernel = load_model("cnn").parameters["1.weights"].shape

    assert value(answers, "9.1") == np.prod(kernel[:3])
    assert value(answers, "9.2") == 28 - kernel[0] + 1
    assert value(answers, "9.3") == "cnn"
    assert value(answers, "10.1") == pytest.approx(2.27, abs=0.01)


def test_numbers_are_read_as_people_write_them(call: Call) -> None:
    written = ["13,002", "13002", "2.303", "2,3", "−0,75", "-0.75", "1e-4", "80 %", "", "seven"]

    assert call("parseNumbers", written) == [
        13_002, 13_002, 2.303, 2.3, -0.75, -0.75, 1e-4, 80, None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "right"), [("2.30", True), ("2,3", True), ("2.2", False), ("x", False)]
)
def test_a_number_may_be_rounded(call: Call, given: str, right: bool) -> None:
    assert call("judge", {"value": 2.3026, "tolerance": 0.006}, given) is right
