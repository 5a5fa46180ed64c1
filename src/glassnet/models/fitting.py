"""From a recipe and data to a trained, calibrated and measured model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import numpy as np

from glassnet.data import Dataset, LabeledImages, load
from glassnet.errors import GlassnetError
from glassnet.models.calibration import Calibration, class_evidence, fit_temperature, fit_threshold
from glassnet.models.file import expect_savable
from glassnet.models.model import Model
from glassnet.nn.deviations import SOFTMAX_LOSSES
from glassnet.recipes import Recipe
from glassnet.training import Diverged, Event, TrainingState, prepare, resolve_recipe, train

MAX_REJECTED_SHARE: Final = 0.001
MEASURED_NON_DIGITS: Final = 2000
# Implementations differ in the last bits of an output: no image lies exactly at the threshold.
MARGIN: Final = 1e-4
# Where a recipe holds out more than half of the examples, this share is held out instead.
VALIDATION_SHARE: Final = 0.1

# Keeps these draws apart from those that the network was trained on.
FRESH_STREAM: Final = 0xF4E54


class TrainingDiverged(GlassnetError):  # noqa: N818 - named for what happened
    """Training ended with a loss that is not a number."""


def fit_model(
    recipe: Recipe,
    dataset: Dataset,
    on_event: Callable[[Event], object] | None = None,
    made_by: str = "",
) -> Model:
    """Train a network; return the model, calibrated on validation, measured on validation and test.

    `on_event` is called with every event of training. Raises `TrainingDiverged` where the loss becomes
    infinite or NaN, `SettingError` or `DataError` where recipe and data do not fit.
    """
    recipe = fit_recipe(recipe, dataset)
    dataset, state = prepare(recipe, dataset), TrainingState.begin(recipe)
    for event in train(recipe, dataset, state):
        if on_event is not None:
            on_event(event)
        if isinstance(event, Diverged):
            raise TrainingDiverged(
                f"The loss is not a number at update {event.step}, first in {event.layer}. {event.cause}"
            )
    return build_model(recipe, dataset, state, made_by)


def as_dataset(data: Any, seed: int = 0) -> Dataset:
    """A data set as it is, a set of images as its training split, or what `load` makes of anything else."""
    if isinstance(data, LabeledImages):
        return Dataset(data.name, train=data)
    return data if isinstance(data, Dataset) else load(data, seed)


def fit_recipe(recipe: Recipe, dataset: Dataset) -> Recipe:
    """The recipe resolved for this data, with a validation split that suits the number of examples.

    A recipe for 60,000 examples may hold out 5,000. Where that is more than half of the examples, a
    tenth of them is held out. Raises `SettingError` for a network that no model file can hold.
    """
    recipe = resolve_recipe(recipe, dataset)
    expect_savable(recipe.network)
    available = len(dataset.split("train"))
    examples = min(recipe.examples or available, available)
    if dataset.validation is None and recipe.validation > examples // 2:
        return recipe.with_changes(validation=int(examples * VALIDATION_SHARE))
    return recipe


def build_model(recipe: Recipe, dataset: Dataset, state: TrainingState, made_by: str = "") -> Model:
    """The model of a finished training run, calibrated on validation, measured on validation and test."""
    train_split, (outputs,) = dataset.split("train"), recipe.network.output_shape
    model = Model(
        recipe=recipe,
        parameters=state.kept.copy(),
        class_names=dataset.class_names[: outputs - recipe.rejects],
        trained_on=str(train_split),
        trained_on_digest=train_split.digest(),
        made_by=made_by,
    )
    validation, test = dataset.validation, dataset.test
    if validation is not None:
        model = calibrate(model, validation)
    return model.with_metrics(*(model.evaluate(each) for each in (validation, test) if each))


def calibrate(model: Model, validation: LabeledImages) -> Model:
    """The model with the temperature and the threshold that fit `validation`.

    The threshold rejects at most one in a thousand of these images. `notes` record the share of them, and
    of new simulated non-digits, that is rejected.
    """
    outputs = model.outputs(validation.images)
    logits = outputs[:, : len(model.class_names)]
    temperature = 1.0
    if isinstance(model.recipe.loss, SOFTMAX_LOSSES):
        temperature = fit_temperature(logits, validation.labels)
    if not model.rejects:
        return replace(model, calibration=Calibration(temperature))
    threshold = fit_threshold(class_evidence(outputs), MAX_REJECTED_SHARE) - MARGIN
    calibration = Calibration(temperature, threshold)
    non_digits = _rejected_share(calibration, model.outputs(_draw_non_digits(model)))
    shares = {
        "digits_rejected": _rejected_share(calibration, outputs),
        "non_digits_rejected": non_digits,
    }
    return replace(model, calibration=calibration, notes={**model.notes, **shares})


def _draw_non_digits(model: Model) -> np.ndarray:
    from glassnet.data.simulated import simulate_non_digits

    rng = np.random.default_rng([FRESH_STREAM, model.recipe.seed])
    return simulate_non_digits(rng, MEASURED_NON_DIGITS)


def _rejected_share(calibration: Calibration, outputs: np.ndarray) -> float:
    return float((~calibration.accepts(outputs)).mean())
