"""The results as a table for people."""

from __future__ import annotations

import numpy as np

from benchmarks.alternation import Series
from benchmarks.workloads import Workload

HEADING = (
    "| workload | Glassnet | against | peer | ratio | spread | must | goal |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- |"
)


def time_text(seconds: float) -> str:
    """Seconds with three digits, in a unit that fits."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size or unit == "µs":
            return f"{seconds / size:.3g} {unit}"
    return ""


def rows(workload: Workload, sides: list[Series]) -> list[str]:
    """One line for each thing timed and each peer."""
    ours, *peers = sides
    if not ours.runs:
        return [_row(workload, ours.absent, "", "", "", "")]
    lines = []
    for name in ours.names:
        title = f"{workload.title} {name}".strip()
        own = time_text(ours.median(name))
        if not peers:
            lines.append(_row(workload, own, "", "", "", _spread(ours.seconds(name)), title))
        for peer in peers:
            if not peer.runs:
                lines.append(_row(workload, own, peer.side, peer.absent, "", "", title))
                continue
            ratio, spread = ratio_and_spread(ours, peer, name)
            about = "about " if peer.runs[0]["estimated"] else ""
            theirs = about + time_text(peer.median(name))
            lines.append(_row(workload, own, peer.side, theirs, f"{ratio:.2f}", spread, title))
    return lines


def ratio_and_spread(ours: Series, peer: Series, name: str) -> tuple[float, str]:
    """How many times longer the peer takes: the median over rounds, and from least to most."""
    pairs = zip(ours.seconds(name), peer.seconds(name), strict=False)
    ratios = [theirs / own for own, theirs in pairs]
    return float(np.median(ratios)), f"{min(ratios):.2f}-{max(ratios):.2f}"


def products_line(letter: str, ours: Series, seconds: float) -> str:
    """The share of the time that pure matrix products would take."""
    share = seconds / ours.median("")
    return (
        f"{letter}: matrix products alone {time_text(seconds)}, "
        f"{share:.0%} of Glassnet's time ({1 / share:.2f} times the products)"
    )


def _spread(seconds: list[float]) -> str:
    return f"{time_text(min(seconds))} to {time_text(max(seconds))}"


def _row(
    workload: Workload,
    own: str,
    peer: str,
    theirs: str,
    ratio: str,
    spread: str,
    title: str | None = None,
) -> str:
    cells = (
        f"{workload.letter} {workload.title if title is None else title}",
        own, peer, theirs, ratio, spread, workload.must, workload.goal,
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"
