"""Training in a terminal: a progress bar, a line for each epoch, the result."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.text import Text

from glassnet.cli.compiling import notify_if_compiling
from glassnet.models import Model
from glassnet.models.run_folder import MODEL, RunEvent, RunFolder, Stopped
from glassnet.recipes import Recipe
from glassnet.training import Diverged, EpochDone, Noticed, Progress, Started
from glassnet.training.metrics import wilson_interval
from glassnet.training.symptoms import is_like_guessing

MAX_EPOCH_LINES: Final = 20
BAR_WIDTH: Final = 16
# Columns of a terminal; in a narrower one the bar would break over two lines.
MIN_WIDTH_FOR_SPEED: Final = 100


class MetricsColumn(ProgressColumn):
    """Loss, accuracy and speed beside the bar."""

    def render(self, task: Task) -> Text:
        """The metrics of this task as text."""
        return Text(task.fields.get("metrics", ""))


def has_learned(run: RunFolder) -> bool:
    """Whether an accuracy at the end is above that of guessing.

    That of the training images is the mean over the last epoch: after a short one that of the validation
    split says more.
    """
    last, train, validation = run.history()[-1], run.dataset.split("train"), run.dataset.validation
    if not is_like_guessing(last["train_accuracy"], train, len(train)):
        return True
    validated = last.get("validation_accuracy")
    return (
        validation is not None
        and validated is not None
        and not is_like_guessing(validated, validation, len(validation))
    )


class TrainingView:
    """Shows a stream of training events."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.notices: list[Noticed] = []
        self._started: Started | None = None

    def announce(self, recipe: Recipe, note: str) -> None:
        """Show what will be trained, and on which data."""
        about = f": {recipe.description or 'your recipe'}"
        self.console.print(Text.assemble((recipe.name, "bold"), about))
        if note:
            self.warn(note)
        simulated = {"digits": recipe.simulated, "non-digits": recipe.non_digits}
        if any(simulated.values()):
            counts = " and ".join(f"{count:,} {what}" for what, count in simulated.items() if count)
            self.console.print(f"Simulating {counts} for training ...")

    def show(self, events: Iterable[RunEvent]) -> RunEvent:
        """Show the events as they come; return the last one."""
        last: RunEvent | None = None
        columns = (
            TextColumn("epoch {task.fields[epoch]}"),
            BarColumn(bar_width=BAR_WIDTH),
            MetricsColumn(),
            TimeRemainingColumn(),
        )
        disable = not self.console.is_terminal
        with (
            Bar(*columns, console=self.console, transient=True, disable=disable) as bar,
            notify_if_compiling(self.console),
        ):
            task = bar.add_task("", total=None, epoch="", metrics="")
            for last in events:
                self._show(last, bar, task)
        if last is None:
            raise RuntimeError("train() yielded no events.")
        return last

    def _show(self, event: RunEvent, bar: Bar, task: TaskID) -> None:
        if isinstance(event, Started):
            self._started = event
            self._show_started(event, bar, task)
        elif isinstance(event, Progress):
            started = self._expect_started()
            epoch = f"{event.epoch + 1}/{started.epochs}"
            metrics = f"loss {_format_loss(event.train_loss)}  accuracy {event.train_accuracy:.2%}"
            if self.console.width >= MIN_WIDTH_FOR_SPEED:
                metrics += f"  {event.examples_per_second:,.0f} examples/s"
            bar.update(task, completed=event.step, epoch=epoch, metrics=metrics)
        elif isinstance(event, EpochDone):
            bar.update(task, completed=event.step, epoch=str(event.epoch + 1))
            self._show_epoch(event)
        elif isinstance(event, Noticed):
            self.notices.append(event)
            self.console.print(Text(event.advice, "yellow"), soft_wrap=True)

    def _show_started(self, event: Started, bar: Bar, task: TaskID) -> None:
        bar.update(task, total=event.epochs * event.steps_per_epoch, completed=event.step, epoch=1)
        validated = f", validated on {event.validation}" if event.validation else ""
        self.console.print(
            f"{event.parameters:,} parameters, trained on {event.train}{validated}; "
            f"{event.implementation} implementation",
            markup=False,
            soft_wrap=True,
        )
        if event.plan:
            self.console.print(Text(event.plan, "dim"), soft_wrap=True)
        if event.step:
            self.console.print(f"resumed after {event.step} updates", highlight=False)

    def _show_epoch(self, event: EpochDone) -> None:
        epochs = self._expect_started().epochs
        every = max(1, epochs // MAX_EPOCH_LINES)
        if (event.epoch + 1) % every and event.epoch + 1 != epochs:
            return
        validated = (
            ""
            if event.validation_accuracy is None
            else f"  validation {event.validation_accuracy:.2%}"
        )
        self.console.print(
            f"epoch {event.epoch + 1:>3}  loss {_format_loss(event.train_loss)}  "
            f"training {event.train_accuracy:.2%}{validated}  "
            f"{event.examples_per_second:,.0f} examples/s",
            highlight=False,
        )

    def show_result(self, run: RunFolder, model: Model) -> None:
        """Show the accuracies, each with the set that it was measured on."""
        last = run.history()[-1]
        done = (
            "Trained" if has_learned(run) else "Learned nothing, its accuracy is that of guessing,"
        )
        self.console.print(Text(f"{done} in {last['seconds']:.1f} s on {model.trained_on}."))
        sets = [each for each in (run.dataset.validation, run.dataset.test) if each]
        for metric, data in zip(model.metrics, sets, strict=True):
            interval = wilson_interval(round(metric.accuracy * len(data)), len(data))
            self.console.print(Text(f"{metric.set}: {interval}", "bold"))
        self.console.print(Text(f"Model: {run.path / MODEL}"), soft_wrap=True)

    def show_plots(self, plots: list[Path]) -> None:
        """Show the names of the plots drawn."""
        names = ", ".join(path.name for path in plots)
        self.console.print(Text(f"Plots in {plots[0].parent}: {names}"), soft_wrap=True)

    def show_stopping(self) -> None:
        """Show that a request to stop has arrived."""
        self.console.print("Stopping after this update ... (Ctrl-C again: at once)")

    def show_stopped(self, folder: Path, event: Stopped) -> None:
        """Show that the run was interrupted, and how to resume it."""
        resume = f"Resume with: glassnet train --resume {folder}"
        self.console.print(
            Text(f"Stopped after {event.step} updates, saved. {resume}"), soft_wrap=True
        )

    def show_diverged(self, event: Diverged) -> None:
        """Show where training diverged, and the likely cause."""
        self.console.print(
            Text.assemble(
                ("The loss is not a finite number", "bold red"),
                f" at update {event.step} (epoch {event.epoch + 1}), first in {event.layer}. "
                f"{event.cause}",
            )
        )

    def warn(self, text: str) -> None:
        """Show something unusual that is not fatal."""
        self.console.print(Text(text, "yellow"))

    def _expect_started(self) -> Started:
        if self._started is None:
            raise RuntimeError("train() yielded progress before it started.")
        return self._started


def _format_loss(loss: float) -> str:
    """A loss in a few characters, one that exploded, too."""
    return f"{loss:.4f}" if loss < 1e5 else f"{loss:.2e}"
