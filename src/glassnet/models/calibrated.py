"""Fits what a model says of its answers to a validation split: confidence, and "no digit"."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from glassnet.data.labeled_images import LabeledImages
from glassnet.models.model import Model
from glassnet.nn import Array
from glassnet.nn.deviations import SOFTMAX_LOSSES
from glassnet.training.calibration import best_temperature, least_evidence

MOST_DIGITS_REFUSED: Final = 0.001
NON_DIGITS_MEASURED: Final = 2000

# Keeps these draws apart from those that were learnt from.
FRESH_STREAM: Final = 0xF4E54


def calibrated(model: Model, validation: LabeledImages) -> Model:
    """The model with the temperature and the threshold that suit `validation`.

    The threshold refuses at most one in a thousand of these digits. The notes say what share of
    them, and of non-digits that nothing was learnt from, it refuses.
    """
    outputs = model.outputs(validation.images)
    if isinstance(model.recipe.loss, SOFTMAX_LOSSES):
        logits = model.digit_outputs(outputs)
        model = model.with_temperature(best_temperature(logits, validation.labels))
    return _with_threshold(model, outputs) if model.recipe.non_digits else model


def _with_threshold(model: Model, outputs: Array) -> Model:
    threshold = least_evidence(model.digit_evidence(outputs), MOST_DIGITS_REFUSED)
    refusing = replace(model, digit_threshold=threshold)
    shares = {
        "digits_refused": _refused(refusing, outputs),
        "non_digits_refused": _refused(refusing, model.outputs(_fresh_non_digits(model))),
    }
    return replace(refusing, notes={**model.notes, **shares})


def _fresh_non_digits(model: Model) -> Array:
    from glassnet.data.simulated import simulate_non_digits

    rng = np.random.default_rng([FRESH_STREAM, model.recipe.seed])
    return simulate_non_digits(rng, NON_DIGITS_MEASURED)


def _refused(model: Model, outputs: Array) -> float:
    return float((~model.is_digit(outputs)).mean())
