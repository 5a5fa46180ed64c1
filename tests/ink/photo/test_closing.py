import numpy as np
import pytest

from glassnet.ink.photo.closing import apply_closing


def sheet() -> np.ndarray:
    return np.full((60, 80), 200, np.uint8)


@pytest.mark.parametrize("side", [9, 15, 31])
def test_strokes_narrower_than_the_square_vanish(side: int) -> None:
    written = sheet()
    written[10:50, 40:47] = 30

    assert (apply_closing(written, side) == sheet()).all()


def test_a_stroke_as_wide_as_the_square_stays() -> None:
    written = sheet()
    written[10:50, 30:41] = 30

    assert (apply_closing(written, 11) == written).all()


def test_the_edge_of_a_shadow_stays_where_it_is() -> None:
    shaded = sheet()
    shaded[np.add.outer(np.arange(60), np.arange(80)) > 70] = 120

    assert (apply_closing(shaded, 15) == shaded).all()


def test_what_reaches_in_from_the_edge_stays() -> None:
    table = sheet()
    table[:, :4] = 40

    assert (apply_closing(table, 31) == table).all()
