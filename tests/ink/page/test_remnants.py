import numpy as np

from glassnet.ink.page.pieces import Piece
from glassnet.ink.page.remnants import Remnants

TYPICAL = 40.0


def draw_stroke_beside_digit(reach: int) -> Piece:
    """A bar as high as a digit, and beside it ink of 4 rows that reaches `reach` columns."""
    strength = np.zeros((40, 40), np.float32)
    strength[:, 2:8] = 1
    strength[10:14, 14 : 14 + reach] = 1
    return Piece(strength, 0, 0)


def cut_at(piece: Piece, column: int) -> Piece:
    return Piece(piece.strength[:, 2:column].copy(), 0, 2)


def test_the_end_of_a_stroke_that_a_cut_took_off_is_left_out() -> None:
    piece = draw_stroke_beside_digit(reach=20)

    assert Remnants(piece, TYPICAL).drop(cut_at(piece, 20)).width == 6


def test_a_fragment_that_no_cut_made_stays() -> None:
    piece = draw_stroke_beside_digit(reach=4)

    assert Remnants(piece, TYPICAL).drop(cut_at(piece, 20)).width == 18
