"""The page renders pen strokes as Python does.

All 5,000 simulated drawings and all validation drawings: pytest -m full -s tests/serve/web/ink
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from glassnet.data.formats.stroke_file import read_drawings
from glassnet.data.simulated import simulate_non_digit_strokes, simulate_strokes
from glassnet.engine.kernel import compiler_available, using
from glassnet.ink import InkError, from_strokes
from glassnet.serve.api.raw_strokes import render_raw

SCRIPT = Path(__file__).parent / "render_strokes.mjs"
SEVEN = [[[10, 10], [60, 12], [30, 90]], [[20, 50], [55, 48]]]
MAX_MILLISECONDS = 8
Drawing = list[list[list[float]]]
Render = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="session")
def render(run_node: Callable[[Path, Any], Any]) -> Render:
    """Renders drawings in Node."""

    def render(drawings: Sequence[Any], **options: Any) -> list[dict[str, Any]]:
        return run_node(SCRIPT, {"drawings": drawings, "stages": False, **options})["renderings"]

    return render


def simulated_drawings(count: int, seed: int) -> list[Drawing]:
    rng = np.random.default_rng(seed)
    digits = [simulate_strokes(rng, index % 10) for index in range(count * 9 // 10)]
    others = [simulate_non_digit_strokes(rng) for _ in range(count - len(digits))]
    return [[stroke.tolist() for stroke in strokes] for strokes in digits + others]


def validation_drawings(every: int) -> list[Drawing]:
    path = Path(os.environ.get("GLASSNET_DATA", ""), "drawn", "unipen_validation.jsonl.gz")
    if not path.is_file():
        pytest.skip("GLASSNET_DATA does not point at a folder with drawn/ in it")
    drawings = list(read_drawings(path))[::every]
    return [[stroke.tolist() for stroke in drawing.strokes] for drawing in drawings]


def decode(pixels: str, shape: Sequence[int] = (28, 28)) -> NDArray[np.int64]:
    return np.array(list(bytes.fromhex(pixels))).reshape(shape)


def largest_difference(drawings: Sequence[Any], rendered: list[dict[str, Any]]) -> int:
    """The largest difference of gray levels from Python's images; asserts equal decisions."""
    largest = different = 0
    for drawing, page in zip(drawings, rendered, strict=True):
        expected = from_strokes(drawing, stages=False)
        assert page["empty"] == (expected.image is None)
        assert page["reason"] == expected.reason
        if expected.image is not None:
            difference = int(np.abs(decode(page["pixels"]) - expected.image).max())
            largest, different = max(largest, difference), different + (difference > 0)
    print(f"largest difference {largest} of 255, {different} of {len(drawings):,} differ")  # noqa: T201 - shown by -s
    return largest


def test_simulated_drawings_come_out_as_in_python(render: Render) -> None:
    drawings = simulated_drawings(200, seed=1)

    assert largest_difference(drawings, render(drawings)) <= 1


def test_drawings_of_people_come_out_as_in_python(render: Render) -> None:
    drawings = validation_drawings(every=50)

    assert largest_difference(drawings, render(drawings)) <= 1


def test_one_drawing_takes_well_below_the_time_of_a_frame(
    run_node: Callable[[Path, Any], Any],
) -> None:
    for stages in (False, True):
        drawings = validation_drawings(every=20)
        reply = run_node(SCRIPT, {"drawings": drawings, "stages": stages, "timed": True})
        print(f"{reply['milliseconds']:.3f} ms a drawing, {stages=}")  # noqa: T201 - shown by -s
        assert reply["milliseconds"] < MAX_MILLISECONDS


def test_the_reference_implementation_is_met_exactly(render: Render) -> None:
    drawings = simulated_drawings(50, seed=2)
    with using("reference"):
        assert largest_difference(drawings, render(drawings)) == 0


@pytest.mark.full
def test_five_thousand_simulated_drawings_come_out_as_in_python(render: Render) -> None:
    drawings = simulated_drawings(5_000, seed=3)

    assert largest_difference(drawings, render(drawings)) <= 1


@pytest.mark.full
def test_all_validation_drawings_come_out_as_in_python(render: Render) -> None:
    drawings = validation_drawings(every=1)

    assert largest_difference(drawings, render(drawings)) <= 1


