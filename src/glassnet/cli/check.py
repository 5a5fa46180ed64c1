"""`glassnet check`: gradient checks of everything public."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from glassnet import engine, nn
from glassnet.cli.console import JsonFile, Seed, report_console, write_json
from glassnet.engine import compiler_available
from glassnet.nn.gradient_cases import TOLERANCE, CheckResult, check_all, missing_cases
from glassnet.nn.gradient_check import Gradient


def check(*, seed: Seed = 0, json: JsonFile = None) -> int:
    """Compare every derivative with what nudging numbers does to the loss.

    Ends with 1 where one is wrong, or a public part has no case.

    Parameters
    ----------
    seed
        Where the random parameters and inputs begin.
    """
    findings = list(check_all(_implementations(), seed))
    missing = missing_cases()
    passed = not missing and all(finding.passed for finding in findings)
    plain = [_plain(finding) for finding in findings]
    report = {
        "seed": seed,
        "bar": TOLERANCE,
        "passed": passed,
        "missing": missing,
        "findings": plain,
    }
    write_json(json, report)
    _show(report_console(json), findings, missing)
    return 0 if passed else 1


def _implementations() -> dict[str, Gradient]:
    """Those that there are: the reference, and the compiled one where numba is installed."""
    compiled = {"compiled": engine.gradient} if compiler_available() else {}
    return {"reference": nn.gradient, **compiled}


def _plain(finding: CheckResult) -> dict[str, Any]:
    return {
        "part": finding.case.name,
        "kind": finding.case.kind,
        "passed": finding.passed,
        "largest_relative_error": finding.worst.largest_relative_error,
        "forms": {form: asdict(check) for form, check in finding.checks.items()},
    }


def _show(console: Console, findings: list[CheckResult], missing: list[str]) -> None:
    table = Table("part", "kind", box=None, padding=(0, 2, 0, 0))
    table.title = "Gradients against differences"
    table.add_column("compared", justify="right")
    table.add_column("largest\nrelative\nerror", justify="right")
    table.add_column("verdict")
    for finding in findings:
        table.add_row(*_row(finding))
    console.print(table)
    console.print(_summary(findings, missing))


def _row(finding: CheckResult) -> tuple[str, ...]:
    worst = finding.worst
    return (
        finding.case.name,
        finding.case.kind,
        f"{worst.compared} {worst.method}",
        f"{worst.largest_relative_error:.1e}",
        "[green]right[/]" if finding.passed else f"[bold red]wrong at {worst.worst}[/]",
    )


def _summary(findings: list[CheckResult], missing: list[str]) -> str:
    wrong = [finding.case.name for finding in findings if not finding.passed]
    forms = "plain and compiled kernels" if compiler_available() else "plain kernels (numba absent)"
    parts = [f"{len(findings)} cases in {forms}; the bar is {TOLERANCE:.0e}."]
    parts += [f"[bold red]Wrong: {', '.join(wrong)}.[/]"] if wrong else []
    parts += [f"[bold red]Without a case: {', '.join(missing)}.[/]"] if missing else []
    return " ".join(parts)
