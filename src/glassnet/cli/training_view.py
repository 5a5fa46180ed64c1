"""How training looks in a terminal: a bar while it runs, a line for each epoch, the result."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.text import Text

from glassnet.models.model import Model
from glassnet.models.runs import Run, RunEvent, Stopped
from glassnet.recipes import Recipe
from glassnet.training import Diverged, EpochDone, Progress, Started
from glassnet.training.metrics import wilson_interval

MOST_EPOCH_LINES = 20


class FiguresColumn(ProgressColumn):
    """Loss, accuracy and speed beside the bar."""

    def render(self, task: Task) -> Text:
        """The figures of this task as text."""
        return Text(task.fields.get("figures", ""))


class TrainingView:
    """Reads a stream of training events and shows it."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._started: Started | None = None

    def about(self, recipe: Recipe, note: str) -> None:
        """What is going to be trained, and on what."""
        about = f": {recipe.description or 'your recipe'}"
        self.console.print(Text.assemble((recipe.name, "bold"), about))
        if note:
            self.warn(note)
        made = {"digits": recipe.simulated, "non-digits": recipe.non_digits}
        if any(made.values()):
            counts = " and ".join(f"{count:,} {what}" for what, count in made.items() if count)
            self.console.print(f"Simulating {counts} to learn from ...")

    def show(self, events: Iterable[RunEvent]) -> RunEvent:
        """Show the events as they come; returns the last one."""
        last: RunEvent | None = None
        columns = (
            TextColumn("epoch {task.fields[epoch]}"),
            BarColumn(bar_width=28),
            FiguresColumn(),
            TimeRemainingColumn(),
        )
        with Bar(
            *columns,
            console=self.console,
            transient=True,
            disable=not self.console.is_terminal,
        ) as bar:
            task = bar.add_task("", total=None, epoch="", figures="")
            for last in events:
                self._show(last, bar, task)
        if last is None:
            raise RuntimeError("Training told of nothing.")
        return last

    def _show(self, event: RunEvent, bar: Bar, task: TaskID) -> None:
        if isinstance(event, Started):
            self._started = event
            self._begin(event, bar, task)
        elif isinstance(event, Progress):
            started = self._expect_started()
            epoch = f"{event.epoch + 1}/{started.epochs}"
            figures = (
                f"loss {event.train_loss:.4f}  accuracy {event.train_accuracy:.2%}  "
                f"{event.examples_per_second:,.0f} examples/s"
            )
            bar.update(task, completed=event.step, epoch=epoch, figures=figures)
        elif isinstance(event, EpochDone):
            bar.update(task, completed=event.step, epoch=str(event.epoch + 1))
            self._epoch_line(event)

    def _begin(self, event: Started, bar: Bar, task: TaskID) -> None:
        bar.update(task, total=event.epochs * event.steps_per_epoch, completed=event.step, epoch=1)
        validated = f", validated on {event.validation}" if event.validation else ""
        self.console.print(
            f"{event.parameters:,} parameters, trained on {event.train}{validated}; "
            f"{event.kernels} kernels",
            markup=False,
            soft_wrap=True,
        )
        if event.step:
            self.console.print(f"resumed from step {event.step}", highlight=False)

    def _epoch_line(self, event: EpochDone) -> None:
        epochs = self._expect_started().epochs
        every = max(1, epochs // MOST_EPOCH_LINES)
        if (event.epoch + 1) % every and event.epoch + 1 != epochs:
            return
        validated = (
            ""
            if event.validation_accuracy is None
            else f"  validation {event.validation_accuracy:.2%}"
        )
        self.console.print(
            f"epoch {event.epoch + 1:>3}  loss {event.train_loss:.4f}  "
            f"training {event.train_accuracy:.2%}{validated}  "
            f"{event.examples_per_second:,.0f} examples/s",
            highlight=False,
        )

    def result(self, run: Run, model: Model) -> None:
        """What came out, with the set that each figure was measured on."""
        last = run.history()[-1]
        self.console.print(Text(f"Trained in {last['seconds']:.1f} s on {model.trained_on}."))
        for figure, digits in zip(
            model.figures, [d for d in (run.dataset.validation, run.dataset.test) if d], strict=True
        ):
            interval = wilson_interval(round(figure.accuracy * len(digits)), len(digits))
            self.console.print(Text(f"{figure.set}: {interval}", "bold"))
        self.console.print(Text(f"Model: {run.folder / 'model.safetensors'}"), soft_wrap=True)

    def drew(self, pictures: list[Path]) -> None:
        """Which pictures were drawn."""
        names = ", ".join(path.name for path in pictures)
        self.console.print(Text(f"Pictures in {pictures[0].parent}: {names}"), soft_wrap=True)

    def stopped(self, folder: Path, event: Stopped) -> None:
        """The run was interrupted; how to go on."""
        go_on = f"Go on with: glassnet train --resume {folder}"
        self.console.print(
            Text(f"Stopped after {event.step} updates, saved. {go_on}"), soft_wrap=True
        )

    def diverged(self, event: Diverged) -> None:
        """The run broke; where and why perhaps."""
        self.console.print(
            f"[bold red]The loss is no longer a number[/] at update {event.step} "
            f"(epoch {event.epoch + 1}), first seen in {event.layer}. {event.cause}",
            highlight=False,
        )

    def warn(self, text: str) -> None:
        """Something odd that is not fatal."""
        self.console.print(Text(text, "yellow"))

    def _expect_started(self) -> Started:
        if self._started is None:
            raise RuntimeError("Training told of progress before it started.")
        return self._started
