"""The colors of line charts: seen on their ground, and told apart with common color blindnesses.

Color blindness as simulated by Machado, Oliveira and Fernandes (2009), severity 1.
"""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import glassnet.serve

STYLES = Path(glassnet.serve.__file__).parent / "web" / "styles"
COLOR = r"light-dark\((#\w{6}), (#\w{6})\)"
SIGHT = {
    "full color vision": np.eye(3),
    "protanopia": np.array(
        [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]
    ),
    "deuteranopia": np.array(
        [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
MIN_CONTRAST = 3  # WCAG 2.2, 1.4.11, for graphical objects
MIN_DISTANCE = 15  # in CIELAB, where 2.3 is just noticeable


def colors(sheet: str, name: str) -> list[tuple[str, str]]:
    """Light and dark of the custom properties whose name matches."""
    return re.findall(rf"--{name}: {COLOR}", (STYLES / sheet).read_text())


def linear(color: str) -> NDArray[np.float64]:
    encoded = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    dark, light = sorted(float(TO_XYZ[1] @ linear(color)) for color in (one, other))
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    relative = TO_XYZ @ np.clip(rgb, 0, 1) / (0.9505, 1, 1.089)
    x, y, z = np.where(relative > 0.008856, np.cbrt(relative), 7.787 * relative + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_color_stands_out_from_every_ground(scheme: int) -> None:
    series = colors("charts.css", r"series-\d+")
    grounds = colors("base.css", "(?:paper|surface|raised)")

    assert len(series) == 10
    assert len(grounds) == 6  # three of them for more contrast
    for one in series:
        for ground in grounds:
            assert contrast(one[scheme], ground[scheme]) >= MIN_CONTRAST


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("sight", SIGHT)
def test_no_two_colors_look_alike(scheme: int, sight: str) -> None:
    seen = [
        lab(SIGHT[sight] @ linear(pair[scheme])) for pair in colors("charts.css", r"series-\d+")
    ]

    assert min(np.linalg.norm(one - other) for one, other in combinations(seen, 2)) >= MIN_DISTANCE
