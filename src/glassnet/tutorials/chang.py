"""Elliott Chang, "Developing a Neural Network From Scratch"."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from glassnet.tutorials import zhang
from glassnet.tutorials.tutorial import Claim, Tutorial

CHANG: Final = Tutorial(
    name="chang",
    title="Developing a Neural Network From Scratch",
    author="Elliott Chang",
    recipe=zhang.RECIPE.with_changes(
        name="chang",
        description="784-10-10, ReLU, full batch, rate and iterations as `zhang`",
        examples=None,
        validation=0,
    ),
    claims=(Claim(85, "train", "a training accuracy of about 85 %", tolerance=1.0),),
    deviations=(
        replace(
            zhang.SUMMED_BIAS_GRADIENT,
            tutorial="db = 1 / m sum dZ, without saying that the sum is over the examples only.",
        ),
        replace(
            zhang.UNSHIFTED_SOFTMAX,
            tutorial="softmax(z_i) = exp(z_i) / sum_j exp(z_j), with z as it is.",
        ),
    ),
    choices=(
        "Rate, iterations and first weights are not given: as in `zhang`, whose network it is.",
        "Its formula writes the bias gradient as a plain sum, so biases are summed as in `zhang`.",
        "Trained on all 60,000 images; the accuracy stated is of these same images.",
    ),
)
