"""A confusion matrix of three digits to interpret, with shares that come out in few decimals."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from glassnet.training.metrics import confusion_matrix, precision_and_recall

CLASSES: Final = 3
ROW_TOTALS: Final = (50, 50, 100)


@dataclass(frozen=True)
class ConfusionTask:
    """Counts `counts[label][prediction]` for three digits, and the digits that questions ask for.

    `recalled` and `precise` are indices into `digits`.
    """

    digits: tuple[int, ...]
    counts: tuple[tuple[int, ...], ...]
    recalled: int
    precise: int

    @property
    def total(self) -> int:
        """The number of images."""
        return sum(map(sum, self.counts))

    @property
    def correct(self) -> int:
        """The number of correct predictions: the diagonal."""
        return sum(self.counts[i][i] for i in range(CLASSES))

    @property
    def accuracy(self) -> Fraction:
        """Correct predictions among all images."""
        return Fraction(self.correct, self.total)

    @property
    def recall(self) -> Fraction:
        """Correct predictions among the images of one digit: a row."""
        row = self.counts[self.recalled]
        return Fraction(row[self.recalled], sum(row))

    @property
    def precision(self) -> Fraction:
        """Correct predictions among the predictions of one digit: a column."""
        column = [row[self.precise] for row in self.counts]
        return Fraction(column[self.precise], sum(column))

    @property
    def worst(self) -> tuple[int, int]:
        """Label and prediction, as indices, of the most frequent mistake."""
        mistakes = [(i, j) for i in range(CLASSES) for j in range(CLASSES) if i != j]
        return max(mistakes, key=lambda at: self.counts[at[0]][at[1]])

    @property
    def constant_accuracy(self) -> Fraction:
        """The accuracy of always predicting the most frequent digit."""
        return Fraction(max(map(sum, self.counts)), self.total)


def draw_confusion(rng: np.random.Generator) -> ConfusionTask:
    """A random matrix whose shares have few decimals, with one mistake more frequent than all others."""
    while True:
        task = _draw(rng)
        if _is_fit(task):
            return task


def verify_confusion(task: ConfusionTask) -> list[str]:
    """What of the key differs from the metrics of the same labels and predictions; [] for nothing."""
    pairs = [(i, j) for i in range(CLASSES) for j in range(CLASSES)]
    repeats = [task.counts[i][j] for i, j in pairs]
    labels, predictions = np.repeat(np.array(pairs), repeats, axis=0).T
    confusion = confusion_matrix(labels, predictions, CLASSES)
    precision, recall = precision_and_recall(confusion)
    off_diagonal = confusion - np.diag(np.diag(confusion))
    found = {
        "counts": np.array_equal(confusion, task.counts),
        "accuracy": np.isclose((labels == predictions).mean(), float(task.accuracy)),
        "recall": np.isclose(recall[task.recalled], float(task.recall)),
        "precision": np.isclose(precision[task.precise], float(task.precision)),
        "most frequent mistake": (off_diagonal == off_diagonal.max()).sum() == 1
        and off_diagonal[task.worst] == off_diagonal.max(),
        "accuracy of a constant": np.isclose(
            np.bincount(labels).max() / len(labels), float(task.constant_accuracy)
        ),
    }
    return [name for name, agrees in found.items() if not agrees]


def _draw(rng: np.random.Generator) -> ConfusionTask:
    counts = []
    for i, total in enumerate(rng.permutation(ROW_TOTALS)):
        correct = int(rng.integers(total * 7 // 10, total * 19 // 20))
        other = int(rng.integers(0, total - correct + 1))
        row = [other, total - correct - other]
        row.insert(i, correct)
        counts.append(tuple(map(int, row)))
    recalled, precise = rng.permutation(CLASSES)[:2]
    digits = sorted(rng.permutation(10)[:CLASSES])
    return ConfusionTask(tuple(map(int, digits)), tuple(counts), int(recalled), int(precise))


def _is_fit(task: ConfusionTask) -> bool:
    mistakes = sorted(task.counts[i][j] for i in range(CLASSES) for j in range(CLASSES) if i != j)
    ends = (1000 * task.precision).denominator == 1
    return ends and mistakes[-1] > mistakes[-2] and mistakes[0] > 0
