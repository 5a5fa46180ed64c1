"""A sheet of paper measured in inches, on which digits and words are laid out.

One pair of axes for all of it: forty axes of their own would take seconds to arrange.
"""

from __future__ import annotations

from pathlib import Path

from glassnet.nn import Array
from glassnet.plots.canvas import FAINT, GRID, INK, new_figure, save

MARGIN = 0.14


class Sheet:
    """White paper of `width` by `height` inches; places are counted from its upper left corner."""

    def __init__(self, width: float, height: float) -> None:
        self._figure = new_figure(width + 2 * MARGIN, height + 2 * MARGIN)
        self._figure.set_layout_engine("none")
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._width, self._height = width, height

    def head(self, text: str) -> None:
        """A headline."""
        self._axes.text(0, 0, text, ha="left", va="top", fontsize=11, fontweight="bold", color=INK)

    def write(
        self, left: float, top: float, text: str, colour: str = INK, size: float = 8, **how: str
    ) -> None:
        """Words at a place: centred below it unless told otherwise."""
        how = {"ha": "center", "va": "top", **how}
        self._axes.text(left, top, text, fontsize=size, color=colour, linespacing=1.3, **how)  # type: ignore[arg-type]

    def ink(self, left: float, top: float, side: float, image: Array) -> None:
        """A digit, dark on white, in a square of `side` inches with a hairline around it."""
        from matplotlib.patches import Rectangle

        self._axes.imshow(
            image, cmap="gray_r", vmin=0, vmax=255, interpolation="nearest", aspect="auto",
            extent=(left, left + side, top + side, top),
        )  # fmt: skip
        frame = Rectangle((left, top), side, side, fill=False, edgecolor=GRID, linewidth=0.8)
        self._axes.add_patch(frame)

    def label(self, left: float, top: float, text: str) -> None:
        """Faint words above a place."""
        self.write(left, top, text, FAINT, va="bottom")

    def save(self, path: Path) -> Path:
        """Write the sheet as PNG; returns the path. Raises OSError."""
        self._axes.set_xlim(-MARGIN, self._width + MARGIN)
        self._axes.set_ylim(self._height + MARGIN, -MARGIN)
        return save(self._figure, path)
