"""Accuracies after changes, as tables, plots and plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from glassnet.data import LabeledImages
from glassnet.explain import Measurement
from glassnet.plots import PlottingUnavailable, plot_accuracies


def show_title(console: Console, name: str, images: LabeledImages) -> None:
    """The model and the data."""
    console.print(Text(f"{name} on {images}, digest {images.digest()[:12]}"), soft_wrap=True)


def show_measurements(
    console: Console,
    heading: str,
    points: Sequence[Measurement],
    write: Callable[[float], str] = "{:g}".format,
    *more: tuple[str, Callable[[Measurement], str]],
) -> None:
    """A table: setting, accuracy with its interval, and the difference from the first row.

    `more` are the headings of further columns, and what stands in them.
    """
    table = Table(heading, box=None, padding=(0, 2, 0, 0))
    for each in [*(title for title, _ in more), "accuracy", "95 % interval", "difference"]:
        table.add_column(each, justify="right")
    for point in points:
        low, high = point.interval.low, point.interval.high
        table.add_row(
            write(point.setting),
            *(tell(point) for _, tell in more),
            f"{point.accuracy:.2%}",
            f"{low:.2%} to {high:.2%}",
            format_points(point.accuracy - points[0].accuracy),
        )
    console.print(table)


def format_points(difference: float) -> str:
    """A difference of accuracies, in percentage points with its sign."""
    return f"{100 * difference:+.2f}" if round(100 * difference, 2) else "0.00"


def draw_lines(
    console: Console,
    path: Path,
    title: str,
    x_label: str,
    lines: Mapping[str, Sequence[Measurement]],
) -> list[str]:
    """Draw accuracies against their settings; the files written, none without matplotlib."""
    plain = {
        name: ([each.setting for each in points], [each.accuracy for each in points])
        for name, points in lines.items()
    }
    try:
        plot_accuracies(plain, path, title, x_label)
    except PlottingUnavailable as error:
        console.print(f"{error}", markup=False)
        return []
    console.print(f"Plot: {path}", markup=False, soft_wrap=True)
    return [str(path)]


def describe(name: str, images: LabeledImages) -> dict[str, Any]:
    """The model and the data as plain values."""
    return {
        "model": name,
        "set": str(images),
        "digest": images.digest(),
        "examples": len(images),
    }
