"""`glassnet check`: gradient checks of every public part."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from glassnet.cli.compiling import notify_if_compiling
from glassnet.cli.console import JsonFile, Seed, error_console, report_console, write_json
from glassnet.engine.kernel import compiler_available
from glassnet.nn.gradient_cases import BAR as TOLERANCE
from glassnet.nn.gradient_cases import Finding, find_all, missing_cases


def check(*, seed: Seed = 0, json: JsonFile = None) -> int:
    """Compare every gradient with finite differences.

    The exit status is 1 where one is wrong, or a public part has no case.

    Parameters
    ----------
    seed
        The seed of the random parameters and inputs.
    """
    with notify_if_compiling(error_console()):
        findings = list(find_all(seed))
    missing = missing_cases()
    passed = not missing and all(finding.passed for finding in findings)
    report = {
        "seed": seed,
        "tolerance": TOLERANCE,
        "passed": passed,
        "missing": missing,
        "findings": [_to_plain(finding) for finding in findings],
    }
    write_json(json, report)
    _show(report_console(json), findings, missing)
    return 0 if passed else 1


def _to_plain(finding: Finding) -> dict[str, Any]:
    return {
        "part": finding.case.name,
        "kind": finding.case.kind,
        "passed": finding.passed,
        "largest_relative_error": finding.worst.largest_relative_error,
        "forms": {form: asdict(check) for form, check in finding.checks.items()},
    }


def _show(console: Console, findings: list[Finding], missing: list[str]) -> None:
    table = Table("part", "kind", box=None, padding=(0, 2, 0, 0))
    table.title = "Gradient check against finite differences"
    table.add_column("compared", justify="right")
    table.add_column("largest\nrelative\nerror", justify="right")
    table.add_column("result")
    for finding in findings:
        table.add_row(*_row(finding))
    console.print(table)
    console.print(_summary(findings, missing))


def _row(finding: Finding) -> tuple[str, ...]:
    worst = finding.worst
    return (
        finding.case.name,
        finding.case.kind,
        f"{worst.compared} {worst.method}",
        f"{worst.largest_relative_error:.1e}",
        "[green]passed[/]" if finding.passed else f"[bold red]failed at {worst.worst}[/]",
    )


def _summary(findings: list[Finding], missing: list[str]) -> str:
    failed = [finding.case.name for finding in findings if not finding.passed]
    forms = "plain and compiled kernels" if compiler_available() else "plain kernels (no numba)"
    parts = [f"{len(findings)} cases with {forms}; the tolerance is {TOLERANCE:.0e}."]
    parts += [f"[bold red]Failed: {', '.join(failed)}.[/]"] if failed else []
    parts += [f"[bold red]Without a case: {', '.join(missing)}.[/]"] if missing else []
    return " ".join(parts)
