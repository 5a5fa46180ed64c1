"""The command: runs workloads, prints a table, writes JSON."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import cold_start, conditions, machine, table
from benchmarks.alternation import Series, compare, environment
from benchmarks.workloads import WORKLOADS, Workload

PRODUCTS = "ACDEF"


def main() -> int:
    """Run what was asked for; 1 where a condition is not met."""
    options = _options()
    if options.processors:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: options.processors])
    results: dict[str, Any] = {"machine": machine.describe(), "quick": options.quick}
    results["workloads"] = {}
    lines, notes = [], []
    for letter in options.only:
        workload = WORKLOADS[letter]
        sides = _run(workload, options.repeats, options.quick)
        lines += table.rows(workload, sides)
        found = conditions.faults(letter, sides, options.quick)
        notes += [f"{letter}: {fault}" for fault in found]
        result: dict[str, Any] = {"sides": [asdict(side) for side in sides], "faults": found}
        if letter in PRODUCTS and sides[0].runs:
            result["products"] = _products(letter)
            notes.append(table.products_line(letter, sides[0], result["products"]))
        results["workloads"][letter] = result
        if options.json:
            options.json.write_text(json.dumps(results, indent=1), encoding="utf-8")
    print(table.HEADING, *lines, "", *notes, sep="\n")
    return int(any(result["faults"] for result in results["workloads"].values()))


def _run(workload: Workload, repeats: int, quick: bool) -> list[Series]:
    if workload.letter == "I":
        return [cold_start.series(repeats, _tell)]
    if workload.letter == "race":
        repeats = 1
    return compare(workload, repeats, quick, _tell)


def _products(letter: str) -> float:
    command = [sys.executable, "-m", "benchmarks.products", letter]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    parser.add_argument("--only", type=_letters, default=list(WORKLOADS), metavar="D,E,F")
    parser.add_argument("--quick", action="store_true", help="shorter workloads, scaled")
    parser.add_argument("--repeats", type=int, default=5, help="fresh processes for each side")
    parser.add_argument("--processors", type=int, help="use only so many, for all sides")
    parser.add_argument("--json", type=Path, help="write everything that was measured here")
    return parser.parse_args()


def _letters(text: str) -> list[str]:
    letters = text.split(",")
    unknown = [letter for letter in letters if letter not in WORKLOADS]
    if unknown:
        there = ", ".join(WORKLOADS)
        raise argparse.ArgumentTypeError(f"no workload {', '.join(unknown)}; there are {there}")
    return letters


if __name__ == "__main__":
    sys.exit(main())
