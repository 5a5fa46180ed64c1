import numpy as np
import pytest
from PIL import Image, ImageDraw

from glassnet.ink import from_image
from glassnet.ink.photo.frames import remove_frame

LEFT, TOP, RIGHT, LOW = range(4)
CORNERS = [(80, 40), (350, 40), (350, 310), (80, 310)]
SIDES = {LEFT: (0, 3), TOP: (0, 1), RIGHT: (1, 2), LOW: (3, 2)}


def blank() -> np.ndarray:
    return np.zeros((200, 300), bool)


def framed() -> np.ndarray:
    frame = blank()
    frame[:4] = frame[-4:] = frame[:, :4] = frame[:, -4:] = True
    return frame


def even(mask: np.ndarray) -> np.ndarray:
    """The same strength wherever there is ink."""
    return mask.astype(np.float32)


def with_sides(picture: Image.Image, sides: tuple[int, ...], width: int = 3) -> Image.Image:
    for side in sides:
        first, last = (CORNERS[corner] for corner in SIDES[side])
        ImageDraw.Draw(picture).line([first, last], fill=(0, 0, 0), width=width)
    return picture


def test_a_frame_is_taken_off_what_it_holds() -> None:
    inside = blank()
    inside[80:120, 100:200] = True

    assert (remove_frame(framed() | inside, even(framed() | inside), framed()) == inside).all()


def test_an_empty_frame_may_be_a_zero() -> None:
    assert (remove_frame(framed(), even(framed()), framed()) == framed()).all()


@pytest.mark.parametrize("label", [0, 1, 5, 7, 8])
@pytest.mark.parametrize(
    "sides", [(LEFT, LOW), (TOP, RIGHT), (LEFT, TOP, RIGHT), (LEFT, LOW, RIGHT)]
)
def test_what_the_picture_leaves_of_a_frame_is_taken_out(sheet, strokes, label, sides) -> None:
    drawing = sheet(strokes=strokes(label))

    assert drawing.apart(from_image(with_sides(drawing.draw(), sides))) < drawing.near


@pytest.mark.parametrize("label", [0, 2, 8])
@pytest.mark.parametrize("width", [8, 16])
def test_a_thick_frame_around_a_small_digit_is_taken_out(sheet, strokes, label, width) -> None:
    drawing = sheet(strokes=strokes(label))
    picture = with_sides(drawing.draw(), tuple(SIDES), width)

    assert drawing.apart(from_image(picture)) < drawing.near


def test_a_seven_that_is_a_corner_stays(sheet) -> None:
    seven = [np.array([[0.0, 0.0], [60.0, 0.0], [60.0, 100.0]])]
    drawing = sheet(strokes=seven, pen=6)

    assert drawing.apart(from_image(drawing.draw())) < drawing.near


def test_an_open_four_of_straight_strokes_stays(sheet) -> None:
    four = [
        np.array([[0.0, 0.0], [0.0, 60.0], [70.0, 60.0]]),
        np.array([[50.0, 20.0], [50.0, 100.0]]),
    ]
    drawing = sheet(strokes=four, pen=6)

    assert drawing.apart(from_image(drawing.draw())) < drawing.near


def test_boxes_side_by_side_are_taken_out_though_they_are_tilted() -> None:
    boxes, rows = np.zeros((159, 600), bool), np.arange(159)[:, None]
    low = 156 - np.rint(0.06 * np.arange(600)).astype(int)
    for edge in (low, low - 120):
        boxes |= (rows >= edge) & (rows < edge + 3)
    for side in (0, 200, 400, 597):
        boxes[:, side : side + 3] |= ((rows < low) & (rows > low - 120))[:, side : side + 3]
    strokes = np.zeros_like(boxes)
    for left in (80, 280, 480):
        strokes[66:106, left : left + 12] = True

    bare = remove_frame(boxes | strokes, even(boxes | strokes), boxes)

    assert (bare == strokes).all()


def test_faint_writing_in_a_strong_frame_is_read(sheet, strokes) -> None:
    drawing = sheet(strokes=strokes(3), ink=(185, 185, 190))
    picture = with_sides(drawing.draw(), tuple(SIDES), 6)

    assert drawing.apart(from_image(picture)) < drawing.near


def test_what_boxes_leave_on_both_sides_of_a_digit_is_left_out(sheet, strokes) -> None:
    drawing = sheet(strokes=strokes(0))
    picture = drawing.draw()
    for side, end in ((100, 20), (320, 400)):
        ImageDraw.Draw(picture).line([(side, 70), (side, 280), (end, 280)], (0, 0, 0), 4)

    assert drawing.apart(from_image(picture)) < drawing.near


def test_a_one_that_touches_the_top_of_its_cell_stays() -> None:
    cells = np.zeros((100, 400), bool)
    cells[:3] = cells[-3:] = True
    for left in (0, 99, 198, 297, 397):
        cells[:, left : left + 3] = True
    one = np.zeros_like(cells)
    one[:82, 245:249] = True

    bare = remove_frame(cells | one, even(cells | one), cells | one)

    assert bare[10:80, 245:249].all()
    assert not bare[10:90, :100].any()
