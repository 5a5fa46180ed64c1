"""Losses of compiled steps, with the number correct, and their gradients in arrays of a workspace."""

from __future__ import annotations

from typing import cast

from glassnet.engine.compiled import losses as compiled
from glassnet.engine.workspace import Workspace
from glassnet.nn.arrays import Array
from glassnet.nn.losses import Loss, SoftmaxCrossEntropy, check_outputs


def compute_loss(
    loss: Loss, outputs: Array, labels: Array, workspace: Workspace
) -> tuple[float, int, Array]:
    """The loss, the number correct as `nn.count_correct`, and dL/d(outputs) `(batch, classes)`."""
    if type(loss) is not SoftmaxCrossEntropy:
        value, d_outputs = loss(outputs, labels)
        return value, count_correct(outputs, labels), d_outputs
    check_outputs(outputs, labels)
    d_outputs = workspace.empty_like("d_logits", outputs)
    smoothing = cast(SoftmaxCrossEntropy, loss).label_smoothing
    value, correct = compiled.softmax_cross_entropy(outputs, labels, smoothing, d_outputs)
    return float(value), int(correct), d_outputs


def count_correct(outputs: Array, labels: Array) -> int:
    """As `nn.count_correct`, for outputs `(batch, classes)`."""
    return int(compiled.count_correct(outputs, labels))
