import numpy as np
import pytest
from PIL import Image, ImageDraw

from glassnet.ink import from_image


@pytest.mark.parametrize("label", [2, 5, 7])
@pytest.mark.parametrize("opening", [0, 8])
def test_a_ring_around_a_digit_is_left_out(sheet, strokes, label: int, opening: int) -> None:
    drawing = sheet(strokes=strokes(label))
    picture = drawing.draw()
    points = np.concatenate(drawing.strokes)
    scale = drawing.side / np.ptp(points, axis=0).max()
    x, y = np.array([drawing.left, drawing.top]) + np.ptp(points, axis=0) * scale / 2
    ImageDraw.Draw(picture).arc([x - 150, y - 150, x + 150, y + 150], opening, 360, 0, 8)

    assert drawing.apart(from_image(picture)) < drawing.near


def test_a_stroke_within_a_nought_is_no_ringed_digit(sheet) -> None:
    turn = np.linspace(0, 2 * np.pi, 40)
    nought = [np.stack([50 + 34 * np.cos(turn), 60 + 50 * np.sin(turn)], axis=1)]
    drawing = sheet(strokes=[*nought, np.array([[40.0, 80.0], [60.0, 40.0]])], pen=8)

    assert drawing.apart(from_image(drawing.draw())) < drawing.near


def test_a_line_beneath_a_digit_is_left_out(sheet) -> None:
    drawing = sheet()
    picture = drawing.draw()
    ImageDraw.Draw(picture).line([(120, 292), (310, 294)], fill=(0, 0, 0), width=10)

    assert drawing.apart(from_image(picture)) < drawing.near


def test_the_foot_of_a_one_belongs_to_it(sheet) -> None:
    one = [np.array([[50.0, 0.0], [50.0, 100.0]]), np.array([[10.0, 112.0], [90.0, 112.0]])]
    drawing = sheet(strokes=one, pen=8)

    assert drawing.apart(from_image(drawing.draw())) < drawing.near


def test_a_bar_that_the_edge_of_the_picture_cuts_off_belongs_to_its_digit(sheet) -> None:
    five = [
        np.array([[10.0, 14.0], [8.0, 45.0], [50.0, 55.0], [45.0, 95.0], [0.0, 100.0]]),
        np.array([[12.0, 0.0], [60.0, 0.0]]),
    ]
    drawing = sheet(strokes=five, pen=10)
    picture = drawing.draw().crop((0, int(drawing.top) - 5, drawing.width, drawing.height))

    assert drawing.apart(from_image(picture)) < drawing.near


def test_a_shadow_in_the_corner_is_not_the_digit(sheet, photograph) -> None:
    drawing = sheet(ink=(90, 90, 95), paper=(225, 225, 220), pen=8)
    picture = drawing.draw()
    ImageDraw.Draw(picture).polygon([(420, 260), (420, 360), (250, 360)], fill=(120, 120, 118))

    assert drawing.apart(from_image(photograph(picture))) < drawing.near


@pytest.mark.parametrize("place", [(0, 0, 9, 360), (411, 0, 420, 360), (0, 0, 420, 12)])
def test_what_a_scanner_sees_beside_the_paper_is_no_ink(place: tuple) -> None:
    picture = Image.new("RGB", (420, 360), (250, 250, 248))
    ImageDraw.Draw(picture).rectangle(place, fill=(20, 20, 20))

    assert not from_image(picture)


def test_faint_pencil_on_even_paper_is_ink(sheet) -> None:
    drawing = sheet(ink=(184, 184, 182), paper=(200, 200, 198))
    noise = np.random.default_rng(0).normal(0, 1, (360, 420, 1))
    picture = Image.fromarray((np.asarray(drawing.draw()) + noise).astype(np.uint8))

    assert drawing.apart(from_image(picture)) < drawing.near


def test_a_frame_that_was_left_out_stays_out_when_looked_at_closely(sheet, photograph) -> None:
    drawing = sheet(side=100, pen=5, width=900, height=700)
    picture = drawing.draw()
    corners = [(100, 62), (268, 66), (264, 226), (103, 220), (100, 62)]
    ImageDraw.Draw(picture).line(corners, fill=(60, 60, 60), width=3)

    assert drawing.apart(from_image(photograph(picture))) < drawing.near


@pytest.mark.parametrize("ink", [(30, 30, 40), (190, 190, 200)])
def test_holes_punched_into_the_paper_are_left_out(sheet, ink: tuple[int, int, int]) -> None:
    drawing = sheet(ink=ink, paper=(250, 250, 248), side=90, pen=5)
    picture = drawing.draw()
    for y in (80, 260):
        ImageDraw.Draw(picture).ellipse([20, y, 75, y + 55], fill=(90, 90, 90))

    assert drawing.apart(from_image(picture)) < drawing.near


def test_dots_that_make_up_a_digit_are_no_holes(sheet) -> None:
    drawing = sheet(strokes=[np.array([[50.0, 0.0], [50.0, 100.0]])], pen=12)
    dotted = Image.new("RGB", (drawing.width, drawing.height), drawing.paper)
    for y in np.linspace(drawing.top, drawing.top + drawing.side, 14):
        x = drawing.left
        ImageDraw.Draw(dotted).ellipse([x - 6, y - 6, x + 6, y + 6], fill=(0, 0, 0))

    assert drawing.apart(from_image(dotted)) < drawing.near


def test_dots_in_a_row_are_a_stroke(sheet, strokes) -> None:
    drawing = sheet(strokes=strokes(3), pen=10)
    picture = Image.new("RGB", (drawing.width, drawing.height), drawing.paper)
    points = np.concatenate(drawing.strokes)
    scale = drawing.side / np.ptp(points, axis=0).max()
    placed = (points - points.min(axis=0)) * scale + [drawing.left, drawing.top]
    last = placed[0] - 99
    for x, y in placed:
        if np.hypot(*(last - (x, y))) > 15:
            last = np.array([x, y])
            ImageDraw.Draw(picture).ellipse([x - 5, y - 5, x + 5, y + 5], fill=(0, 0, 0))

    assert drawing.apart(from_image(picture)) < 1.5 * drawing.near


def test_an_upright_beside_an_angle_is_an_open_four(sheet) -> None:
    four = [
        np.array([[10.0, 0.0], [0.0, 60.0], [30.0, 58.0]]),
        np.array([[48.0, -3.0], [46.0, 100.0]]),
    ]
    drawing = sheet(strokes=four, pen=6)

    assert drawing.apart(from_image(drawing.draw())) < drawing.near


def test_a_dark_border_along_two_edges_is_left_out(sheet) -> None:
    drawing = sheet(ink=(120, 120, 120))
    picture = drawing.draw()
    canvas = ImageDraw.Draw(picture)
    canvas.rectangle([0, 0, 12, drawing.height], fill=(40, 40, 40))
    canvas.rectangle([0, drawing.height - 12, 300, drawing.height], fill=(40, 40, 40))

    assert drawing.apart(from_image(picture)) < drawing.near


def test_a_long_line_beside_a_digit_is_left_out(sheet) -> None:
    drawing = sheet()
    picture = drawing.draw()
    ImageDraw.Draw(picture).line([(335, 60), (335, 290)], fill=(0, 0, 0), width=6)

    assert drawing.apart(from_image(picture)) < drawing.near
