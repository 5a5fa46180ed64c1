"""Where a training run diverged, and the likely cause."""

from __future__ import annotations

import numpy as np

from glassnet.nn import Array, Network, Parameters

# The outputs of a network that trains well stay far below.
LARGE = 1e6


def diagnose(
    network: Network, parameters: Parameters, inputs: Array, rate: float
) -> tuple[str, str]:
    """The place where numbers stopped being finite, and the likely cause.

    `inputs` `(batch, *input_shape)` are those of the batch that diverged, `rate` is the learning rate.
    """
    if not np.isfinite(inputs).all():
        return "the inputs", "A pixel is NaN or infinite: check the data."
    if np.abs(inputs).max() > 10:
        return "the inputs", "Pixels should lie in 0..1: divide them by 255."
    for name, view in parameters.items():
        if not np.isfinite(view).all():
            return (
                f"parameters {name}",
                f"The last update made them infinite: the learning rate {rate:g} is probably too "
                "high. Try a tenth of it, or add gradient_rules = [{type = 'clip_norm', limit = 1}].",
            )
    with np.errstate(all="ignore"):
        outputs = network.forward(parameters, inputs).outputs
    for number, (layer, each) in enumerate(zip(network.layers, outputs, strict=True), start=1):
        if not np.isfinite(each).all():
            return (
                f"layer {number} ({type(layer).__name__})",
                f"Its sums grew past all bounds: the learning rate {rate:g} is probably too high.",
            )
    largest = np.abs(outputs[-1]).max()
    if largest > LARGE:
        return (
            "the loss",
            f"Outputs grew to {largest:.0e}: the learning rate {rate:g} is probably too high.",
        )
    return "the loss", "exp() or log() went out of range: subtract the maximum in the softmax."
