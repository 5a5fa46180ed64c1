"""How a page is tilted shows in its printed lines and in its rows of digits."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from glassnet.ink.page.skew import estimate_skew_of_digits, estimate_skew_of_lines
from glassnet.ink.photo.components import Component


def ruled(degrees: float) -> np.ndarray:
    """Lines of a sheet that is turned clockwise."""
    sheet = Image.new("L", (900, 900), 0)
    for row in range(50, 900, 60):
        ImageDraw.Draw(sheet).line([(0, row), (900, row)], fill=255, width=2)
    return np.asarray(sheet.rotate(-degrees).crop((150, 200, 750, 650))) > 100


@pytest.mark.parametrize("degrees", [-28, -7, 12, 30])
def test_printed_lines_show_the_skew(degrees: float) -> None:
    assert abs(estimate_skew_of_lines(ruled(degrees), None) + degrees) < 1.1


def test_a_row_of_cells_shows_the_skew() -> None:
    sheet = Image.new("L", (900, 700), 0)
    pencil = ImageDraw.Draw(sheet)
    for left in range(200, 520, 80):
        pencil.rectangle([left, 200, left + 80, 290], outline=255, width=2)
    tilted = np.asarray(sheet.rotate(6, resample=Image.Resampling.BICUBIC)) > 100

    assert abs(estimate_skew_of_lines(tilted, None) - 6) < 1.1


def test_level_lines_and_plain_paper_have_no_skew() -> None:
    dots = np.random.default_rng(0).random((450, 600)) < 0.02

    assert estimate_skew_of_lines(ruled(0), None) == 0
    assert estimate_skew_of_lines(dots, None) == 0


def parts_of_rows(degrees: float) -> list[Component]:
    angle, parts = np.deg2rad(degrees), []
    for row in range(4):
        for place in range(5):
            x, y = 24 * place, 48 * row
            left, top = x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)
            at = (round(300 + top), round(300 + left))
            parts.append(Component(len(parts) + 1, 200, *at, at[0] + 30, at[1] + 18))
    return parts


@pytest.mark.parametrize("degrees", [-25, 0, 10, 28])
def test_rows_of_digits_show_the_skew(degrees: float) -> None:
    assert abs(estimate_skew_of_digits(parts_of_rows(degrees), 30) + degrees) < 2.1
