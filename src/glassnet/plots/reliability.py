"""Whether nine of ten predictions with a confidence of 90 % are correct."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from glassnet.nn import Array
from glassnet.plots.canvas import BLUE, FAINT, GRID, ORANGE, new_figure, save, style_axes
from glassnet.training.evaluation import Evaluation

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BINS: Final = 15


def plot_reliability(evaluation: Evaluation, path: Path) -> Path:
    """Accuracy against confidence, in bins of confidence; below, how many images are in each.

    On the diagonal, the mean confidence equals the accuracy.
    """
    confidence = evaluation.probabilities.max(axis=1)
    correct = evaluation.predictions == evaluation.data.labels
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    counts = np.bincount(bins, minlength=BINS)
    figure = new_figure(5.0, 6.0)
    upper, lower = figure.subplots(2, 1, height_ratios=[3, 1], sharex=True)
    _draw_accuracy(upper, np.bincount(bins, correct, BINS), counts, confidence, bins)
    _draw_counts(lower, counts)
    title = f"Calibration error {evaluation.calibration_error:.2%}\n{evaluation.data}"
    style_axes(upper, title, y_label="accuracy")
    style_axes(lower, "", x_label="confidence", y_label="images")
    upper.legend(frameon=False, fontsize=8, loc="upper left", labelcolor=FAINT)
    return save(figure, path)


def _draw_accuracy(
    axes: Axes, correct: Array, counts: Array, confidence: Array, bins: Array
) -> None:
    from matplotlib.ticker import PercentFormatter

    some = counts > 0
    middles = (np.arange(BINS) + 0.5) / BINS
    mean_confidence = np.bincount(bins, confidence, BINS)[some] / counts[some]
    share = correct[some] / counts[some]
    axes.bar(middles[some], share, width=0.9 / BINS, color=BLUE, alpha=0.85, label="accuracy")
    axes.plot([0, 1], [0, 1], color=FAINT, linewidth=1, linestyle=(0, (4, 3)))
    axes.plot(
        middles[some], mean_confidence, "o", color=ORANGE, markersize=5, markeredgecolor="white",
        label="mean confidence",
    )  # fmt: skip
    axes.set(xlim=(0, 1), ylim=(0, 1.02))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))


def _draw_counts(axes: Axes, counts: Array) -> None:
    from matplotlib.ticker import PercentFormatter

    axes.bar((np.arange(BINS) + 0.5) / BINS, counts, width=0.9 / BINS, color=GRID, edgecolor=FAINT)
    # Logarithmic: most images have a confidence near 1, and the few others matter here.
    axes.set_yscale("symlog", linthresh=1)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
