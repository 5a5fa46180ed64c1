"""How reproductions look in a terminal: logs as the tutorials print them, and a table of all claims."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from glassnet.cli.contact_sheet import terminal_sheet
from glassnet.recipes import Recipe
from glassnet.training import EpochDone, Event, Progress, Started
from glassnet.tutorials import Tutorial
from glassnet.tutorials.log import find_differences, printed_iterations
from glassnet.tutorials.reproduction import Comparison, Reproduction, SeedResult


class ReproductionView:
    """Shows tutorials being run, one after the other."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def begin(self, tutorial: Tutorial) -> None:
        """The tutorial that comes next, its deviations, and what had to be chosen for it."""
        about = f": {tutorial.title}, by {tutorial.author}"
        self.console.print(Text.assemble("\n", (tutorial.name, "bold"), about))
        self._print_indented(tutorial.recipe.description)
        for deviation in tutorial.deviations:
            where = "deviation" if deviation.setting else "mistake in the text"
            self._print_indented(f"{where}: {deviation.name}. {deviation.effect}")
        for choice in tutorial.choices:
            self._print_indented(f"choice: {choice}")

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
        self.console.print(f"  seed {result.seed}: {_accuracies(result)}")
        return result

    def report(self, report: Reproduction) -> None:
        """The log, example predictions and claims of one tutorial."""
        if report.tutorial.printed_log:
            self._log(report)
        self._predictions(report)
        for comparison in report.comparisons():
            self.console.print(f"  {_sentence(comparison)}")

    def summary(self, reports: list[Reproduction]) -> None:
        """All claims in one table."""
        table = Table(title="\nClaims and measurements", title_justify="left", box=None)
        for header in ("tutorial", "claim", "measured", "range of seeds", "± 95 %", "result"):
            numeric = header in ("measured", "range of seeds", "± 95 %")
            # Folded rather than cut where the terminal is narrow.
            table.add_column(header, justify="right" if numeric else "left", overflow="fold")
        for report in reports:
            for comparison in report.comparisons():
                table.add_row(report.tutorial.name, *_row(comparison))
        self.console.print(table)

    def drew(self, path: Path) -> None:
        """Where a picture is."""
        self.console.print(f"  drawn: {path}", soft_wrap=True, markup=False)

    def saved(self, path: Path) -> None:
        """Where a model is."""
        self.console.print(f"  model: {path}", soft_wrap=True, markup=False)

    def _print_indented(self, text: str) -> None:
        self.console.print(Padding(Text(text), (0, 0, 0, 2)))

    def _log(self, report: Reproduction) -> None:
        log, printed = report.results[0].log, report.tutorial.printed_log
        for line in log:
            self.console.print(f"    {line}")
        differences = find_differences(log, printed)
        if not differences:
            count = len(printed_iterations(log, printed))
            self.console.print(f"  All {count} printed lines agree in every digit.")
        for line, cost, accuracy in differences:
            self.console.print(
                Text(
                    f"  iteration {line.iteration}: printed {cost} and {accuracy}, "
                    f"here {line.cost:f} and {line.accuracy_percent:f}",
                    "yellow",
                )
            )

    def _predictions(self, report: Reproduction) -> None:
        examples, predictions = report.predict_shown()
        names = examples.class_names
        captions = [
            f"{names[prediction]} ({names[label]})"
            for prediction, label in zip(predictions, examples.labels, strict=True)
        ]
        count = f"the first {len(examples)}" if len(examples) > 1 else "the first image"
        self.console.print(f"  prediction (label) of {count} of {examples.name}:", markup=False)
        in_color = self.console.color_system is not None
        sheet = terminal_sheet(examples.images, captions, self.console.width, in_color)
        self.console.print(sheet)


def _accuracies(result: SeedResult) -> str:
    named = {
        "train": result.train_accuracy,
        "held out": result.held_out_accuracy,
        "test": result.test_accuracy,
    }
    known = [f"{name} {share:.2%}" for name, share in named.items() if share is not None]
    return f"{', '.join(known)} in {result.seconds:.1f} s"


def _sentence(comparison: Comparison) -> str:
    color = "green" if comparison.holds and not comparison.cut_short else "yellow"
    measured = f"{comparison.median:.2f} % of {comparison.examples:,} examples"
    return f'"{comparison.claim.wording}": [{color}]{comparison.result}[/] ({measured})'


def _row(comparison: Comparison) -> tuple[str, ...]:
    """Cells that fit side by side into 80 columns."""
    of_log = comparison.claim.measured == "log"
    digits, claimed = (6, ".6f") if of_log else (2, "g")
    return (
        f"{comparison.claim.percent:{claimed}} % {comparison.claim.measured.replace('_', ' ')}",
        f"{comparison.median:.{digits}f}",
        f"{comparison.lowest:.2f}-{comparison.highest:.2f}",
        f"{comparison.sampling_error:.2f}",
        comparison.result,
    )
