"""The confusion matrix."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from glassnet.nn import Array
from glassnet.plots.canvas import BLUE, FAINT, GRID, INK, ORANGE, new_figure, save

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# In inches.
CELLS_SIDE: Final = 5.4
MIN_CELL: Final = 0.2
MAX_CELL: Final = 0.9
LABEL_ROOM: Final = 1.0
MIN_SIDE: Final = 4.6
POINTS_PER_CELL: Final = 18.0
MIN_LABEL_POINTS: Final = 6.0
MAX_UNROTATED_NAME: Final = 2


def plot_confusion(
    confusion: Array, class_names: Sequence[str], path: Path, title: str = "Confusion matrix"
) -> Path:
    """Counts `(classes, classes)`, row is the label: correct predictions in blue, mistakes in orange.

    Each has a color scale of its own: the few mistakes would not be visible on the scale of the many
    correct predictions. The picture grows with the number of classes.
    """
    classes = len(class_names)
    cell = min(max(CELLS_SIDE / classes, MIN_CELL), MAX_CELL)
    side = max(classes * cell + LABEL_ROOM, MIN_SIDE)
    figure = new_figure(side, side)
    axes = figure.subplots()
    axes.imshow(_colors(confusion))
    font_size = min(POINTS_PER_CELL * cell, 10.0)
    for row in range(classes):
        for column in range(classes):
            _write(axes, row, column, int(confusion[row, column]), font_size)
    _frame(axes, class_names, title, max(font_size, MIN_LABEL_POINTS))
    return save(figure, path)


def _colors(confusion: Array) -> Array:
    """A color for each cell `(classes, classes, 4)`."""
    from matplotlib.colors import LinearSegmentedColormap

    blues = LinearSegmentedColormap.from_list("correct", ["#ffffff", BLUE])
    oranges = LinearSegmentedColormap.from_list("mistakes", ["#ffffff", ORANGE])
    totals = np.maximum(confusion.sum(axis=1, keepdims=True), 1)
    off = np.where(np.eye(len(confusion), dtype=bool), 0, confusion)
    colors = oranges(0.85 * np.sqrt(off / max(off.max(), 1)))
    colors[np.diag_indices(len(confusion))] = blues(0.55 * np.diag(confusion / totals))
    return colors


def _write(axes: Axes, row: int, column: int, count: int, font_size: float) -> None:
    if count == 0 and row != column:
        return
    weight = "bold" if row == column else "normal"
    axes.text(
        column, row, f"{count:,}", ha="center", va="center", fontsize=font_size, color=INK,
        weight=weight,
    )  # fmt: skip


def _frame(axes: Axes, class_names: Sequence[str], title: str, font_size: float) -> None:
    classes = range(len(class_names))
    axes.set_title(title, loc="left", fontsize=11, fontweight="bold", color=INK)
    rotation = 0 if max(map(len, class_names)) <= MAX_UNROTATED_NAME else 40
    axes.set_xticks(classes, class_names, rotation=rotation, ha="right" if rotation else "center")
    axes.set_yticks(classes, class_names)
    axes.set_xlabel("prediction", fontsize=10, color=FAINT)
    axes.set_ylabel("label", fontsize=10, color=FAINT)
    axes.set_xticks(np.arange(len(class_names) + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(len(class_names) + 1) - 0.5, minor=True)
    axes.grid(True, which="minor", color=GRID, linewidth=0.8)
    axes.tick_params(colors=INK, labelsize=font_size, length=0, which="both")
    for spine in axes.spines.values():
        spine.set_color(GRID)