@pytest.mark.full
@pytest.mark.skipif(not compiler_available(), reason="numba is not installed")
def test_the_reference_implementation_is_met_exactly_by_thousands(render: Render) -> None:
    drawings = simulated_drawings(2_000, seed=4)
    with using("reference"):
        assert largest_difference(drawings, render(drawings)) == 0


@pytest.mark.parametrize(
    "drawing",
    [
        [], [[]], [[], []],
        [[[5, 5]]], [[[5, 5]] * 9], [[[5, 5]], [[5, 5]]], [[[0, 0]]], [[[1e300, 0], [1e300, 1e-300]]],
    ],
)  # fmt: skip
def test_what_holds_no_ink_is_refused_with_the_same_sentence(
    render: Render, drawing: Drawing
) -> None:
    [page] = render([drawing])

    expected = from_strokes(drawing)
    assert page == {
        "pixels": None, "empty": True, "reason": expected.reason, "stages": [], "place": None,
    }  # fmt: skip
    assert page["reason"]


@pytest.mark.parametrize("extent", [5e-324, 3e-310, 1e-200, 1e200, 1.7e308])
def test_huge_and_tiny_coordinates_are_only_a_matter_of_scale(
    render: Render, extent: float
) -> None:
    drawings: list[Drawing] = [[[[-extent, -extent], [extent, extent], [0, extent]], [[0, 0]]]]

    assert largest_difference(drawings, render(drawings)) == 0


def test_dots_beside_strokes_and_repeated_points_come_out_as_in_python(render: Render) -> None:
    drawings = [
        [*SEVEN, [[90, 90]]],
        [[[0, 0]], [[1, 1]]],
        [[each for p in SEVEN[0] for each in (p, p)]],
    ]

    assert largest_difference(drawings, render(drawings)) <= 1


def test_the_stages_are_those_of_python(render: Render) -> None:
    drawings = [SEVEN, [[[-40, -10], [-10, -80]]], *validation_drawings(every=1000)]

    for drawing, page in zip(drawings, render(drawings, stages=True), strict=True):
        assert [each["name"] for each in page["stages"]] == [
            "as drawn", "boxed", "rasterized", "centered",
        ]  # fmt: skip
        for stage, expected in zip(page["stages"], from_strokes(drawing).stages, strict=True):
            assert np.abs(decode(stage["pixels"], stage["shape"]) - expected.image).max() <= 1
        assert page["stages"][-1]["pixels"] == page["pixels"]


@pytest.mark.parametrize(
    "stroke", [[[0, 0], [1, "NaN"]], [["Infinity", 0], [1, 1]], [[0, 0], [1, 1, 1]], [0, 1, 2], "ink", None]
)  # fmt: skip
def test_what_is_not_a_stroke_is_refused_with_its_number_and_what_to_do(
    render: Render, stroke: object
) -> None:
    [page] = render([[[[0, 0], [1, 1]], stroke]])

    assert page["kind"] == "InkError"
    assert "stroke 2, expects points" in page["error"]
    assert "Give every stroke" in page["error"]


def test_ink_as_it_lies_on_the_sheet_comes_out_as_in_python(render: Render) -> None:
    side, pen = 280, 18
    drawings = [
        [],
        SEVEN,
        [[[150, 130]]],
        [[[400, 300], [500, 300]]],
        *simulated_drawings(20, seed=5),
    ]

    for drawing, page in zip(
        drawings, render(drawings, sheet={"side": side, "pen": pen}, stages=True), strict=True
    ):
        expected = render_raw(drawing, side, pen)
        assert page["reason"] == expected.reason
        assert page["empty"] == (expected.image is None)
        assert len(page["stages"]) == len(expected.stages)
        for stage, shown in zip(page["stages"], expected.stages, strict=True):
            assert stage["name"] == shown.name
            assert np.abs(decode(stage["pixels"], stage["shape"]) - shown.image).max() <= 1


def test_too_many_points_are_refused_with_the_sentence_of_python(render: Render) -> None:
    drawing = [[[0, 0]] * 100_001, [[1, 1]] * 100_000]
    with pytest.raises(InkError) as refusal:
        from_strokes(drawing)

    [page] = render([drawing])

    assert page["error"] == str(refusal.value).replace("from_strokes", "renderStrokes")
