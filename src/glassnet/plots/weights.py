"""The weights of the first layer as images."""

from __future__ import annotations

from math import ceil, isqrt, prod
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from glassnet.nn import Array, Network, Parameters, Shape
from glassnet.plots.canvas import FAINT, GRID, INK, new_figure, save, signed_colors

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MAX_TILES: Final = 256
# The color scale covers this share of the weights, so that a single outlier does not make all others pale.
SHARE_WITHIN_SCALE: Final = 0.998
# In inches: the color bar beside the tiles; the title above and the caption below them.
COLORBAR_ROOM: Final = 0.7
TEXT_ROOM: Final = 0.9


def plot_first_weights(network: Network, parameters: Parameters, path: Path) -> Path | None:
    """One tile for each neuron (or filter) of the first layer: orange raises its sum, blue lowers it.

    Returns None and draws nothing where the weights have no shape of an image.
    """
    name = "1.weights"
    if name not in parameters or (tiles := tiles_of(parameters[name], network.input_shape)) is None:
        return None
    columns = _columns(min(len(tiles), MAX_TILES))
    rows = ceil(min(len(tiles), MAX_TILES) / columns)
    width = min(max(columns * 0.62, 4.0), 9.0)
    figure = new_figure(width + COLORBAR_ROOM, width * rows / columns + TEXT_ROOM)
    axes = figure.subplots()
    limit = float(np.quantile(np.abs(tiles), SHARE_WITHIN_SCALE)) or 1.0
    sheet = mosaic(tiles[:MAX_TILES], columns)
    picture = axes.imshow(
        sheet, cmap=signed_colors(), vmin=-limit, vmax=limit, interpolation="nearest"
    )
    _frame(axes, len(tiles))
    bar = figure.colorbar(picture, ax=axes, shrink=0.6, aspect=28, pad=0.02)
    bar.ax.tick_params(colors=FAINT, labelsize=7, length=0)
    bar.outline.set_edgecolor(GRID)
    return save(figure, path)


def tiles_of(weights: Array, input_shape: Shape) -> Array | None:
    """Weights as images `(count, height, width)`; None where they have no such shape.

    Dense `(inputs, units)` gives one image per unit, where the inputs are an image of `input_shape` or a
    square number of pixels; convolution `(height, width, channels, filters)` gives one per filter and
    channel.
    """
    if weights.ndim == 2 and len(input_shape) > 1 and weights.shape[0] == prod(input_shape[:2]):
        return weights.T.reshape(-1, *input_shape[:2])
    if weights.ndim == 2 and weights.shape[0] == isqrt(weights.shape[0]) ** 2:
        side = isqrt(weights.shape[0])
        return weights.T.reshape(-1, side, side)
    if weights.ndim == 4 and prod(weights.shape[:2]) > 1:
        return weights.transpose(3, 2, 0, 1).reshape(-1, *weights.shape[:2])
    return None


def mosaic(tiles: Array, columns: int) -> Array:
    """Tiles side by side with a gap of NaN, which is drawn as background."""
    count, height, width = tiles.shape
    gap = max(height // 14, 1)
    rows = ceil(count / columns)
    sheet = np.full((rows * (height + gap) - gap, columns * (width + gap) - gap), np.nan)
    for index, tile in enumerate(tiles):
        top, left = (index // columns) * (height + gap), (index % columns) * (width + gap)
        sheet[top : top + height, left : left + width] = tile
    return sheet


def _columns(count: int) -> int:
    """About as many columns as rows, and a full last row where possible."""
    square = ceil(count**0.5)
    return next((each for each in range(square, 2 * square) if count % each == 0), square)


def _frame(axes: Axes, count: int) -> None:
    shown = f"the first {MAX_TILES} of {count:,}" if count > MAX_TILES else f"all {count}"
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
