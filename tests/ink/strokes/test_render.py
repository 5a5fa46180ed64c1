import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.engine.kernel import Implementation, compiler_available, using
from glassnet.ink import from_strokes
from glassnet.ink.rendering import GrayImage
from glassnet.ink.strokes.geometry import MAX_POINTS

GOLDEN = json.loads((Path(__file__).parent / "golden_strokes.json").read_text())
SEVEN = [[[10, 10], [60, 12], [30, 90]], [[20, 50], [55, 48]]]


def rendered(strokes: Any) -> GrayImage:
    image = from_strokes(strokes).image
    assert image is not None
    return image


def box(image: GrayImage) -> tuple[int, int]:
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    return int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1


@pytest.mark.parametrize("form", ["reference", "compiled"])
@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["name"])
def test_drawings_come_out_as_recorded(case: dict, form: Implementation) -> None:
    if form == "compiled" and not compiler_available():
        pytest.skip("numba is not installed")
    with using(form):
        image = rendered(case["strokes"])

    recorded = np.array([list(bytes.fromhex(row)) for row in case["rows"]])
    assert np.abs(image - recorded).max() <= 1


@given(
    scale=st.floats(1e-12, 1e12),
    offset=st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)),
)
def test_size_and_place_of_the_drawing_make_no_difference(
    scale: float, offset: tuple[float, float]
) -> None:
    moved = [(np.array(stroke) + offset) * scale for stroke in SEVEN]

    assert np.abs(rendered(moved).astype(int) - rendered(SEVEN)).max() <= 1


def test_the_ink_fits_a_box_of_twenty_and_no_more() -> None:
    assert max(box(rendered(SEVEN))) == 20
    assert max(box(rendered([[[0, 0], [1, 1]]]))) == 20
    assert box(rendered([[[0, 0], [0, 5]]]))[0] == 20


@pytest.mark.parametrize("strokes", [[], [[]], [[], []], np.empty((0, 0, 2))])
def test_nothing_drawn_is_no_ink(strokes: list) -> None:
    assert not from_strokes(strokes)
    assert "nothing was drawn" in from_strokes(strokes).reason


@pytest.mark.parametrize("strokes", [[[[5, 5]]], [[[5, 5]] * 9], [[[5, 5]], [[5, 5]]]])
def test_a_lone_dot_is_no_digit(strokes: list) -> None:
    assert from_strokes(strokes).image is None
    assert "dot" in from_strokes(strokes).reason


def test_dots_beside_a_stroke_are_drawn() -> None:
    with_dot = rendered([*SEVEN, [[90, 90]]])

    assert with_dot[:, 20:].any()
    assert rendered([[[0, 0]], [[1, 1]]]).any()


def test_repeated_points_make_no_difference() -> None:
    repeated = [np.repeat(stroke, 3, axis=0) for stroke in SEVEN]

    assert (rendered(repeated) == rendered(SEVEN)).all()


@pytest.mark.parametrize("extent", [5e-324, 1e-200, 1e200, 1.7e308])
def test_huge_and_tiny_coordinates_are_only_a_matter_of_scale(extent: float) -> None:
    image = rendered([[[-extent, -extent], [extent, extent]]])

    assert max(box(image)) == 20


def test_many_strokes_are_drawn() -> None:
    rng = np.random.default_rng(0)

    assert rendered(list(rng.uniform(0, 100, (500, 4, 2)))).mean() > 100


def test_too_many_points_are_refused_before_work_is_done() -> None:
    with pytest.raises(ValueError, match=r"at most 200,000 points, got 200,001"):
        from_strokes([np.zeros((MAX_POINTS + 1, 2))])


@pytest.mark.parametrize(
    "stroke",
    [
        [[0, 0], [1, float("nan")]],
        [[0, 0], [float("inf"), 1]],
        [[0, 0], [1, 1, 1]],
        [0, 1, 2],
        [[1, 2, 3]],
        "ink",
        [[1j, 2]],
        None,
    ],
)
def test_what_is_not_a_stroke_is_refused_with_its_number_and_what_to_do(stroke: Any) -> None:
    with pytest.raises(ValueError, match=r"stroke 2, expects points .* got .* Give every stroke"):
        from_strokes([[[0, 0], [1, 1]], stroke])


def test_every_stage_is_kept_in_order() -> None:
    rendering = from_strokes(SEVEN)

    assert [stage.name for stage in rendering.stages] == [
        "as drawn", "boxed", "rasterized", "centered",
    ]  # fmt: skip
    assert all(stage.image.any() for stage in rendering.stages)
    assert rendering.stages[-1].image is rendering.image
    assert not from_strokes(SEVEN, stages=False).stages


def test_the_pen_is_as_wide_as_that_of_mnist() -> None:
    """MNIST's first 10,000 training images: median 2.58, quartiles 2.28 and 2.98."""
    ink = np.pad(rendered(SEVEN) / 255, 1)
    edges = np.hypot(
        (ink[1:-1, 2:] - ink[1:-1, :-2]) / 2, (ink[2:, 1:-1] - ink[:-2, 1:-1]) / 2
    ).sum()

    assert 2 * ink.sum() / edges == pytest.approx(2.58, abs=0.15)
