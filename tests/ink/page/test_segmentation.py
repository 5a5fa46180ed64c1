import numpy as np
import pytest
from PIL import Image, ImageDraw

from glassnet.ink import Rendering, from_strokes, segment


def written(sheet, strokes, labels: list[list[int]], step: float = 120.0) -> Image.Image:
    picture = Image.new("RGB", (900, 60 + 150 * len(labels)), (240, 238, 230))
    for row, line in enumerate(labels):
        for place, label in enumerate(line):
            sheet(
                strokes=strokes(label),
                left=40 + place * step,
                top=40 + row * 150 + 4 * (place % 3),
                side=80,
                pen=7,
            ).write_on(picture)
    return picture


def which(rendering: Rendering, strokes) -> int:
    """The label whose strokes look most like it."""
    assert rendering.image is not None
    image = rendering.image.astype(float)
    shifts = [(down, across) for down in (-1, 0, 1) for across in (-1, 0, 1)]
    return min(
        range(10),
        key=lambda label: min(
            np.abs(np.roll(image, shift, (0, 1)) - from_strokes(strokes(label)).image).mean()
            for shift in shifts
        ),
    )


@pytest.mark.parametrize("rows", [[[4]], [[5, 0, 1, 7, 2, 9]], [[1, 9, 8], [4, 7], [3, 6, 0, 2]]])
def test_digits_come_in_reading_order(sheet, strokes, rows: list[list[int]]) -> None:
    found = segment(written(sheet, strokes, rows))

    assert [which(each, strokes) for each in found] == [label for row in rows for label in row]


def test_a_photo_of_digits_is_read_like_a_drawing(sheet, strokes, photograph) -> None:
    found = segment(photograph(written(sheet, strokes, [[3, 1, 4, 1, 5]])))

    assert [which(each, strokes) for each in found] == [3, 1, 4, 1, 5]


def test_two_digits_that_touch_are_taken_apart(sheet, strokes) -> None:
    picture = Image.new("RGB", (500, 300), (255, 255, 255))
    for place, label in enumerate((8, 0)):
        sheet(strokes=strokes(label), left=60 + 88 * place, top=80, side=140, pen=12).write_on(
            picture
        )
    apart = [rendering for rendering in segment(picture) if rendering]

    assert len(apart) == 2


def test_an_empty_sheet_holds_no_digits() -> None:
    assert segment(Image.new("L", (400, 300), 230)) == []


def test_a_judge_may_say_that_a_wide_digit_is_one(sheet, strokes) -> None:
    picture = Image.new("RGB", (500, 300), (255, 255, 255))
    sheet(strokes=[np.array([[0, 0], [300, 0], [150, 100.0]])], side=300, pen=12).write_on(picture)

    assert len(segment(picture, scorer=lambda images: np.ones(len(images)))) == 1


def test_a_judge_may_put_torn_strokes_together(sheet) -> None:
    torn = [np.array([[0, 0], [0, 50], [40, 50.0]]), np.array([[55, 0], [55, 100.0]])]
    picture = Image.new("RGB", (500, 300), (255, 255, 255))
    sheet(strokes=torn, side=150, pen=12).write_on(picture)

    def whole_is_wide(images: np.ndarray) -> np.ndarray:
        return (images.any(axis=1).sum(axis=1) > 12).astype(float)

    assert len(segment(picture)) == 2
    assert len(segment(picture, scorer=whole_is_wide)) == 1


def test_a_dash_between_digits_is_no_digit(sheet, strokes) -> None:
    picture = written(sheet, strokes, [[4, 2]], step=240.0)
    ImageDraw.Draw(picture).line([(165, 85), (225, 85)], fill=(0, 0, 0), width=7)

    assert [which(each, strokes) for each in segment(picture)] == [4, 2]


def test_a_digit_that_touches_the_grid_around_it_is_not_lost(sheet, strokes) -> None:
    picture = Image.new("RGB", (640, 200), (255, 255, 255))
    for x in range(20, 621, 150):
        ImageDraw.Draw(picture).line([(x, 20), (x, 180)], fill=(170, 170, 170), width=4)
    for y in (20, 180):
        ImageDraw.Draw(picture).line([(20, y), (620, y)], fill=(170, 170, 170), width=4)
    for place, label in enumerate((3, 8, 6, 9)):
        sheet(
            strokes=strokes(label),
            left=55 + 150 * place,
            top=50,
            side=128 if label == 8 else 90,
            pen=8,
        ).write_on(picture)

    assert len(segment(picture)) == 4


@pytest.mark.parametrize("side", [300, 1400])
@pytest.mark.parametrize("table", [0, 10])
def test_each_digit_has_its_row_and_its_place(side: int, table: int) -> None:
    picture = Image.new("L", (side, side), 70)
    pen, unit = ImageDraw.Draw(picture), side / 100
    pen.rectangle([unit * table, unit * table, unit * (100 - table), unit * (100 - table)], 240)
    boxes = [(30, 25, 33, 45), (60, 25, 63, 45), (40, 55, 44, 78)]
    for box in boxes:
        pen.rectangle([unit * edge for edge in box], fill=20)

    places = [each.place for each in segment(picture)]

    assert [place and place.row for place in places] == [1, 1, 2]
    for place, box in zip(places, boxes, strict=True):
        assert place is not None
        assert np.allclose(place[1:5], np.divide(box, 100), atol=0.02)


def test_what_lies_beside_the_paper_is_left_out(sheet, strokes) -> None:
    picture = written(sheet, strokes, [[4, 2, 9]])
    pen = ImageDraw.Draw(picture)
    pen.line([(880, 20), (899, 60), (880, 110), (899, 190)], fill=(0, 0, 0), width=8)
    pen.line([(100, 160), (700, 172)], fill=(0, 0, 0), width=30)

    everything = segment(picture, scorer=lambda images: np.ones(len(images)))
    digits = segment(picture, scorer=lambda images: np.zeros(len(images)))

    assert len(everything) == 4  # the long line is no digit, whatever anybody says
    assert [which(each, strokes) for each in digits] == [4, 2, 9]


def test_digits_in_several_colours_are_found(sheet, strokes) -> None:
    picture = Image.new("RGB", (700, 200), (255, 255, 255))
    colors = [(0, 0, 0), (255, 220, 0), (0, 255, 255), (255, 0, 255)]
    for place, color in enumerate(colors):
        sheet(
            strokes=strokes(2), left=40 + 150 * place, top=50, side=90, pen=8, ink=color
        ).write_on(picture)

    assert [which(each, strokes) for each in segment(picture)] == [2, 2, 2, 2]


def test_a_light_sheet_on_a_patterned_table_is_looked_at_by_itself(sheet, strokes) -> None:
    page = written(sheet, strokes, [[3, 8, 0], [6, 2, 5]])
    grain = np.random.default_rng(0).integers(60, 120, (700, 1)) * np.ones((1, 1300))
    table = Image.fromarray(grain.astype(np.uint8)).convert("RGB")
    table.paste(page, (200, 120))

    assert [which(each, strokes) for each in segment(table)] == [3, 8, 0, 6, 2, 5]


def test_the_edges_of_a_sheet_do_not_hide_how_large_digits_are(sheet, strokes) -> None:
    picture = written(sheet, strokes, [[3, 8], [6, 2], [5, 9], [4, 0]])
    ImageDraw.Draw(picture).line([(870, 30), (874, 600)], fill=(60, 60, 60), width=5)

    assert [which(each, strokes) for each in segment(picture)] == [3, 8, 6, 2, 5, 9, 4, 0]
