"""A loss in which each example counts by its weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from glassnet.nn import Array, Loss, SoftmaxCrossEntropy, log_softmax


@dataclass(frozen=True, eq=False)
class WeightedLoss:
    """L = mean_i w_i L_i, of a batch in one piece; `weights` `(batch,)` have the dtype of the outputs."""

    loss: Loss
    weights: Array
    whole_batch: ClassVar[bool] = True

    def __call__(self, outputs: Array, labels: Array) -> tuple[float, Array]:
        """The mean over the batch, and its gradient by the outputs: w_i dL_i/d(outputs)."""
        _, d_outputs = self.loss(outputs, labels)
        d_outputs *= self.weights[:, np.newaxis]
        values = compute_example_losses(self.loss, outputs, labels)
        return float((self.weights * values).mean()), d_outputs

    def probabilities(self, outputs: Array) -> Array:
        """Those of the loss."""
        return self.loss.probabilities(outputs)


def compute_example_losses(loss: Loss, outputs: Array, labels: Array) -> Array:
    """The loss of each example `(batch,)`."""
    rows = np.arange(len(labels))
    if type(loss) is not SoftmaxCrossEntropy:
        return np.array([loss(outputs[[row]], labels[[row]])[0] for row in rows])
    log_probabilities, smoothing = log_softmax(outputs), loss.label_smoothing
    of_labels = log_probabilities[rows, labels]
    return -(1 - smoothing) * of_labels - smoothing * log_probabilities.mean(axis=1)
