"""How reproductions look in a terminal: logs as the documents print them, and a table of verdicts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table

from glassnet.cli.contact_sheet import terminal_sheet
from glassnet.recipes import Document, Recipe
from glassnet.training import EpochDone, Event, Progress, Started
from glassnet.tutorials.reproduction import (
    Reproduction,
    SeedResult,
    Verdict,
    comparable_with_print,
    departures_from_print,
)


class ReproductionView:
    """Shows documents being run, one after the other."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def begin(self, document: Document) -> None:
        """Which document comes next, and what had to be chosen for it."""
        self.console.print(f"\n[bold]{document.name}[/]: {document.title}, by {document.author}")
        self.console.print(f"  {document.recipe.description}")
        for choice in document.choices:
            self.console.print(f"  - {choice}")

    def show(self, recipe: Recipe, events: Iterable[Event | SeedResult]) -> SeedResult:
        """Show one seed's training; returns its result."""
        columns = (TextColumn("  seed {task.fields[seed]}"), BarColumn(), TimeRemainingColumn())
        result: SeedResult | None = None
        with Bar(
            *columns,
            console=self.console,
            transient=True,
            disable=not self.console.is_terminal,
        ) as bar:
            task = bar.add_task("", total=None, seed=recipe.seed)
            for event in events:
                if isinstance(event, Started):
                    bar.update(task, total=event.epochs * event.steps_per_epoch)
                elif isinstance(event, Progress | EpochDone):
                    bar.update(task, completed=event.step)
                elif isinstance(event, SeedResult):
                    result = event
        if result is None:
            raise RuntimeError("A run ended without a result.")
        self.console.print(f"  seed {result.seed}: {self._accuracies(result)}")
        return result

    def report(self, report: Reproduction) -> None:
        """The log, example predictions and verdicts of one document."""
        if report.document.name == "wang":
            self._log(report)
        self._predictions(report)
        for verdict in report.verdicts():
            self.console.print(f"  {self._sentence(verdict)}")

    def summary(self, reports: list[Reproduction]) -> None:
        """All claims in one table."""
        table = Table("document", "claim", title="\nClaims and measurements", box=None)
        table.add_column("measured: median (range)", justify="right")
        table.add_column("examples", justify="right")
        table.add_column("sampling", justify="right")
        table.add_column("verdict")
        for report in reports:
            for verdict in report.verdicts():
                table.add_row(report.document.name, *self._row(verdict))
        self.console.print(table)

    def drew(self, path: Path) -> None:
        """Where a picture is."""
        self.console.print(f"  drawn: {path}", soft_wrap=True, markup=False)

    def saved(self, path: Path) -> None:
        """Where a model is."""
        self.console.print(f"  model: {path}", soft_wrap=True, markup=False)

    def _log(self, report: Reproduction) -> None:
        log = report.results[0].log
        for line in log:
            self.console.print(f"    {line}")
        departures = departures_from_print(log)
        if not departures:
            compared = len(comparable_with_print(log))
            self.console.print(f"  All {compared} printed lines agree in every digit.")
        for line, cost, accuracy in departures:
            self.console.print(
                f"  [yellow]iteration {line.iteration}: printed {cost} and {accuracy}, "
                f"here {line.cost:f} and {line.accuracy_percent:f}[/]"
            )

    def _predictions(self, report: Reproduction) -> None:
        digits, readings = report.shown()
        captions = [
            f"read {reading} is {label}"
            for reading, label in zip(readings, digits.labels, strict=True)
        ]
        self.console.print(f"  prediction and label of the first {len(digits)} of {digits.name}:")
        colour = self.console.color_system is not None
        sheet = terminal_sheet(digits.images, captions, self.console.width, colour)
        self.console.print(sheet)

    def _accuracies(self, result: SeedResult) -> str:
        named = {
            "train": result.train_accuracy,
            "held out": result.held_out_accuracy,
            "test": result.test_accuracy,
        }
        known = [f"{name} {share:.2%}" for name, share in named.items() if share is not None]
        return f"{', '.join(known)} in {result.seconds:.1f} s"

    def _sentence(self, verdict: Verdict) -> str:
        colour = "green" if verdict.holds else "yellow"
        return f'"{verdict.claim.wording}": [{colour}]{verdict}[/]'

    def _row(self, verdict: Verdict) -> tuple[str, ...]:
        digits = 6 if verdict.claim.measured == "log" else 2
        return (
            f"{verdict.claim.percent:g} % {verdict.claim.measured.replace('_', ' ')}",
            f"{verdict.median:.{digits}f} % "
            f"({verdict.lowest:.{digits}f} to {verdict.highest:.{digits}f})",
            f"{verdict.examples:,}",
            f"± {verdict.sampling_error:.2f}",
            str(verdict),
        )
