"""Whether a confidence of 90 % is right nine times in ten."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from glassnet.nn import Array
from glassnet.plots.canvas import BLUE, FAINT, GRID, ORANGE, new_figure, save, tidy
from glassnet.training.metrics import calibration_error

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BINS: Final = 15


def plot_reliability(probabilities: Array, labels: Array, path: Path) -> Path:
    """Accuracy against confidence, in bins of confidence; below, how many images are in each.

    `probabilities` `(count, classes)`. On the diagonal, the network is as sure as it is right.
    """
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    counts = np.bincount(bins, minlength=BINS)
    figure = new_figure(5.0, 6.0)
    upper, lower = figure.subplots(2, 1, height_ratios=[3, 1], sharex=True)
    _draw_accuracy(upper, np.bincount(bins, right, BINS), counts, confidence, bins)
    _draw_counts(lower, counts)
    error = calibration_error(probabilities, labels, BINS)
    tidy(upper, f"Calibration error {error:.2%}", up="share read right")
    tidy(lower, "", across="confidence", up="images")
    upper.legend(frameon=False, fontsize=8, loc="upper left", labelcolor=FAINT)
    return save(figure, path)


def _draw_accuracy(axes: Axes, right: Array, counts: Array, confidence: Array, bins: Array) -> None:
    from matplotlib.ticker import PercentFormatter

    some = counts > 0
    middles = (np.arange(BINS) + 0.5) / BINS
    sure = np.bincount(bins, confidence, BINS)[some] / counts[some]
    share = right[some] / counts[some]
    axes.bar(middles[some], share, width=0.9 / BINS, color=BLUE, alpha=0.85, label="read right")
    axes.plot([0, 1], [0, 1], color=FAINT, linewidth=1, linestyle=(0, (4, 3)))
    axes.plot(
        middles[some], sure, "o", color=ORANGE, markersize=5, markeredgecolor="white",
        label="mean confidence",
    )  # fmt: skip
    axes.set(xlim=(0, 1), ylim=(0, 1.02))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))


def _draw_counts(axes: Axes, counts: Array) -> None:
    from matplotlib.ticker import PercentFormatter

    axes.bar((np.arange(BINS) + 0.5) / BINS, counts, width=0.9 / BINS, color=GRID, edgecolor=FAINT)
    # From one image to all of them: most are read with certainty, the few others matter here.
    axes.set_yscale("symlog", linthresh=1)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
