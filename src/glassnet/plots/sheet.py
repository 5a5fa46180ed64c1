"""A sheet measured in inches, on which images and text are laid out.

All share one pair of axes: forty of them would take seconds to lay out.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from glassnet.nn import Array
from glassnet.plots.canvas import FAINT, GRID, INK, new_figure, save

MARGIN = 0.14


class Sheet:
    """A white sheet of `width` by `height` inches; positions are measured from its upper left corner."""

    def __init__(self, width: float, height: float) -> None:
        self._figure = new_figure(width + 2 * MARGIN, height + 2 * MARGIN)
        self._figure.set_layout_engine("none")
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._width, self._height = width, height

    def title(self, text: str) -> None:
        """Write a title at the top."""
        self._axes.text(0, 0, text, ha="left", va="top", fontsize=11, fontweight="bold", color=INK)

    def write(
        self, left: float, top: float, text: str, color: str = INK, size: float = 8, **how: Any
    ) -> None:
        """Write text at a position: by default centered below it."""
        how = {"ha": "center", "va": "top", **how}
        self._axes.text(left, top, text, fontsize=size, color=color, linespacing=1.3, **how)

    def image(self, left: float, top: float, side: float, image: Array) -> None:
        """Draw an image, gray ones dark on white, in a square of `side` inches with a thin frame."""
        from matplotlib.patches import Rectangle

        if image.ndim == 3 and image.shape[2] == 1:
            image = image[..., 0]

        self._axes.imshow(
            image, cmap="gray_r", vmin=0, vmax=255, interpolation="nearest", aspect="auto",
            extent=(left, left + side, top + side, top),
        )  # fmt: skip
        frame = Rectangle((left, top), side, side, fill=False, edgecolor=GRID, linewidth=0.8)
        self._axes.add_patch(frame)

    def label(self, left: float, top: float, text: str) -> None:
        """Write faint text above a position."""
        self.write(left, top, text, FAINT, va="bottom")

    def save(self, path: Path) -> Path:
        """Write the sheet as PNG; returns the path. Raises OSError."""
        self._axes.set_xlim(-MARGIN, self._width + MARGIN)
        self._axes.set_ylim(self._height + MARGIN, -MARGIN)
        return save(self._figure, path)
