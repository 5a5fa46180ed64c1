"""The loop: epochs of updates, told as a stream of events.

`train` prints nothing and saves nothing. Whoever iterates over it may stop at any event; the state that
was handed in is then exactly the training so far, and handing it in again goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from time import perf_counter

import numpy as np

from glassnet.data.digits import Dataset
from glassnet.nn.kernels import form_in_use
from glassnet.recipes import Recipe
from glassnet.training.diagnosis import diagnose
from glassnet.training.evaluation import Evaluation, evaluate
from glassnet.training.events import Diverged, EpochDone, Event, Finished, Progress, Started
from glassnet.training.feeds import Feed, feed_for
from glassnet.training.state import EpochTotals, TrainingState
from glassnet.training.steppers import Stepper, stepper_for

SECONDS_BETWEEN_EVENTS = 0.1


def train(
    recipe: Recipe,
    dataset: Dataset,
    state: TrainingState | None = None,
    clock: Callable[[], float] = perf_counter,
) -> Iterator[Event]:
    """Train on the splits of `dataset` (see `prepare`), from `state` on, which changes in place.

    Yields `Started`, `Progress` now and then, `EpochDone` for each epoch, and at last `Finished` or
    `Diverged`. Same recipe, data and machine: the same bits, wherever it was stopped and resumed.
    """
    state = state if state is not None else TrainingState.begin(recipe)
    train_digits = dataset.split("train")
    feed = feed_for(recipe, train_digits)
    stepper = stepper_for(recipe, feed, state)
    yield Started(
        train=str(train_digits),
        validation=None if dataset.validation is None else str(dataset.validation),
        parameters=state.parameters.vector.size,
        epochs=recipe.epochs,
        steps_per_epoch=feed.steps_per_epoch,
        examples_per_epoch=len(train_digits),
        step=state.step,
        kernels=form_in_use(),
    )
    while state.epochs_done < recipe.epochs and not _should_stop(recipe, state):
        yield from _epoch(recipe, dataset, state, feed, stepper, clock)
        if not np.isfinite(state.totals.loss):
            yield _diverged(recipe, state, feed)
            return
    kept = state.best_epoch if state.best_epoch >= 0 else state.epochs_done - 1
    yield Finished(state.epochs_done, kept, state.seconds, state.epochs_done < recipe.epochs)


def _epoch(
    recipe: Recipe,
    dataset: Dataset,
    state: TrainingState,
    feed: Feed,
    stepper: Stepper,
    clock: Callable[[], float],
) -> Iterator[Event]:
    epoch = state.epochs_done
    began = told = clock()
    began -= state.seconds
    examples_before = state.totals.examples
    seconds_before = state.seconds
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        while (index := state.step - epoch * feed.steps_per_epoch) < feed.steps_per_epoch:
            result = stepper.advance(epoch, index)
            state.step += result.steps
            state.totals.add(result.loss_sum, result.correct, result.examples)
            if not np.isfinite(result.loss_sum):
                return
            now = clock()
            if now - told >= SECONDS_BETWEEN_EVENTS:
                told = now
                state.seconds = now - began
                yield _progress(recipe, state, feed)
    state.seconds = clock() - began
    speed = (state.totals.examples - examples_before) / max(state.seconds - seconds_before, 1e-9)
    done = _epoch_done(recipe, dataset, state, feed, speed)
    state.history.append(asdict(done))
    state.totals = EpochTotals()
    yield done


def _progress(recipe: Recipe, state: TrainingState, feed: Feed) -> Progress:
    return Progress(
        epoch=state.epochs_done,
        step=state.step,
        examples=state.totals.examples,
        train_loss=state.totals.mean_loss,
        train_accuracy=state.totals.accuracy,
        learning_rate=_rate(recipe, state, feed),
    )


def _epoch_done(
    recipe: Recipe, dataset: Dataset, state: TrainingState, feed: Feed, speed: float
) -> EpochDone:
    validation = _validate(recipe, dataset, state)
    return EpochDone(
        epoch=state.epochs_done,
        step=state.step,
        train_loss=state.totals.mean_loss,
        train_accuracy=state.totals.accuracy,
        validation_loss=None if validation is None else validation.loss,
        validation_accuracy=None if validation is None else validation.accuracy,
        learning_rate=_rate(recipe, state, feed),
        seconds=state.seconds,
        examples_per_second=speed,
    )


def _validate(recipe: Recipe, dataset: Dataset, state: TrainingState) -> Evaluation | None:
    if dataset.validation is None:
        return None
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        found = evaluate(recipe.network, state.current, recipe.effective_loss, dataset.validation)
    if state.best is not None and found.accuracy > state.best_accuracy:
        state.best_accuracy, state.best_epoch = found.accuracy, state.epochs_done
        np.copyto(state.best, state.current.vector)
    return found


def _should_stop(recipe: Recipe, state: TrainingState) -> bool:
    if recipe.stopping is None:
        return False
    return state.epochs_done - 1 - state.best_epoch >= recipe.stopping.patience


def _rate(recipe: Recipe, state: TrainingState, feed: Feed) -> float:
    from glassnet.nn import Clock

    return recipe.schedule(Clock(max(state.step - 1, 0), feed.steps_per_epoch, recipe.epochs))


def _diverged(recipe: Recipe, state: TrainingState, feed: Feed) -> Diverged:
    epoch, index = divmod(state.step - 1, feed.steps_per_epoch)
    inputs, _ = feed.batch(epoch, index)
    layer, cause = diagnose(recipe.network, state.parameters, inputs, _rate(recipe, state, feed))
    return Diverged(epoch, state.step - 1, layer, cause)
