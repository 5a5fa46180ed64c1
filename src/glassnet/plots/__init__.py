"""Plots of a training run and of an evaluation. They need matplotlib: `glassnet[plot]`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from glassnet.nn import Network, Parameters
from glassnet.plots.accuracies import plot_accuracies, plot_costs
from glassnet.plots.canvas import PlottingUnavailable, expect_plotting
from glassnet.plots.confusion import plot_confusion
from glassnet.plots.curves import plot_curves
from glassnet.plots.galleries import (
    plot_mistakes,
    plot_mistakes_ink,
    plot_predictions,
    plot_stages,
)
from glassnet.plots.reliability import plot_reliability
from glassnet.plots.sweep import plot_sweep
from glassnet.plots.weights import plot_first_weights
from glassnet.training.evaluation import Evaluation

__all__ = [
    "PlottingUnavailable", "expect_plotting", "plot_accuracies", "plot_confusion", "plot_costs",
    "plot_curves", "plot_first_weights", "plot_mistakes", "plot_mistakes_ink", "plot_predictions",
    "plot_reliability", "plot_stages", "plot_sweep", "write_evaluation_plots", "write_run_plots",
]  # fmt: skip


def write_run_plots(
    folder: Path,
    network: Network,
    parameters: Parameters,
    history: Sequence[Mapping[str, Any]],
    evaluation: Evaluation | None,
) -> list[Path]:
    """Draw all plots of a training run; return the files written.

    Raises `PlottingUnavailable` without matplotlib, OSError where the folder cannot be written.
    """
    drawn = [
        plot_curves(history, folder / "curves.png"),
        plot_first_weights(network, parameters, folder / "first-weights.png"),
    ]
    written = [path for path in drawn if path is not None]
    return written + ([] if evaluation is None else write_evaluation_plots(folder, evaluation))


def write_evaluation_plots(folder: Path, evaluation: Evaluation) -> list[Path]:
    """Draw all plots of an evaluation; return the files written."""
    data = evaluation.data
    title = f"{evaluation.accuracy:.2%} of {data} correct"
    confusion = folder / "confusion-matrix.png"
    drawn = [
        plot_confusion(evaluation.confusion, data.class_names, confusion, title),
        plot_mistakes(evaluation, folder / "mistakes.png"),
        plot_mistakes_ink(evaluation, folder / "mistakes-ink.png"),
        plot_reliability(evaluation, folder / "calibration.png"),
    ]
    return [path for path in drawn if path is not None]
