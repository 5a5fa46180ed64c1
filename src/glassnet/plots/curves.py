"""Loss and accuracy over the epochs of training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from glassnet.nn import Array
from glassnet.plots.canvas import BLUE, FAINT, ORANGE, new_figure, save, style_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LINES: Final = {"train": ("training", ORANGE), "validation": ("validation", BLUE)}
MAX_EPOCHS_WITH_DOTS: Final = 30
# Beyond this ratio of largest to smallest, a linear axis hides the end of training.
MAX_LINEAR_RATIO: Final = 6.0


def plot_curves(history: Sequence[Mapping[str, Any]], path: Path) -> Path:
    """Loss and accuracy over epochs, as `metrics.jsonl` holds them: one table for each epoch."""
    figure = new_figure(9.6, 3.7)
    loss_axes, accuracy_axes = figure.subplots(1, 2)
    _draw_loss(loss_axes, history)
    _draw_accuracy(accuracy_axes, history)
    for axes in (loss_axes, accuracy_axes):
        axes.xaxis.get_major_locator().set_params(integer=True)
    figure.supxlabel(
        "training metrics are means over an epoch, while the weights changed",
        fontsize=7.5, color=FAINT, x=0.01, ha="left",
    )  # fmt: skip
    return save(figure, path)


def _draw_loss(axes: Axes, history: Sequence[Mapping[str, Any]]) -> None:
    from matplotlib.ticker import LogLocator

    drawn = _draw(axes, history, "loss")
    style_axes(axes, "Loss", x_label="epoch")
    values = np.concatenate(drawn) if drawn else np.ones(1)
    if values.min() > 0 and values.max() / values.min() > MAX_LINEAR_RATIO:
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter("{x:g}")
        axes.yaxis.set_minor_formatter(lambda value, position: "")
        axes.grid(True, which="minor", color="#f3f4f6", linewidth=0.6)


def _draw_accuracy(axes: Axes, history: Sequence[Mapping[str, Any]]) -> None:
    drawn = _draw(axes, history, "accuracy")
    style_axes(axes, "Accuracy", x_label="epoch")
    axes.yaxis.set_major_formatter(lambda share, position: f"{100 * share:.6g}%")
    if drawn:
        axes.legend(frameon=False, fontsize=9, loc="lower right", labelcolor=FAINT)


def _draw(axes: Axes, history: Sequence[Mapping[str, Any]], metric: str) -> list[Array]:
    """Draw a line for training, and one for validation where it was measured; return their values."""
    drawn = []
    for split, (label, color) in LINES.items():
        known = [line for line in history if line.get(f"{split}_{metric}") is not None]
        if not known:
            continue
        epochs = [line["epoch"] + 1 for line in known]
        drawn.append(np.array([line[f"{split}_{metric}"] for line in known]))
        marker = "o" if len(epochs) <= MAX_EPOCHS_WITH_DOTS else ""
        axes.plot(
            epochs, drawn[-1], color=color, label=label, marker=marker, markersize=4, linewidth=2
        )
    return drawn
