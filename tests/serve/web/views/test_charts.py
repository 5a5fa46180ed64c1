"""The parts of line charts that compute: ticks, lines, and the description in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parent / "chart_parts.mjs"
Call = Callable[..., Any]
AXES = {"x": {"label": "updates"}, "y": {"label": "loss"}}


@pytest.fixture(scope="session")
def call(run_node: Callable[[Path, Any], Any]) -> Call:
    """Calls a part of the charts by name."""
    return lambda *given: run_node(SCRIPT, given)


def series(ys: list[Any], name: str = "training") -> dict[str, Any]:
    return {"name": name, "xs": list(range(len(ys))), "ys": ys}


@pytest.mark.parametrize(
    ("given", "ticks"),
    [
        ((0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]),
        ((0.13, 2.41, 4), [1, 2]),
        ((-3, 3, 3), [-2, 0, 2]),
        ((0, 60_000, 6), [0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000]),
        ((1e-7, 4e-7, 4), [1e-7, 2e-7, 3e-7, 4e-7]),
        ((0, 0.3, 3), [0, 0.1, 0.2, 0.3]),
    ],
)
def test_ticks_are_at_round_numbers(call: Call, given: tuple, ticks: list[float]) -> None:
    assert call("chooseTicks", *given) == pytest.approx(ticks, rel=1e-12, abs=1e-20)


def test_a_range_is_widened_to_its_next_ticks_and_no_further(call: Call) -> None:
    assert call("widenToTicks", 0.13, 2.41, 4) == [0, 3]
    assert call("widenToTicks", 0, 1, 5) == [0, 1]
    assert call("widenToTicks", -0.3, 0.3, 3) == pytest.approx([-0.4, 0.4])


def test_ticks_of_a_logarithmic_axis_are_powers_of_ten(call: Call) -> None:
    assert call("chooseLogTicks", 1e-5, 1, 5) == pytest.approx([1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1])
    assert call("chooseLogTicks", 0.15, 6, 9) == pytest.approx([0.2, 0.5, 1, 2, 5])
    assert len(call("chooseLogTicks", 1e-30, 1e30, 6)) <= 7


@pytest.mark.parametrize(
    ("value", "tick", "text"),
    [
        (0, "0", "0"), (0.25, "0.25", "0.25"), (1234.5678, "1,234.5678", "1,235"),
        (-3, "−3", "−3"), (20_000, "20k", "20,000"), (1.5e-7, "1.5e−7", "1.500e−7"),
        (2e12, "2e12", "2.000e12"), ("NaN", None, "not a number"), ("Infinity", None, "infinite"),
    ],
)  # fmt: skip
def test_numbers_are_short_on_an_axis_and_have_four_digits_elsewhere(
    call: Call, value: object, tick: str | None, text: str
) -> None:
    assert call("formatValue", value) == text
    if tick is not None:
        assert call("formatTick", value) == tick


@pytest.mark.parametrize(
    "ys", [[], [2], [0, 0, 0], ["NaN"], [1, "Infinity"], [5e-324, 1e-323], [-1e300, 1e300], [7, 7.0000001]]
)  # fmt: skip
@pytest.mark.parametrize("scale", ["linear", "log"])
def test_axes_have_ticks_whatever_the_values_are(call: Call, ys: list, scale: str) -> None:
    axes = {**AXES, "y": {"label": "loss", "scale": scale}}

    texts = call("texts", [series(ys)], axes)

    assert 2 <= len(texts["y"]) <= 12 or scale == "log"
    assert 2 <= len(texts["x"]) <= 12
    assert not any("NaN" in text or "number" in text for text in texts["x"] + texts["y"])


def test_an_axis_keeps_the_limits_that_it_was_given(call: Call) -> None:
    axes = {
        "x": {"label": "epoch", "min": 0, "max": 10},
        "y": {"label": "share", "min": 0, "max": 1},
    }

    texts = call("texts", [series([0.4, 0.5])], axes)

    assert (texts["x"][0], texts["x"][-1]) == ("0", "10")
    assert (texts["y"][0], texts["y"][-1]) == ("0", "1")


def test_lines_break_where_there_is_no_number(call: Call) -> None:
    lines = call("trace", series([0, 1, "NaN", 0.5, "Infinity", 1, 0]), 1000)

    assert lines == [[0, 100, 100, 0], [300, 50], [500, 0, 600, 100]]


def test_a_peak_among_more_values_than_pixels_is_kept(call: Call) -> None:
    ys = [0.5] * 10_000
    ys[5_000] = 1
    dense = {"name": "dense", "xs": [i / 1000 for i in range(10_000)], "ys": ys}

    [line] = call("trace", dense, 300)

    assert len(line) <= 4 * 2 * 301
    assert min(line[1::2]) == 0
    assert line[0::2] == sorted(line[0::2])


def test_the_pointer_snaps_to_the_nearest_value_of_any_series(call: Call) -> None:
    all_series = [
        {"name": "a", "xs": [0, 10, 20], "ys": [1, 1, 1]},
        {"name": "b", "xs": [12], "ys": [1]},
    ]

    assert [call("snapToValues", all_series, x) for x in (-5, 10.9, 11.5, 17, 99)] == [
        0,
        10,
        12,
        20,
        20,
    ]
    assert call("snapToValues", [series([])], 3) is None


def test_a_chart_is_described_in_words(call: Call) -> None:
    assert call("describe", [series([2.5, 0.1, 0.25]), series([], "test")]) == (
        "Line chart of Loss over updates, 0 to 2. "
        "training: from 2.5 to 0.25, lowest 0.1, highest 2.5. test: no values yet."
    )
    assert call("describe", []) == "Line chart of Loss over updates. No values yet."


def test_a_loss_that_diverged_is_said_to_have_done_so(call: Call) -> None:
    text = call("describe", [series([2, 9, "NaN", 3, "Infinity", "NaN"])])

    assert text.endswith("from 2 to not a number, lowest 2, highest 9. No finite number from 4 on.")
