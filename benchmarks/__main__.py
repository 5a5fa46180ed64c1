"""Time Glassnet against its peers, or against another checkout of it, and print a table."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import checkouts, table
from benchmarks.alternation import run_in_turn
from benchmarks.cold_start import run_cold_starts
from benchmarks.conditions import find_faults
from benchmarks.processes import child_environment, run_child
from benchmarks.requirements import check_requirements
from benchmarks.series import Series
from benchmarks.workloads import TRAININGS, WORKLOADS, Workload

# Its steps are not products with a batch of examples.
WITHOUT_PRODUCTS = ("mlp-16-16-online",)


def main() -> int:
    """Run what was asked for; 1 where a condition fails or, with `--check`, a requirement is missed."""
    options = _parse_options()
    if options.cpus:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: options.cpus])
    return _compare_with_checkout(options) if options.before else _compare_with_peers(options)


def _compare_with_peers(options: argparse.Namespace) -> int:
    results: dict[str, Any] = {
        "machine": _describe_machine(),
        "quick": options.quick,
        "workloads": {},
    }
    lines, notes, verdicts = [], [], []
    for slug in options.only:
        workload = WORKLOADS[slug]
        sides = _run(workload, options.repeats, options.quick)
        has_products = slug in TRAININGS and slug not in WITHOUT_PRODUCTS and sides[0].runs
        products = _time_products(slug) if has_products else None
        faults = list(find_faults(slug, sides, options.quick))
        verdicts += check_requirements(slug, workload.requirements, sides)
        lines += table.workload_rows(workload, sides, products, options.all_peers)
        notes += table.absences(workload, sides)
        notes += [f"failed condition of {slug}: {fault}" for fault in faults]
        measured = [asdict(side) for side in sides]
        results["workloads"][slug] = {"sides": measured, "faults": faults, "products": products}
        _write(results, options.json)
    head = [*table.machine_lines(results["machine"]), "", table.heading()]
    print(*head, *lines, "", *verdicts, *notes, sep="\n")
    failed = any(each["faults"] for each in results["workloads"].values())
    missed = options.check and not all(verdict.reached for verdict in verdicts)
    return int(failed or missed)


def _compare_with_checkout(options: argparse.Namespace) -> int:
    before = checkouts.Checkout.at(options.before.resolve())
    results: dict[str, Any] = {"machine": _describe_machine(), "workloads": {}}
    lines, notes, failed = [], [], False
    for slug in options.only:
        workload = WORKLOADS[slug]
        pair = checkouts.compare_checkouts(
            workload, before, options.repeats, options.quick, _report
        )
        lines += checkouts.comparison_rows(workload, *pair)
        notes += checkouts.learning_changes(workload, *pair)
        failed = failed or any(each.absent.startswith("failed") for each in pair)
        results["workloads"][slug] = [asdict(each) for each in pair]
        _write(results, options.json)
    head = [*table.machine_lines(results["machine"]), "", table.heading(checkouts.COLUMNS)]
    print(*head, *lines, "", *notes, sep="\n")
    return int(failed)


def _run(workload: Workload, repeats: int, quick: bool) -> list[Series]:
    if workload.slug == "cold-start":
        return [run_cold_starts(repeats, _report)]
    # A run of the race is ten trainings.
    return run_in_turn(workload, 1 if workload.slug == "race" else repeats, quick, _report)


def _time_products(slug: str) -> float | None:
    found = run_child([sys.executable, "-m", "benchmarks.products", slug], child_environment())
    return None if isinstance(found, str) else found


def _describe_machine() -> dict[str, Any]:
    """In a process like those that are timed, so that the kernels are theirs."""
    return run_child([sys.executable, "-m", "benchmarks.machine"], child_environment())


def _write(results: dict[str, Any], path: Path | None) -> None:
    if path:
        path.write_text(json.dumps(results, indent=1), encoding="utf-8")


def _report(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    names = ", ".join(WORKLOADS)
    parser.add_argument(
        "--only", type=_parse_slugs, default=list(WORKLOADS), metavar="NAME,NAME", help=names
    )
    parser.add_argument("--before", type=Path, metavar="CHECKOUT", help="compare with it")
    parser.add_argument("--check", action="store_true", help="exit 1 if a requirement is missed")
    parser.add_argument("--all-peers", action="store_true", help="a row for each peer")
    parser.add_argument("--quick", action="store_true", help="shorter workloads, scaled")
    parser.add_argument("--repeats", type=int, default=5, help="fresh processes for each side")
    parser.add_argument("--cpus", type=int, help="use only so many, for all sides")
    parser.add_argument("--json", type=Path, help="write everything that was measured here")
    return parser.parse_args()


def _parse_slugs(text: str) -> list[str]:
    slugs = text.split(",")
    unknown = [slug for slug in slugs if slug not in WORKLOADS]
    if unknown:
        known = ", ".join(WORKLOADS)
        message = f"unknown workload {', '.join(unknown)}; choose from {known}"
        raise argparse.ArgumentTypeError(message)
    return slugs


if __name__ == "__main__":
    sys.exit(main())
