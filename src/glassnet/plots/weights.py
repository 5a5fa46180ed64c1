"""What the first layer looks for: its weights as pictures."""

from __future__ import annotations

from math import ceil, isqrt, prod
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from glassnet.ink.rendering import SIDE
from glassnet.nn import Array, Network, Parameters
from glassnet.plots.canvas import FAINT, GRID, INK, new_figure, save, signed_colours

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_SHOWN: Final = 256
# The scale ends where all but these few of the weights lie: one giant does not pale the rest.
SHARE_WITHIN_SCALE: Final = 0.998


def plot_first_weights(network: Network, parameters: Parameters, path: Path) -> Path | None:
    """One tile for each neuron (or kernel) of the first layer: orange raises it, blue lowers it.

    None, and no picture, where the first layer's weights have no shape that can be seen.
    """
    name = "1.weights"
    if name not in parameters or (tiles := tiles_of(parameters[name])) is None:
        return None
    columns = _columns(min(len(tiles), MOST_SHOWN))
    rows = ceil(min(len(tiles), MOST_SHOWN) / columns)
    width = min(max(columns * 0.62, 4.0), 9.0)
    figure = new_figure(width + 0.7, width * rows / columns + 0.5)
    axes = figure.subplots()
    limit = float(np.quantile(np.abs(tiles), SHARE_WITHIN_SCALE)) or 1.0
    sheet = mosaic(tiles[:MOST_SHOWN], columns)
    picture = axes.imshow(
        sheet, cmap=signed_colours(), vmin=-limit, vmax=limit, interpolation="nearest"
    )
    _frame(axes, len(tiles))
    bar = figure.colorbar(picture, ax=axes, shrink=0.6, aspect=28, pad=0.02)
    bar.ax.tick_params(colors=FAINT, labelsize=7, length=0)
    bar.outline.set_edgecolor(GRID)  # type: ignore[operator]
    return save(figure, path)


def tiles_of(weights: Array) -> Array | None:
    """Weights as pictures `(count, height, width)`; None where they have no such shape.

    Dense `(inputs, units)` with as many inputs as pixels give one picture per unit; convolution
    `(height, width, channels, filters)` gives one per filter, or per filter and channel.
    """
    if weights.ndim == 2 and weights.shape[0] == SIDE * SIDE:
        return weights.T.reshape(-1, SIDE, SIDE)
    if weights.ndim == 2 and weights.shape[0] == isqrt(weights.shape[0]) ** 2:
        side = isqrt(weights.shape[0])
        return weights.T.reshape(-1, side, side)
    if weights.ndim == 4 and prod(weights.shape[:2]) > 1:
        return weights.transpose(3, 2, 0, 1).reshape(-1, *weights.shape[:2])
    return None


def mosaic(tiles: Array, columns: int) -> Array:
    """Tiles side by side with a gap of NaN, which is drawn as paper."""
    count, height, width = tiles.shape
    gap = max(height // 14, 1)
    rows = ceil(count / columns)
    sheet = np.full((rows * (height + gap) - gap, columns * (width + gap) - gap), np.nan)
    for index, tile in enumerate(tiles):
        top, left = (index // columns) * (height + gap), (index % columns) * (width + gap)
        sheet[top : top + height, left : left + width] = tile
    return sheet


def _columns(count: int) -> int:
    """About as many columns as rows, and no gap at the end where that can be."""
    square = ceil(count**0.5)
    return next((each for each in range(square, 2 * square) if count % each == 0), square)


def _frame(axes: Axes, count: int) -> None:
    shown = f"the first {MOST_SHOWN} of {count:,}" if count > MOST_SHOWN else f"all {count}"
    axes.set_title(
        f"First layer's weights, {shown}", loc="left", fontsize=11, fontweight="bold", color=INK
    )
    axes.set_xlabel(
        "ink on orange raises a neuron's sum, ink on blue lowers it", fontsize=8, color=FAINT,
        loc="left",
    )  # fmt: skip
    axes.set(xticks=[], yticks=[])
    axes.set_facecolor(GRID)
    for spine in axes.spines.values():
        spine.set_visible(False)
