"""Losses with their gradient in arrays of a workspace, compiled where there is a compiled form."""

from __future__ import annotations

from typing import cast

from glassnet.engine.kernel import compiled_in_use
from glassnet.engine.workspace import Workspace
from glassnet.nn.arrays import Array
from glassnet.nn.losses import Loss, SoftmaxCrossEntropy, check_outputs
from glassnet.nn.losses import count_correct as count_reference


def compute_loss(
    loss: Loss, outputs: Array, labels: Array, workspace: Workspace
) -> tuple[float, Array]:
    """The loss and dL/d(outputs), as `loss(outputs, labels)`."""
    if type(loss) is not SoftmaxCrossEntropy or not compiled_in_use():
        return loss(outputs, labels)
    from glassnet.engine.compiled import losses as compiled

    check_outputs(outputs, labels)
    d_outputs = workspace.empty_like("d_logits", outputs)
    smoothing = cast(SoftmaxCrossEntropy, loss).label_smoothing
    value = compiled.softmax_cross_entropy(outputs, labels, smoothing, d_outputs)
    return float(value), d_outputs


def count_correct(outputs: Array, labels: Array) -> int:
    """As `nn.count_correct`."""
    if not compiled_in_use():
        return count_reference(outputs, labels)
    from glassnet.engine.compiled import losses as compiled

    return int(compiled.count_correct(outputs, labels))
