"""`glassnet check`: gradient checks of every public part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from glassnet import engine, nn
from glassnet.cli.compiling import notify_if_compiling
from glassnet.cli.console import (
    JsonFile,
    Seed,
    error_console,
    print_table,
    report_console,
    write_json,
)
from glassnet.engine import compiler_available
from glassnet.nn.gradient_cases import TOLERANCE, CheckResult, check_all, missing_cases
from glassnet.nn.gradient_check import Gradient


def check(*, seed: Seed = 0, json: JsonFile = None) -> int:
    """Compare every gradient with finite differences.

    The exit status is 1 where one is wrong, or a public part has no case.

    Parameters
    ----------
    seed
        The seed of the random parameters and inputs.
    """
    with notify_if_compiling(error_console()):
        results = list(check_all(_implementations(), seed))
    return report(results, missing_cases(), seed, json)


def report(
    results: Sequence[CheckResult], missing: Sequence[str], seed: int, json: Path | None = None
) -> int:
    """Show the results and the parts without a case; return the exit status."""
    passed = not missing and all(result.passed for result in results)
    plain = {
        "seed": seed,
        "tolerance": TOLERANCE,
        "passed": passed,
        "missing": list(missing),
        "results": [_to_plain(result) for result in results],
    }
    write_json(json, plain)
    _show(report_console(json), results, missing)
    return 0 if passed else 1


def _implementations() -> dict[str, Gradient]:
    compiled = {"compiled": engine.gradient} if compiler_available() else {}
    return {"reference": nn.gradient, **compiled}


def _to_plain(result: CheckResult) -> dict[str, Any]:
    return {
        "part": result.case.name,
        "kind": result.case.kind,
        "passed": result.passed,
        "largest_relative_error": result.worst.largest_relative_error,
        "implementations": {name: asdict(check) for name, check in result.checks.items()},
    }


def _show(console: Console, results: Sequence[CheckResult], missing: Sequence[str]) -> None:
    table = Table("part", "kind", box=None, padding=(0, 2, 0, 0))
    table.title = "Gradient check against finite differences"
    table.add_column("compared", justify="right")
    table.add_column("largest\nrelative\nerror", justify="right")
    table.add_column("result")
    for result in results:
        table.add_row(*_row(result))
    print_table(console, table)
    console.print(_summary(results, missing))


def _row(result: CheckResult) -> tuple[str | Text, ...]:
    worst = result.worst
    return (
        result.case.name,
        result.case.kind,
        f"{worst.compared} {worst.method}",
        f"{worst.largest_relative_error:.1e}",
        Text("passed", "green") if result.passed else Text(f"failed at {worst.worst}", "bold red"),
    )


def _summary(results: Sequence[CheckResult], missing: Sequence[str]) -> Text:
    failed = [result.case.name for result in results if not result.passed]
    checked = "reference and compiled implementation"
    if not compiler_available():
        checked = "reference implementation (no numba)"
    parts = [f"{len(results)} cases with the {checked}; the tolerance is {TOLERANCE:.0e}."]
    bad = [f"Failed: {', '.join(failed)}."] if failed else []
    bad += [f"Without a case: {', '.join(missing)}."] if missing else []
    return Text(" ").join([Text(" ".join(parts)), *(Text(each, "bold red") for each in bad)])
