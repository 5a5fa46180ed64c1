"""A scan or photo is aligned to the blank form, to a pixel or two, in any turn."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from glassnet.forms.alignment import align
from glassnet.forms.homography import map_points

Fill = Callable[..., Image.Image]
LEVEL = [(120, 60), (1080, 60), (1080, 1404), (120, 1404)]
TILTED = [(190, 90), (1120, 190), (1040, 1480), (80, 1390)]
"""Corners of the sheet on the picture, clockwise from the upper left."""


def error_of(blank: Image.Image, scan: Image.Image, corners: list[tuple[float, float]]) -> float:
    """The distance of the corners from where they are, in shares of the picture's longer side."""
    alignment = align(blank, scan.convert("L"))
    assert alignment.found
    found = map_points(alignment.homography, np.array([[0, 0], [1, 0], [1, 1], [0, 1]], float))
    return float(np.abs(found - np.array(corners)).max()) / max(scan.size)


@pytest.mark.parametrize("corners", [LEVEL, TILTED])
def test_a_sheet_on_a_table_is_found(
    corners: list, blank_form: Image.Image, fill_form: Fill, take_photo: Fill
) -> None:
    photo = take_photo(fill_form("40718", "9352", 1), corners, (1200, 1600))

    assert error_of(blank_form, photo, corners) < 0.003


@pytest.mark.parametrize("turns", [1, 2])
def test_a_scan_may_lie_on_its_side(turns: int, blank_form: Image.Image, fill_form: Fill) -> None:
    scan = fill_form("40718", "9352", 1).rotate(-90 * turns, expand=True)
    width, height = scan.size
    corners = np.roll([(0, 0), (width, 0), (width, height), (0, height)], -turns, axis=0)

    assert error_of(blank_form, scan, corners.tolist()) < 0.003


def test_another_page_is_not_the_form(blank_form: Image.Image) -> None:
    rng = np.random.default_rng(0)
    noise = Image.fromarray(rng.integers(0, 255, (800, 600)).astype(np.uint8))

    assert not align(blank_form, noise).found
    assert not align(blank_form, Image.new("L", (600, 800), 240)).found
