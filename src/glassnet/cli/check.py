"""`glassnet check`: gradient checks of everything public."""

from __future__ import annotations

import sys
from dataclasses import asdict
from json import dumps
from math import isfinite
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from glassnet.nn.gradient_cases import BAR, Finding, find_all, missing_cases
from glassnet.nn.kernels.dispatch import compiler_available


def check(*, seed: int = 0, json: Path | None = None) -> int:
    """Compare every derivative with what nudging numbers does to the loss.

    Parameters
    ----------
    seed
        Where the random parameters and inputs begin.
    json
        Write the findings to this file too; "-" writes them to standard output instead of the table.
    """
    findings = list(find_all(seed))
    missing = missing_cases()
    passed = not missing and all(finding.passed for finding in findings)
    if json is not None:
        _write(dumps(_report(seed, findings, missing, passed), indent=2), json)
    if json != Path("-"):
        _show(findings, missing)
    return 0 if passed else 1


def _report(seed: int, findings: list[Finding], missing: list[str], passed: bool) -> dict[str, Any]:
    return {
        "seed": seed,
        "bar": BAR,
        "passed": passed,
        "missing": missing,
        "findings": [_plain(finding) for finding in findings],
    }


def _plain(finding: Finding) -> dict[str, Any]:
    forms = {form: asdict(check) for form, check in finding.checks.items()}
    for numbers in forms.values():
        numbers["largest_relative_error"] = _finite(numbers["largest_relative_error"])
    return {
        "part": finding.case.name,
        "kind": finding.case.kind,
        "passed": finding.passed,
        "largest_relative_error": _finite(finding.worst.largest_relative_error),
        "forms": forms,
    }


def _finite(number: float) -> float | None:
    """The number, or None where JSON has no word for it."""
    return number if isfinite(number) else None


def _write(text: str, path: Path) -> None:
    if path == Path("-"):
        sys.stdout.write(text + "\n")
    else:
        path.write_text(text + "\n", encoding="utf-8")


def _show(findings: list[Finding], missing: list[str]) -> None:
    console = Console()
    table = Table(
        "part", "kind", box=None, padding=(0, 2, 0, 0), title="Gradients against differences"
    )
    table.add_column("compared", justify="right")
    table.add_column("largest\nrelative\nerror", justify="right")
    table.add_column("verdict")
    for finding in findings:
        table.add_row(*_row(finding))
    console.print(table)
    console.print(_summary(findings, missing), highlight=False)


def _row(finding: Finding) -> tuple[str, ...]:
    worst = finding.worst
    return (
        finding.case.name,
        finding.case.kind,
        f"{worst.compared} {worst.method}",
        f"{worst.largest_relative_error:.1e}",
        "[green]right[/]" if finding.passed else f"[bold red]wrong at {worst.worst}[/]",
    )


def _summary(findings: list[Finding], missing: list[str]) -> str:
    wrong = [finding.case.name for finding in findings if not finding.passed]
    forms = "plain and compiled kernels" if compiler_available() else "plain kernels (numba absent)"
    parts = [f"{len(findings)} cases in {forms}; the bar is {BAR:.0e}."]
    parts += [f"[bold red]Wrong: {', '.join(wrong)}.[/]"] if wrong else []
    parts += [f"[bold red]Without a case: {', '.join(missing)}.[/]"] if missing else []
    return " ".join(parts)
