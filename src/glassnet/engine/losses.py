"""Losses of compiled steps, with their gradients in arrays of a workspace."""

from __future__ import annotations

from typing import cast

from glassnet.engine.compiled import losses as compiled
from glassnet.engine.workspace import Workspace
from glassnet.nn.arrays import Array
from glassnet.nn.losses import Loss, SoftmaxCrossEntropy, check_outputs


def compute_loss(
    loss: Loss, outputs: Array, labels: Array, workspace: Workspace
) -> tuple[float, Array]:
    """The loss and dL/d(outputs), as `loss(outputs, labels)`."""
    if type(loss) is not SoftmaxCrossEntropy:
        return loss(outputs, labels)
    check_outputs(outputs, labels)
    d_outputs = workspace.empty_like("d_logits", outputs)
    smoothing = cast(SoftmaxCrossEntropy, loss).label_smoothing
    value = compiled.softmax_cross_entropy(outputs, labels, smoothing, d_outputs)
    return float(value), d_outputs


def count_correct(outputs: Array, labels: Array) -> int:
    """As `nn.count_correct`."""
    return int(compiled.count_correct(outputs, labels))
