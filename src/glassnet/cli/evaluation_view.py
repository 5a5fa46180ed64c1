"""An evaluation in a terminal."""

from __future__ import annotations

from typing import Final

import numpy as np
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from glassnet.cli.console import print_table
from glassnet.cli.contact_sheet import terminal_sheet
from glassnet.cli.formats import format_confidence
from glassnet.models import Metric
from glassnet.models.picture_evaluation import SURE, PictureEvaluation
from glassnet.training import Evaluation
from glassnet.training.metrics import precision_and_recall

SHOWN_MISTAKES: Final = 5
SHOWN_CONFUSIONS: Final = 3
MAX_MEASURED_WIDTH: Final = 10_000


class EvaluationView:
    """Shows the accuracy of a model on a set, then the details."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def show(self, name: str, evaluation: Evaluation, recorded: Metric | None) -> None:
        """Show all of an evaluation."""
        data, count = evaluation.data, len(evaluation.data) - evaluation.correct
        title = f"{name} on {data}, digest {data.digest()[:12]}"
        self.console.print(Text(title), soft_wrap=True)
        mistakes = "1 mistake" if count == 1 else f"{count:,} mistakes"
        self.console.print(f"accuracy {evaluation.interval}, {mistakes}", style="bold")
        if recorded is not None:
            self._compare(evaluation, recorded)
        self.console.print(
            f"calibration error {evaluation.calibration_error:.2%}, "
            f"cross-entropy {evaluation.cross_entropy:.4f}"
        )
        if evaluation.rejected_share is not None:
            self.console.print(f"{evaluation.rejected_share:.2%} rejected")
        if isinstance(evaluation, PictureEvaluation):
            self._show_pictures(evaluation)
        self._show_writers(evaluation)
        self._show_classes(evaluation)
        self._show_mistakes(evaluation)

    def _compare(self, evaluation: Evaluation, recorded: Metric) -> None:
        apart = round(abs(recorded.accuracy - evaluation.accuracy) * len(evaluation.data))
        if apart == 0:
            self.console.print(f"reproduces the recorded {recorded.accuracy:.2%}", style="green")
            return
        images = "one image" if apart == 1 else f"{apart:,} images"
        self.console.print(
            f"{images} away from the recorded {recorded.accuracy:.2%}: "
            "floating-point differences on this machine?",
            style="yellow",
        )

    def _show_writers(self, evaluation: Evaluation) -> None:
        writers = evaluation.to_plain().get("writers")
        if writers is not None:
            self.console.print(
                f"{writers['count']:,} writers: median {writers['median_accuracy']:.2%}, "
                f"worst tenth {writers['worst_tenth_accuracy']:.2%}"
            )

    def _show_pictures(self, evaluation: PictureEvaluation) -> None:
        """How many pictures are read correctly, and how far confidences can be trusted."""
        reasons = "".join(f", {count:,} {reason}" for reason, count in evaluation.not_read.items())
        wrong = int(evaluation.is_read.sum()) - evaluation.read_correctly
        self.console.print(
            f"pictures: {evaluation.read_correctly:,} correct, {wrong:,} wrong{reasons}; "
            f"{evaluation.sure_and_wrong:,} sure (above {SURE:.0%}) and wrong"
        )
        if evaluation.left_out:
            self.console.print(Text(evaluation.left_out), soft_wrap=True)
        table = Table("\nconfidence", box=None, padding=(0, 2, 0, 0))
        for name in ("mean", "accuracy", "pictures"):
            table.add_column(f"\n{name}", justify="right")
        for each in evaluation.reliability:
            table.add_row(
                f"{each.low:.0%} to {each.high:.0%}",
                f"{each.confidence:.1%}",
                f"{each.accuracy:.1%}",
                f"{each.count:,}",
            )
        print_table(self.console, table)

    def _show_classes(self, evaluation: Evaluation) -> None:
        """The confusion matrix, or a line for each class where that is too wide."""
        table = _confusion_table(evaluation)
        without_limit = self.console.options.update(max_width=MAX_MEASURED_WIDTH)
        if Measurement.get(self.console, without_limit, table).maximum <= self.console.width:
            self.console.print("\nconfusion matrix, a row for each label:")
            print_table(self.console, table)
        else:
            self.console.print("\nclass by class:")
            print_table(self.console, _class_table(evaluation))

    def _show_mistakes(self, evaluation: Evaluation) -> None:
        chosen = evaluation.mistakes()[:SHOWN_MISTAKES]
        if not len(chosen):
            return
        data, names = evaluation.data, evaluation.data.class_names
        files = evaluation.files if isinstance(evaluation, PictureEvaluation) else ()
        lines = [
            f"{names[label]} as {names[prediction]} {format_confidence(confidence)}"
            for label, prediction, confidence in zip(
                data.labels[chosen],
                evaluation.predictions[chosen],
                evaluation.probabilities[chosen].max(axis=1),
                strict=True,
            )
        ]
        self.console.print("\nthe most confident mistakes:")
        if data.images.shape[1:] == (28, 28):
            color = self.console.color_system is not None
            sheet = terminal_sheet(data.images[chosen], lines, self.console.width, color)
            self.console.print(sheet, end="")
            for number, index in enumerate(chosen if files else (), start=1):
                self.console.print(Text(f"{number}. {files[index]}"), soft_wrap=True)
            return
        for index, line in zip(chosen, lines, strict=True):
            self.console.print(Text(f"image {index}: {line}"))


def _confusion_table(evaluation: Evaluation) -> Table:
    """One row for each label: the counts of each prediction, then recall and precision."""
    table = Table(box=None, padding=(0, 1, 0, 0))
    table.add_column("", style="bold", no_wrap=True)
    for name in evaluation.data.class_names:
        table.add_column(Text(name), justify="right", no_wrap=True)
    for name in ("recall", "precision", "images"):
        table.add_column(name, justify="right", no_wrap=True)
    precision, recall = precision_and_recall(evaluation.confusion)
    for label, counts in enumerate(evaluation.confusion):
        table.add_row(
            Text(evaluation.data.class_names[label]),
            *(_count(count, label == prediction) for prediction, count in enumerate(counts)),
            _share(recall[label]),
            _share(precision[label]),
            f"{counts.sum():,}",
        )
    return table


def _class_table(evaluation: Evaluation) -> Table:
    """One row for each class: recall, precision, and the classes it is most often taken for."""
    table = Table("class", box=None, padding=(0, 2, 0, 0))
    for name in ("recall", "precision", "images"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("most often taken for")
    precision, recall = precision_and_recall(evaluation.confusion)
    names = evaluation.data.class_names
    for label, counts in enumerate(evaluation.confusion):
        others = [each for each in np.argsort(-counts, kind="stable") if each != label]
        confused = [f"{names[each]} {counts[each]:,}" for each in others if counts[each]]
        table.add_row(
            Text(names[label]),
            _share(recall[label]),
            _share(precision[label]),
            f"{counts.sum():,}",
            Text(", ".join(confused[:SHOWN_CONFUSIONS])),
        )
    return table


def _count(count: int, correct: bool) -> Text:
    """Mistakes are colored; zero is a dot."""
    if correct:
        return Text(f"{count:,}", style="bold")
    return Text(f"{count:,}", style="yellow") if count else Text("·", style="dim")


def _share(share: float) -> str:
    return "-" if np.isnan(share) else f"{share:.1%}"
