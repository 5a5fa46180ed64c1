"""Accuracy against a setting, and the cost of each neuron."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from glassnet.plots.canvas import BLUE, FAINT, INK, ORANGE, new_figure, save, style_axes


def plot_accuracies(
    lines: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    path: Path,
    title: str,
    x_label: str,
) -> Path:
    """Draw accuracies 0 to 1 against settings, a line for each name: (settings, accuracies)."""
    figure = new_figure(6.4, 3.7)
    axes = figure.subplots()
    for (name, (settings, accuracies)), color in zip(
        lines.items(), (BLUE, ORANGE, INK), strict=False
    ):
        axes.plot(settings, accuracies, marker="o", markersize=4, color=color, label=name)
    style_axes(axes, title, x_label, "accuracy")
    axes.set_ylim(0, 1.02)
    axes.yaxis.set_major_formatter(lambda share, position: f"{100 * share:.6g}%")
    if len(lines) > 1:
        axes.legend(frameon=False, fontsize=9, labelcolor=FAINT)
    return save(figure, path)


def plot_costs(costs: Sequence[float], path: Path, title: str) -> Path:
    """Draw the accuracy that each neuron's absence costs, 0 to 1, the most expensive first."""
    order = sorted(range(len(costs)), key=lambda index: -costs[index])
    figure = new_figure(max(6.4, min(0.22 * len(costs), 16)), 3.7)
    axes = figure.subplots()
    axes.bar(range(len(costs)), [100 * costs[index] for index in order], color=BLUE)
    style_axes(axes, title, "neuron, the most expensive first", "percentage points of accuracy")
    if len(costs) <= 64:
        axes.set_xticks(range(len(costs)), [str(index + 1) for index in order], fontsize=7)
    return save(figure, path)
