"""The base of all plots: matplotlib when it is needed, one palette, one way to save.

No state is shared between figures, so plots can be drawn in any thread.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Final

from glassnet.data.output_file import write_output
from glassnet.nn import GlassnetError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure

DOTS_PER_INCH: Final = 160

# Blue and orange look different with any color blindness (Okabe and Ito 2008).
BLUE: Final = "#0072B2"
ORANGE: Final = "#D55E00"
INK: Final = "#22272e"
FAINT: Final = "#6b7280"
GRID: Final = "#e5e7eb"


class PlottingUnavailable(GlassnetError, ImportError):  # noqa: N818 - named for the state
    """Plots were requested, and matplotlib is not installed."""


def expect_plotting() -> None:
    """Raise `PlottingUnavailable` without matplotlib."""
    try:
        import matplotlib.figure  # noqa: F401 - only to see whether it can be imported
    except ImportError:
        raise PlottingUnavailable(
            "Plots need matplotlib. Install it with: pip install 'glassnet[plot]'"
        ) from None


def new_figure(width: float, height: float) -> Figure:
    """An empty figure, in inches. Raises `PlottingUnavailable` without matplotlib."""
    expect_plotting()
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), facecolor="white", layout="constrained")


def save(figure: Figure, path: Path) -> Path:
    """Write the figure as PNG, making its folder; returns the path. Raises OSError."""
    content = io.BytesIO()
    figure.savefig(content, dpi=DOTS_PER_INCH, format="png", metadata={"Software": "glassnet"})
    write_output(path, content.getvalue())
    return path


def style_axes(axes: Axes, title: str, x_label: str = "", y_label: str = "") -> None:
    """Style the axes: title at the left, thin grid, no lines at the top and the right."""
    axes.set_title(title, loc="left", fontsize=11, fontweight="bold", color=INK)
    axes.set_xlabel(x_label, fontsize=9, color=FAINT)
    axes.set_ylabel(y_label, fontsize=9, color=FAINT)
    axes.tick_params(colors=FAINT, labelsize=8, length=0, which="both")
    axes.grid(True, color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(GRID)


def signed_colors() -> Colormap:
    """Blue for negative, white for zero, orange for positive numbers."""
    from matplotlib.colors import LinearSegmentedColormap

    stops = ["#053a63", BLUE, "#9fcbe6", "#ffffff", "#f5c19c", ORANGE, "#7a2f00"]
    return LinearSegmentedColormap.from_list("signed", stops)
