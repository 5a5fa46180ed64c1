"""The effect of an erratum: both numbers of each seed, joined by a line, and the mean difference."""

from __future__ import annotations

from pathlib import Path
from statistics import fmean
from textwrap import fill
from typing import Final

from glassnet.plots.canvas import BLUE, FAINT, INK, ORANGE, new_figure, save, style_axes
from glassnet.tutorials.errata.effects import MeasuredEffect

TITLE_WIDTH: Final = 48
LABEL_WIDTH: Final = 44


def plot_effect(title: str, effect: MeasuredEffect, path: Path) -> Path:
    """One line for each seed from the number of the correct training to that of the one as written."""
    found = effect.difference
    label = f"difference {found.mean:+.3f} (95 %: {found.low:+.3f} to {found.high:+.3f})"
    figure = new_figure(5.2, 3.8)
    axes = figure.subplots()
    style_axes(axes, fill(title, TITLE_WIDTH), label, fill(effect.metric, LABEL_WIDTH))
    for right, written in zip(effect.right, effect.written, strict=True):
        axes.plot([0, 1], [right, written], color=FAINT, linewidth=0.8, zorder=1)
        axes.scatter([0, 1], [right, written], color=[BLUE, ORANGE], s=18, zorder=2)
    for x, numbers in enumerate((effect.right, effect.written)):
        axes.hlines(fmean(numbers), x - 0.12, x + 0.12, color=INK, linewidth=2, zorder=3)
    axes.set_xticks([0, 1], ["right", "as written"], color=INK)
    axes.set_xlim(-0.4, 1.4)
    return save(figure, path)
