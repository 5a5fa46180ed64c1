"""How an evaluation looks in a terminal."""

from __future__ import annotations

from typing import Final

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from glassnet.cli.contact_sheet import terminal_sheet
from glassnet.models import Figure
from glassnet.training import Evaluation
from glassnet.training.metrics import precision_and_recall

SHOWN: Final = 5
LONGEST_UNFOLDED: Final = 2


class EvaluationView:
    """Shows what a model reads in a set: the figure first, then where it comes from."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def show(self, name: str, evaluation: Evaluation, recorded: Figure | None) -> None:
        """All of it."""
        digits, wrong = evaluation.digits, len(evaluation.digits) - evaluation.correct
        title = f"{name} on {digits}, digest {digits.digest()[:12]}"
        self.console.print(Text(title), soft_wrap=True)
        self.console.print(f"accuracy {evaluation.interval}, {wrong:,} misread", style="bold")
        if recorded is not None:
            self._compare(evaluation, recorded)
        self.console.print(
            f"calibration error {evaluation.calibration_error:.2%}, "
            f"cross-entropy {evaluation.cross_entropy:.4f}"
        )
        if evaluation.refused_share is not None:
            self.console.print(f'{evaluation.refused_share:.2%} answered by "no digit"')
        self._writers(evaluation)
        self.console.print("\neach row one class, and what its images are read as:")
        self.console.print(_confusion(evaluation))
        self._misread(evaluation)

    def _compare(self, evaluation: Evaluation, recorded: Figure) -> None:
        apart = round(abs(recorded.accuracy - evaluation.accuracy) * len(evaluation.digits))
        if apart == 0:
            self.console.print(f"reproduces the recorded {recorded.accuracy:.2%}", style="green")
            return
        images = "one image" if apart == 1 else f"{apart:,} images"
        self.console.print(
            f"{images} away from the recorded {recorded.accuracy:.2%}: other arithmetic here?",
            style="yellow",
        )

    def _writers(self, evaluation: Evaluation) -> None:
        writers = evaluation.to_plain().get("writers")
        if writers is not None:
            self.console.print(
                f"{writers['count']:,} writers: median {writers['median_accuracy']:.2%}, "
                f"worst tenth {writers['worst_tenth_accuracy']:.2%}"
            )

    def _misread(self, evaluation: Evaluation) -> None:
        chosen = evaluation.misread()[:SHOWN]
        if not len(chosen):
            return
        digits, names = evaluation.digits, evaluation.digits.class_names
        captions = [
            f"{names[label]} as {names[read]} {sure:.1%}"
            for label, read, sure in zip(
                digits.labels[chosen],
                evaluation.readings[chosen],
                evaluation.probabilities[chosen].max(axis=1),
                strict=True,
            )
        ]
        coloured = self.console.color_system is not None
        self.console.print("\nthe most confident mistakes:")
        sheet = terminal_sheet(digits.images[chosen], captions, self.console.width, coloured)
        self.console.print(sheet, end="")


def _confusion(evaluation: Evaluation) -> Table:
    """One row for each class: what its examples are read as, then recall and precision."""
    table = Table(box=None, padding=(0, 1, 0, 0))
    table.add_column("is \\ as", style="bold", no_wrap=True)
    for name in evaluation.digits.class_names:
        table.add_column(Text(name), justify="right", no_wrap=len(name) <= LONGEST_UNFOLDED)
    for name in ("recall", "precision", "images"):
        table.add_column(name, justify="right", no_wrap=True)
    precision, recall = precision_and_recall(evaluation.confusion)
    for label, counts in enumerate(evaluation.confusion):
        table.add_row(
            Text(evaluation.digits.class_names[label]),
            *(_count(count, right=label == read) for read, count in enumerate(counts)),
            _share(recall[label]),
            _share(precision[label]),
            f"{counts.sum():,}",
        )
    return table


def _count(count: int, right: bool) -> Text:
    """Mistakes stand out by colour, none by a dot."""
    if right:
        return Text(f"{count:,}", style="bold")
    return Text(f"{count:,}", style="yellow") if count else Text("·", style="dim")


def _share(share: float) -> str:
    return "-" if np.isnan(share) else f"{share:.1%}"
