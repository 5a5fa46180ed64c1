"""The README of a reader of Samson Zhang, "Neural Network From Scratch"."""

from __future__ import annotations

from typing import Final

from glassnet.tutorials import zhang
from glassnet.tutorials.tutorial import Claim, Tutorial

ZHANG_README: Final = Tutorial(
    name="zhang-readme",
    title="Neural Network From Scratch (after Samson Zhang)",
    author="a reader of Samson Zhang",
    recipe=zhang.RECIPE.with_changes(name="zhang-readme"),
    claims=(Claim(86, "train", "an average accuracy of 86 %"),),
    deviations=(zhang.SUMMED_BIAS_GRADIENT, zhang.UNSHIFTED_SOFTMAX),
    choices=(
        "Code and settings are those of `zhang`.",
        "It does not say which images its 86 % is of; its code prints training accuracy, on which "
        "our seeds stay a point or so below. Of 1,000 held-out examples 86 % would be the same "
        "result as zhang's 84 %: the sampling error is 2.2 points either way.",
        "3 of 4 shown images right: at 86 % four images show just that one time in three.",
    ),
)
