"""Bars and lines as HTML and SVG, in colors that differ from light and from dark pages.

The colors differ with any color blindness (Okabe and Ito 2008).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from glassnet.display.html import Html, make_table, to_html

COLORS: Final = ("#D55E00", "#0072B2", "#009E73", "#CC79A7")
BAR: Final = 160
"""Pixels of a bar for a share of 1."""

WIDTH: Final = 420
HEIGHT: Final = 150
MARGIN: Final = 6


def draw_bars(title: str, shares: Mapping[str, float], strong: str | None = None) -> Html:
    """A bar for each share from 0 to 1; the one named `strong` in another color."""
    rows = []
    for name, share in shares.items():
        color = COLORS[0] if name == strong else COLORS[1]
        width = round(BAR * min(max(share, 0.0), 1.0))
        style = f"display:inline-block;height:.7em;width:{width}px;background:{color}"
        rows.append((name, Html(f'<span style="{style}"></span>'), f"{share:.1%}"))
    return make_table(title, ("", "", ""), rows)


def draw_lines(title: str, series: Mapping[str, Sequence[float]], percent: bool = False) -> Html:
    """A line for each series of numbers, over their index from 1, with the last number of each."""
    known = {name: values for name, values in series.items() if values}
    if not known:
        return Html("")
    low = min(min(values) for values in known.values())
    high = max(max(values) for values in known.values())
    lines, legend = [], []
    for (name, values), color in zip(known.items(), COLORS, strict=False):
        points = " ".join(_points(values, low, high))
        lines.append(f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2"/>')
        shown = f"{values[-1]:.2%}" if percent else f"{values[-1]:.4g}"
        legend.append(f'<span style="color:{color}">■</span> {to_html(f"{name} {shown}")}')
    frame = (
        f'<rect x=".5" y=".5" width="{WIDTH - 1}" height="{HEIGHT - 1}" fill="none" '
        'stroke="currentColor" stroke-opacity=".3"/>'
    )
    return Html(
        f'<figure style="margin:.3em 0"><figcaption><b>{to_html(title)}</b> {" ".join(legend)}</figcaption>'
        f'<svg role="img" aria-label="{to_html(title)}" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">{frame}{"".join(lines)}</svg></figure>'
    )


def _points(values: Sequence[float], low: float, high: float) -> list[str]:
    across, up = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
    span, last = (high - low) or 1.0, max(len(values) - 1, 1)
    return [
        f"{MARGIN + across * at / last:.1f},{HEIGHT - MARGIN - up * (value - low) / span:.1f}"
        for at, value in enumerate(values)
    ]
