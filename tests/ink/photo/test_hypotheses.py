"""Pictures of one digit of many kinds are read as the same strokes are; what is uncertain is said so."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from benchmarks.pictures.kinds import KINDS
from benchmarks.pictures.painting import draw, gray, paint
from PIL import Image, ImageDraw

from glassnet.data.simulated import simulate_strokes
from glassnet.models import Model, load_model

Strokes = list[np.ndarray]


def strokes_of(label: int) -> Strokes:
    """One simulated drawing that the default model reads with its strokes."""
    for seed in range(20):
        strokes = simulate_strokes(np.random.default_rng([label, seed]), label)
        if load_model().read_strokes(strokes).label == str(label):
            return strokes
    raise AssertionError("no drawing is read")


@pytest.fixture(scope="module")
def drawings() -> dict[int, Strokes]:
    return {label: strokes_of(label) for label in range(10)}


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model()


@pytest.mark.parametrize(
    "kind", [name for name in KINDS if name not in ("icon of 8 to 11", "hairline")]
)
def test_a_digit_of_each_kind_is_read_as_its_strokes(
    model: Model, drawings: dict[int, Strokes], kind: str
) -> None:
    readings = {
        label: model.read_image(KINDS[kind](strokes, np.random.default_rng(label)))
        for label, strokes in list(drawings.items())[:: 3 if "photo" in kind else 2]
    }

    wrong = {label: each for label, each in readings.items() if each.label != str(label)}
    assert len(wrong) <= 1
    assert all((each.confidence or 0) < 0.95 for each in wrong.values())


@pytest.mark.parametrize("canvas", [120, 280, 600, 1000, 2500])
@pytest.mark.parametrize("pen", [1, 2])
def test_a_hairline_is_read_on_a_canvas_of_any_size(
    model: Model, drawings: dict[int, Strokes], canvas: int, pen: int
) -> None:
    for label in (2, 5):
        side = int(0.6 * canvas)
        mask = draw(drawings[label], side, pen, smooth=False)
        margin = (canvas - mask.width) // 2, (canvas - mask.height) // 2
        picture = paint(mask, gray(0), gray(255), (*margin, *margin)).convert("L")

        assert model.read_image(picture).label == str(label)


def bar(margin: int, pen: int = 24) -> Image.Image:
    """An upright bar, cropped to this margin."""
    return Image.new("L", (pen, 224), 0) if not margin else _on_page(pen, 224, margin)


def _on_page(width: int, height: int, margin: int) -> Image.Image:
    page = Image.new("L", (width + 2 * margin, height + 2 * margin), 255)
    page.paste(0, (margin, margin, margin + width, margin + height))
    return page


@pytest.mark.parametrize("margin", [1, 2, 4, 8, 16, 60])
@pytest.mark.parametrize("inverted", [False, True])
def test_a_one_is_read_with_any_margin(model: Model, margin: int, inverted: bool) -> None:
    picture = bar(margin)
    if inverted:
        picture = picture.point(lambda level: 255 - level)

    assert model.read_image(picture).label == "1"


@pytest.mark.parametrize("page", [0, 60, 128, 200, 255])
@pytest.mark.parametrize("tile", [0, 40, 220, 255])
def test_a_tile_is_read_on_a_page_of_any_tone(
    model: Model, drawings: dict[int, Strokes], page: int, tile: int
) -> None:
    if abs(page - tile) < 30:
        pytest.skip("no tile is to be seen")
    ink = 255 if tile < 128 else 0
    mask = draw(drawings[4], 120, 12)
    inner = paint(mask, gray(ink), gray(tile), (40, 40, 40, 40))
    picture = Image.new("RGB", (2 * inner.width, 2 * inner.height), gray(page))
    picture.paste(inner, (inner.width // 3, inner.height // 2))

    assert model.read_image(picture).label == "4"


@pytest.mark.parametrize("page", [(400, 300), (1600, 1000)])
@pytest.mark.parametrize("tile", [28, 90])
@pytest.mark.parametrize("tone", [128, 255])
def test_a_small_tile_is_read_on_a_large_page(
    model: Model, drawings: dict[int, Strokes], page: tuple[int, int], tile: int, tone: int
) -> None:
    mask = draw(drawings[2], 200, 22)
    inner = paint(mask, gray(255), gray(0), (40, 40, 40, 40)).resize((tile, tile))
    picture = Image.new("RGB", page, gray(tone))
    picture.paste(inner, (page[0] // 3, page[1] // 2))

    assert model.read_image(picture).label == "2"


@pytest.mark.parametrize("label", [0, 6, 8, 9])
def test_the_loops_of_a_digit_are_no_tiles(
    model: Model, drawings: dict[int, Strokes], label: int
) -> None:
    picture = paint(draw(drawings[label], 300, 24), gray(0), gray(255), (60, 60, 60, 60))

    reading = model.read_image(picture)

    assert reading.label == str(label)
    assert reading.rendering.doubt < 0.01


@pytest.mark.parametrize(
    "make",
    [
        lambda: Image.new("L", (300, 200), 255),
        lambda: Image.new("L", (8, 8), 0),
        lambda: Image.new("RGB", (40, 40), (200, 30, 30)),
        lambda: Image.new("L", (1, 1), 0),
        lambda: Image.new("L", (2, 900), 128),
        lambda: Image.fromarray(np.random.default_rng(0).integers(0, 256, (200, 200), np.uint8)),
        lambda: Image.fromarray(np.random.default_rng(1).integers(90, 110, (300, 300), np.uint8)),
    ],
)
def test_where_no_digit_is_none_is_read(model: Model, make: Callable[[], Image.Image]) -> None:
    assert model.read_image(make()).label is None


def test_two_digits_in_two_tiles_leave_doubt(model: Model, drawings: dict[int, Strokes]) -> None:
    page = Image.new("RGB", (700, 360), gray(255))
    for place, label in ((40, 3), (380, 7)):
        inner = paint(draw(drawings[label], 160, 18), gray(255), gray(0), (50, 50, 50, 50))
        page.paste(inner.resize((270, 270)), (place, 45))

    reading = model.read_image(page)

    assert reading.confidence is None or reading.confidence < 0.95


def test_a_picture_in_mnist_form_has_no_doubt(model: Model, small_dataset: Any) -> None:
    image = small_dataset.split("test").images[0]

    assert model.read_image(image).rendering.doubt == 0


def test_a_reading_in_doubt_is_less_sure(model: Model) -> None:
    rendering = replace(model.read_image(bar(16)).rendering, doubt=0.4)

    [reading] = model.read([rendering])

    assert reading.label == "1"
    assert reading.confidence == pytest.approx(0.64, abs=0.01)


def test_a_frame_line_is_no_digit(model: Model) -> None:
    page = Image.new("L", (400, 300), 255)
    ImageDraw.Draw(page).rectangle((40, 40, 360, 260), outline=0, width=3)

    assert model.read_image(page).label is None


@pytest.mark.parametrize("side", [8, 9, 11, 16])
@pytest.mark.parametrize("inverted", [False, True])
def test_icons_of_few_pixels_are_read_by_their_gray_levels(
    model: Model, drawings: dict[int, Strokes], side: int, inverted: bool
) -> None:
    readings = {}
    for label in (1, 3, 7):
        mask = draw(drawings[label], 200, 24)
        margins = (240 - mask.width) // 2, (240 - mask.height) // 2
        icon = paint(mask, gray(0), gray(255), (*margins, *margins)).resize(
            (side, side), Image.Resampling.BOX
        )
        readings[label] = model.read_image(
            icon.point(lambda level: 255 - level) if inverted else icon
        )

    assert sum(each.label == str(label) for label, each in readings.items()) >= 2
    assert all(
        each.label == str(label) or (each.confidence or 0) < 0.95
        for label, each in readings.items()
    )


def test_few_pixels_leave_a_doubt(model: Model, drawings: dict[int, Strokes]) -> None:
    mask = draw(drawings[0], 200, 24)
    margins = (240 - mask.width) // 2, (240 - mask.height) // 2
    drawing = paint(mask, gray(0), gray(255), (*margins, *margins))
    icons = [drawing.resize((side, side), Image.Resampling.BOX) for side in (11, 40)]

    few, many = (model.read_image(icon) for icon in icons)

    assert few.label == many.label == "0"
    assert (few.confidence or 0) < 0.98 < (many.confidence or 0)
