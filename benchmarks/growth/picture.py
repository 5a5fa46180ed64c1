"""Time and memory against size, both axes logarithmic, a column for each series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from glassnet.plots.canvas import BLUE, FAINT, ORANGE, new_figure, save, style_axes

Curve = tuple[Sequence[float], Sequence[float], Sequence[float]]
"""Sizes, seconds, megabytes."""


def plot_growth(curves: Mapping[str, Curve], path: Path) -> Path:
    """Draw seconds of an epoch above, peak memory below; a dashed line grows linearly."""
    figure = new_figure(3.4 * len(curves), 5.2)
    grid = figure.subplots(2, len(curves), squeeze=False)
    for column, (title, (sizes, seconds, megabytes)) in enumerate(curves.items()):
        above, below = grid[0][column], grid[1][column]
        above.loglog(sizes, seconds, marker="o", markersize=4, color=BLUE)
        linear = [seconds[-1] * size / sizes[-1] for size in sizes]
        above.loglog(sizes, linear, linestyle="--", linewidth=1, color=FAINT)
        above.set_ylim(min(seconds) / 2, max(seconds) * 2)
        below.semilogx(sizes, megabytes, marker="o", markersize=4, color=ORANGE)
        below.set_ylim(0, max(megabytes) * 1.1)
        style_axes(above, "", "", "seconds of an epoch" if column == 0 else "")
        style_axes(below, "", title, "peak memory, MB" if column == 0 else "")
    return save(figure, path)
