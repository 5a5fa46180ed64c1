"""Whether nine of ten predictions with a confidence of 90 % are correct."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from glassnet.plots.canvas import BLUE, FAINT, GRID, ORANGE, new_figure, save, style_axes
from glassnet.training.evaluation import Evaluation
from glassnet.training.metrics import ReliabilityBin

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BAR: Final = 0.9  # of a bin


def plot_reliability(evaluation: Evaluation, path: Path) -> Path:
    """Accuracy against confidence, in bins of confidence; below, how many images are in each.

    On the diagonal, the mean confidence equals the accuracy. Rejected images are left out.
    """
    figure = new_figure(5.0, 6.0)
    upper, lower = figure.subplots(2, 1, height_ratios=[3, 1], sharex=True)
    _draw_accuracy(upper, evaluation.reliability)
    _draw_counts(lower, evaluation.reliability)
    title = f"Calibration error {evaluation.calibration_error:.2%}\n{evaluation.data}"
    style_axes(upper, title, y_label="accuracy")
    style_axes(lower, "", x_label="confidence", y_label="images")
    upper.legend(frameon=False, fontsize=8, loc="upper left", labelcolor=FAINT)
    return save(figure, path)


def _draw_accuracy(axes: Axes, bins: Sequence[ReliabilityBin]) -> None:
    from matplotlib.ticker import PercentFormatter

    middles, shares = _middles(bins), [each.accuracy for each in bins]
    axes.bar(middles, shares, width=BAR * _width(bins), color=BLUE, alpha=0.85, label="accuracy")
    axes.plot([0, 1], [0, 1], color=FAINT, linewidth=1, linestyle=(0, (4, 3)))
    axes.plot(
        middles, [each.confidence for each in bins], "o", color=ORANGE, markersize=5,
        markeredgecolor="white", label="mean confidence",
    )  # fmt: skip
    axes.set(xlim=(0, 1), ylim=(0, 1.02))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))


def _draw_counts(axes: Axes, bins: Sequence[ReliabilityBin]) -> None:
    from matplotlib.ticker import PercentFormatter

    counts = [each.count for each in bins]
    axes.bar(_middles(bins), counts, width=BAR * _width(bins), color=GRID, edgecolor=FAINT)
    # Logarithmic: most images have a confidence near 1, and the few others matter here.
    axes.set_yscale("symlog", linthresh=1)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))


def _middles(bins: Sequence[ReliabilityBin]) -> list[float]:
    return [(each.low + each.high) / 2 for each in bins]


def _width(bins: Sequence[ReliabilityBin]) -> float:
    return bins[0].high - bins[0].low if bins else 1.0
