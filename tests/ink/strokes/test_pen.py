import numpy as np
import pytest

from glassnet.ink.strokes.pen import draw

pytest.importorskip("numba")


def drawn(pieces: list[list[float]], radius: float, side: int = 28) -> np.ndarray:
    image = np.full((1, side, side), 99, np.uint8)
    radii = np.full((len(pieces), 2), radius, np.float32)
    draw(np.array(pieces, np.float32), radii, np.array([0, len(pieces)]), image)
    return image[0]


def test_a_line_covers_as_much_as_its_length_times_its_width() -> None:
    ink = drawn([[4, 3, 24, 17]], 1.5).sum() / 255

    assert ink == pytest.approx(np.hypot(20, 14) * 3 + np.pi * 1.5**2, rel=0.02)


def test_a_dot_is_a_disc() -> None:
    assert drawn([[14, 14, 14, 14]], 5).sum() / 255 == pytest.approx(np.pi * 25, rel=0.02)


def test_an_upright_line_on_pixel_edges_has_no_grey_at_its_sides() -> None:
    row = drawn([[10, 2, 10, 26]], 1)[14]

    assert row[8:12].tolist() == [0, 255, 255, 0]


def test_strokes_that_cross_do_not_add_up() -> None:
    line = [4.0, 14.3, 24.0, 14.3]

    assert (drawn([line, line], 1.2) == drawn([line], 1.2)).all()


def test_a_pen_may_grow_along_the_way() -> None:
    image = np.empty((1, 28, 28), np.uint8)
    draw(
        np.array([[4, 14, 24, 14]], np.float32),
        np.array([[1, 3]], np.float32),
        np.array([0, 1]),
        image,
    )
    widths = image[0].sum(axis=0) / 255

    assert widths[5] == pytest.approx(2.15, abs=0.2)
    assert widths[22] == pytest.approx(5.8, abs=0.2)


def test_ink_outside_of_the_image_is_left_out() -> None:
    assert not drawn([[-90, -90, -80, -80], [90, 1e6, 91, 1e6]], 2).any()


def test_both_forms_draw_the_same() -> None:
    rng = np.random.default_rng(1)
    pieces = rng.uniform(-3, 31, (600, 4)).astype(np.float32)
    radii = rng.uniform(0.2, 3, (600, 2)).astype(np.float32)
    starts = np.array([0, 0, 5, 6, 200, 600])
    images = np.empty((2, 5, 28, 28), np.uint8)

    draw.reference(pieces, radii, starts, images[0])
    draw.compiled(pieces, radii, starts, images[1])

    assert np.abs(images[0].astype(int) - images[1]).max() <= 1
