"""The results as tables in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.series import Series, median_ratio, ratios
from benchmarks.workloads import Workload

COLUMNS = (
    "workload",
    "what",
    "Glassnet",
    "fastest peer",
    "its time",
    "ratio",
    "range",
    "products alone",
)
MAX_LOAD = 0.5
"""Of each CPU; above it, other programs take a part of the time that is measured."""


def heading(columns: Sequence[str] = COLUMNS) -> str:
    """The first two lines of a table."""
    return f"{row(columns)}\n{row(['---'] * len(columns))}"


def row(cells: Sequence[str]) -> str:
    """One line of a table."""
    return f"| {' | '.join(cells)} |"


def time_text(seconds: float) -> str:
    """Seconds with three digits, in a unit that fits."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size or unit == "µs":
            return f"{seconds / size:.3g} {unit}"
    return ""


def workload_rows(
    workload: Workload, sides: list[Series], products: float | None, all_peers: bool
) -> list[str]:
    """One line for each thing timed: Glassnet beside its fastest peer, or beside all of them."""
    ours, *peers = sides
    if not ours.runs:
        return [row([workload.slug, workload.title, ours.absent, *[""] * 5])]
    lines = []
    for name in ours.names:
        ran = sorted(
            (each for each in peers if each.runs), key=lambda each: median_ratio(ours, each, name)
        )
        title = f"{name}, {workload.title}" if name else workload.title
        share = f"{products / ours.median(name):.0%}" if products else ""
        start = [f"`{workload.slug}`", title, time_text(ours.median(name))]
        compared = ran if all_peers else ran[:1]
        lines += [row([*start, *_peer_cells(ours, peer, name), share]) for peer in compared]
        if not ran:
            lines.append(row([*start, "", "", "", seconds_range(ours.seconds(name)), share]))
    return lines


def absences(workload: Workload, sides: list[Series]) -> list[str]:
    """Which peers did not run, and why."""
    return [f"{workload.slug}: {each.side} {each.absent}" for each in sides if each.absent]


def _peer_cells(ours: Series, peer: Series, name: str) -> list[str]:
    found = ratios(ours, peer, name)
    about = "about " if peer.runs[0]["estimated"] else ""
    return [
        peer.side,
        about + time_text(peer.median(name)),
        f"{median_ratio(ours, peer, name):.2f}",
        f"{min(found):.2f} to {max(found):.2f}",
    ]


def seconds_range(seconds: list[float]) -> str:
    """The least and the most of some times."""
    return f"{time_text(min(seconds))} to {time_text(max(seconds))}"


def machine_lines(machine: dict[str, Any]) -> list[str]:
    """The CPU, the kernels of NumPy's matrix products and the versions, for a reader of the table."""
    versions = ", ".join(f"{name} {found}" for name, found in machine["versions"].items() if found)
    kernels = {each["architecture"] for each in machine["blas"] if each.get("architecture")}
    return [
        f"{machine['cpus']} CPUs: {machine['cpu']}; OpenBLAS kernels {', '.join(kernels)}",
        f"Python {machine['python']}, {versions}; commit {machine['commit']}",
        *load_lines(machine),
    ]


def load_lines(machine: dict[str, Any]) -> list[str]:
    """The load before the first run; where other programs use the CPUs, that the times are not fair."""
    if not machine.get("load"):
        return []
    load, cpus = machine["load"][0], machine["cpus"]
    busy = "; the machine was busy: the times below are no fair comparison"
    return [f"load {load:.1f} before the first run{busy if load > MAX_LOAD * cpus else ''}"]
