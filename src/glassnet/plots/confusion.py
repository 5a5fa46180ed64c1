"""Which class is read as which."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from glassnet.nn import Array
from glassnet.plots.canvas import BLUE, FAINT, GRID, INK, ORANGE, new_figure, save

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_confusion(
    confusion: Array, class_names: Sequence[str], path: Path, title: str = "What is read as what"
) -> Path:
    """Counts `(classes, classes)`, row is the label: right answers in blue, mistakes in orange.

    The two have scales of their own, or the few mistakes would not be seen beside the many right ones.
    """
    classes = len(class_names)
    figure = new_figure(6.4, 6.4)
    axes = figure.subplots()
    axes.imshow(_colours(confusion))
    for row in range(classes):
        for column in range(classes):
            _write(axes, row, column, int(confusion[row, column]))
    _frame(axes, class_names, title)
    return save(figure, path)


def _colours(confusion: Array) -> Array:
    """A colour for each cell `(classes, classes, 4)`."""
    from matplotlib.colors import LinearSegmentedColormap

    right = LinearSegmentedColormap.from_list("right", ["#ffffff", BLUE])
    wrong = LinearSegmentedColormap.from_list("wrong", ["#ffffff", ORANGE])
    totals = np.maximum(confusion.sum(axis=1, keepdims=True), 1)
    off = np.where(np.eye(len(confusion), dtype=bool), 0, confusion)
    mistakes = wrong(0.85 * np.sqrt(off / max(off.max(), 1)))
    answers = right(0.55 * np.diag(confusion / totals))
    mistakes[np.diag_indices(len(confusion))] = answers
    return mistakes


def _write(axes: Axes, row: int, column: int, count: int) -> None:
    if count == 0 and row != column:
        return
    weight = "bold" if row == column else "normal"
    axes.text(
        column, row, f"{count:,}", ha="center", va="center", fontsize=9, color=INK, weight=weight
    )


def _frame(axes: Axes, class_names: Sequence[str], title: str) -> None:
    classes = range(len(class_names))
    axes.set_title(title, loc="left", fontsize=11, fontweight="bold", color=INK)
    turned = 0 if max(map(len, class_names)) <= 2 else 40
    axes.set_xticks(classes, class_names, rotation=turned, ha="right" if turned else "center")
    axes.set_yticks(classes, class_names)
    axes.set_xlabel("read as", fontsize=10, color=FAINT)
    axes.set_ylabel("is", fontsize=10, color=FAINT)
    axes.set_xticks(np.arange(len(class_names) + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(len(class_names) + 1) - 0.5, minor=True)
    axes.grid(True, which="minor", color=GRID, linewidth=0.8)
    axes.tick_params(colors=INK, labelsize=10, length=0, which="both")
    for spine in axes.spines.values():
        spine.set_color(GRID)
