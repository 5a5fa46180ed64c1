"""How time and memory of one epoch grow.

python -m benchmarks.growth [--only examples,width,depth,batch] [--largest N] [--picture FILE]

784-128-10 with ReLU, batches of 128, Adam, where nothing else is said. Every point is a process of its own,
after a training that compiles its kernels; the median of three, one where an epoch has a million examples.
Growth is the exponent p of time ~ size^p between a point and the one before: 1 is linear. Ten million
examples take 7.9 GB of disk. Linux alone reports the peak of a process's memory.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from pathlib import Path

from benchmarks.growth.files import write_examples
from benchmarks.growth.picture import plot_growth
from benchmarks.growth.series import SERIES
from benchmarks.machine import describe
from benchmarks.processes import child_environment, run_child
from benchmarks.table import heading, machine_lines, row, time_text

LINEAR = (0.85, 1.15)  # exponents that count as linear


@dataclass(frozen=True)
class Point:
    """What one training took. `seconds` are of an epoch."""

    size: int
    seconds: float
    examples: int
    megabytes: float


def measure_series(name: str, largest: int | None) -> list[Point]:
    """All points of a series, up to a size."""
    points = []
    for size in SERIES[name].sizes:
        if largest is not None and size > largest:
            break
        with tempfile.TemporaryDirectory() as folder:
            if name == "examples":
                write_examples(Path(folder), size)
            command = [sys.executable, "-m", "benchmarks.growth.point", name, str(size), folder]
            found = run_child(command, child_environment())
        if isinstance(found, str):
            raise SystemExit(f"{name} {size}: {found}")
        points.append(Point(size, found["seconds"], int(found["examples"]), found["megabytes"]))
        print(f"{name} {size:,}: {time_text(found['seconds'])}", file=sys.stderr, flush=True)
    return points


def growth(points: Sequence[Point]) -> list[float | None]:
    """The exponent of each point's time compared with the point before; none of the first."""
    exponents: list[float | None] = [None]
    for before, after in pairwise(points):
        exponents.append(log(after.seconds / before.seconds) / log(after.size / before.size))
    return exponents


def describe_growth(exponents: Sequence[float | None]) -> list[str]:
    """Each exponent in words of the table."""
    words = []
    for each in exponents:
        if each is None:
            words.append("")
        else:
            linear = LINEAR[0] <= each <= LINEAR[1]
            words.append(f"{each:.2f}{', linear' if linear else ''}")
    return words


def print_series(name: str, points: Sequence[Point]) -> None:
    """A table of one series."""
    print(f"\nSize: {SERIES[name].title}.\n")
    print(heading((name, "an epoch", "an example", "growth", "peak memory")))
    for point, word in zip(points, describe_growth(growth(points)), strict=True):
        each = time_text(point.seconds / point.examples)
        cells = (f"{point.size:,}", time_text(point.seconds), each, word)
        print(row((*cells, f"{point.megabytes:,.0f} MB")), flush=True)


def main() -> None:
    """Measure, print the tables, draw the picture."""
    parser = argparse.ArgumentParser("python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--only", default=",".join(SERIES), metavar="NAME,NAME")
    parser.add_argument("--largest", type=int, help="leave larger sizes out")
    parser.add_argument("--picture", type=Path, help="draw the growth into a PNG file")
    parser.add_argument("--json", type=Path, help="write everything that was measured here")
    options = parser.parse_args()
    print("\n".join(machine_lines(describe())))
    measured = {}
    for name in options.only.split(","):
        measured[name] = measure_series(name, options.largest)
        print_series(name, measured[name])
    if options.json:
        kept = {name: [vars(point) for point in points] for name, points in measured.items()}
        options.json.write_text(json.dumps(kept, indent=1), encoding="utf-8")
    if options.picture:
        curves = {
            SERIES[name].title: (
                [point.size for point in points],
                [point.seconds for point in points],
                [point.megabytes for point in points],
            )
            for name, points in measured.items()
        }
        plot_growth(curves, options.picture)


if __name__ == "__main__":
    main()
