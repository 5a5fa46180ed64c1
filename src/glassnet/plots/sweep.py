"""The trials of a sweep: the metric against each searched setting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from glassnet.plots.canvas import BLUE, new_figure, save, style_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS: Final = 3
# Beyond this ratio of largest to smallest value, an axis is logarithmic.
MAX_LINEAR_RATIO: Final = 20.0


def plot_sweep(
    settings: Sequence[str],
    trials: Sequence[tuple[Mapping[str, Any], float]],
    metric: str,
    path: Path,
) -> Path:
    """A panel for each setting, a dot for each trial that has it: values of the setting and metric."""
    rows = -(-len(settings) // COLUMNS)
    columns = min(COLUMNS, len(settings))
    figure = new_figure(3.4 * columns, 2.9 * rows)
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes, name in zip(panels, settings, strict=False):
        found = [(values[name], value) for values, value in trials if name in values]
        _draw(axes, name, found, metric)
    for axes in panels[len(settings) :]:
        axes.set_visible(False)
    return save(figure, path)


def _draw(axes: Axes, name: str, found: list[tuple[Any, float]], metric: str) -> None:
    numeric = all(isinstance(x, int | float) and not isinstance(x, bool) for x, _ in found)
    across = [x if numeric else str(x) for x, _ in found]
    axes.scatter(across, [y for _, y in found], s=18, color=BLUE, alpha=0.75, linewidths=0)
    numbers = [x for x, _ in found if numeric]
    if numbers and min(numbers) > 0 and max(numbers) / min(numbers) > MAX_LINEAR_RATIO:
        axes.set_xscale("log")
    style_axes(axes, f"validation {metric}", x_label=name)
