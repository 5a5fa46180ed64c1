"""The training loop: epochs of updates, as a stream of events.

`train` prints nothing and saves nothing. Its caller may stop at any event; the state that was
passed in is then exactly the training so far, and passing it in again goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict
from time import perf_counter
from typing import Final

import numpy as np

from glassnet.data.labeled_images import Dataset
from glassnet.engine import using
from glassnet.engine.compile_time import compile_seconds
from glassnet.nn import Clock
from glassnet.recipes import Recipe
from glassnet.training.batches import batches_for
from glassnet.training.diagnosis import diagnose
from glassnet.training.evaluation import Evaluation, evaluate
from glassnet.training.events import (
    Diverged,
    EpochDone,
    Event,
    Finished,
    Noticed,
    Progress,
    Started,
)
from glassnet.training.state import EpochTotals, TrainingState
from glassnet.training.symptoms import (
    LASTING,
    MIN_UPDATES_TO_EXPLODE,
    MIN_UPDATES_TO_STAND_STILL,
    Symptom,
    find_explosion,
    find_standstill,
    find_symptoms_of_settings,
    is_like_guessing,
)
from glassnet.training.updates import Workers, updater_for

SECONDS_BETWEEN_EVENTS: Final = 0.1
# After so many updates there is an event, too: much changes in the first ones.
FIRST_UPDATES: Final = frozenset({1, 2, 5, 10, 20, 50})


def train(
    recipe: Recipe,
    dataset: Dataset,
    state: TrainingState | None = None,
    clock: Callable[[], float] = perf_counter,
    workers: Workers | None = None,
) -> Iterator[Event]:
    """Train on the splits of `dataset` (see `prepare`), from `state` on, which changes in place.

    Yields `Started`, `Progress` now and then, `EpochDone` for each epoch, and at last `Finished` or
    `Diverged`. Same recipe, data and machine: the same bits, wherever it was stopped and resumed;
    except for the last ones of batches in one piece where other threads of this process compute
    (see `engine.chunks`). `workers` compute the gradients of a recipe's shards, to the same bits.
    """
    begun = state if state is not None else TrainingState.begin(recipe)
    return _Loop(recipe, dataset, begun, clock, workers).run()


class _Loop:
    """One training run: its batches, and the state that it changes."""

    def __init__(
        self,
        recipe: Recipe,
        dataset: Dataset,
        state: TrainingState,
        clock: Callable[[], float],
        workers: Workers | None,
    ) -> None:
        self.recipe = recipe
        self.dataset = dataset
        self.state = state
        self.clock = clock
        self.batches = batches_for(recipe, dataset.split("train"))
        self.updater = updater_for(recipe, self.batches, state, workers)
        self.noticed: set[str] = set()
        if self.updater.plan.compiled:
            from glassnet.training.rehearsal import compile_ahead

            compile_ahead(recipe, self.batches.images, self.batches.labels)

    def run(self) -> Iterator[Event]:
        """All events from here to the end."""
        state, epochs = self.state, self.recipe.epochs
        yield self._started()
        for symptom in find_symptoms_of_settings(self.recipe, self.dataset):
            yield from self._notice(symptom)
        while state.epochs_done < epochs and not self._should_stop():
            finite = yield from self._epoch()
            if not finite:
                yield self._diverged()
                return
        kept = state.best_epoch if state.best_epoch >= 0 else state.epochs_done - 1
        yield Finished(state.epochs_done, kept, state.seconds, state.epochs_done < epochs)

    def _epoch(self) -> Generator[Event, None, bool]:
        """The events of one epoch; returns whether all numbers are finite."""
        state, epoch, steps = self.state, self.state.epochs_done, self.batches.steps_per_epoch
        seconds_before, examples_before = state.seconds, state.totals.examples
        reported = self.clock()
        while state.step < (epoch + 1) * steps:
            now = self._update_until(reported + SECONDS_BETWEEN_EVENTS, epoch)
            if not np.isfinite(state.totals.loss):
                return False
            if now - reported >= SECONDS_BETWEEN_EVENTS or state.step in FIRST_UPDATES:
                reported = now
                yield self._progress(self._speed(seconds_before, examples_before))
                yield from self._notice(self._find_explosion())
        if not np.isfinite(state.parameters.vector).all():
            return False
        done = self._epoch_done(self._speed(seconds_before, examples_before))
        if done.validation_loss is not None and not np.isfinite(done.validation_loss):
            return False
        state.history.append(asdict(done))
        symptom = self._find_explosion() or self._find_standstill(done)
        state.totals = EpochTotals()
        yield done
        yield from self._notice(symptom)
        return True

    def _notice(self, symptom: Symptom | None) -> Iterator[Noticed]:
        """The event of a symptom, the first time that it shows."""
        if symptom is not None and symptom.name not in self.noticed:
            self.noticed.add(symptom.name)
            yield Noticed(self.state.epochs_done, self.state.step, symptom.name, symptom.advice)

    def _find_explosion(self) -> Symptom | None:
        if self.state.step < MIN_UPDATES_TO_EXPLODE:
            return None
        train, loss = self.dataset.split("train"), self.state.totals.mean_loss
        return find_explosion(self.recipe, train, loss, self._rate())

    def _find_standstill(self, done: EpochDone) -> Symptom | None:
        train, examples = self.dataset.split("train"), self.state.totals.examples
        if self.state.step < MIN_UPDATES_TO_STAND_STILL or self.noticed & LASTING:
            return None
        if not is_like_guessing(done.train_accuracy, train, examples):
            return None
        return find_standstill(self.recipe, train, self.state, self._rate())

    def _update_until(self, time: float, epoch: int) -> float:
        """Update until this time, an early event, the epoch's end, or a loss that is not finite; returns
        the time.
        """
        state, steps = self.state, self.batches.steps_per_epoch
        with (
            using(self.updater.plan.implementation),
            self.updater.limit_blas(),
            np.errstate(over="ignore", invalid="ignore", divide="ignore"),
        ):
            while True:
                compiled, began = compile_seconds(), self.clock()
                result = self.updater.update(epoch, state.step - epoch * steps)
                now = self.clock()
                state.seconds += max(0.0, now - began - (compile_seconds() - compiled))
                state.step += result.updates
                state.totals.add(result.loss_sum, result.correct, result.examples)
                done = state.step >= (epoch + 1) * steps
                if (
                    done
                    or state.step in FIRST_UPDATES
                    or now >= time
                    or not np.isfinite(state.totals.loss)
                ):
                    return now

    def _speed(self, seconds_before: float, examples_before: int) -> float:
        seconds = self.state.seconds - seconds_before
        return (self.state.totals.examples - examples_before) / max(seconds, 1e-9)

    def _rate(self) -> float:
        """The learning rate of the update before."""
        last = max(self.state.step - 1, 0)
        return self.recipe.schedule(Clock(last, self.batches.steps_per_epoch, self.recipe.epochs))

    def _started(self) -> Started:
        training_set, validation = self.dataset.split("train"), self.dataset.validation
        return Started(
            train=str(training_set),
            validation=None if validation is None else str(validation),
            parameters=self.state.parameters.vector.size,
            epochs=self.recipe.epochs,
            steps_per_epoch=self.batches.steps_per_epoch,
            examples_per_epoch=len(training_set),
            step=self.state.step,
            implementation=self.updater.plan.implementation,
            plan=str(self.updater.plan),
        )

    def _progress(self, speed: float) -> Progress:
        totals = self.state.totals
        return Progress(
            epoch=self.state.epochs_done,
            step=self.state.step,
            examples=totals.examples,
            train_loss=totals.mean_loss,
            train_accuracy=totals.accuracy,
            learning_rate=self._rate(),
            examples_per_second=speed,
        )

    def _epoch_done(self, speed: float) -> EpochDone:
        validation = self._validate()
        return EpochDone(
            epoch=self.state.epochs_done,
            step=self.state.step,
            train_loss=self.state.totals.mean_loss,
            train_accuracy=self.state.totals.accuracy,
            validation_loss=None if validation is None else validation.loss,
            validation_accuracy=None if validation is None else validation.accuracy,
            learning_rate=self._rate(),
            seconds=self.state.seconds,
            examples_per_second=speed,
        )

    def _validate(self) -> Evaluation | None:
        if self.dataset.validation is None:
            return None
        recipe, state = self.recipe, self.state
        with (
            using(self.updater.plan.implementation),
            np.errstate(over="ignore", invalid="ignore", divide="ignore"),
        ):
            found = evaluate(recipe.network, state.current, recipe.loss, self.dataset.validation)
        if state.best is not None and found.accuracy > state.best_accuracy:
            state.best_accuracy, state.best_epoch = found.accuracy, state.epochs_done
            np.copyto(state.best.vector, state.current.vector)
        return found

    def _should_stop(self) -> bool:
        if self.recipe.stopping is None:
            return False
        return self.state.epochs_done - 1 - self.state.best_epoch >= self.recipe.stopping.patience

    def _diverged(self) -> Diverged:
        epoch, index = divmod(self.state.step - 1, self.batches.steps_per_epoch)
        rows, _ = self.batches.batch(epoch, index)
        network, parameters = self.recipe.network, self.state.parameters
        inputs = rows.scale(parameters.vector.dtype, network.input_shape)
        place, cause = diagnose(network, parameters, inputs, self._rate())
        return Diverged(epoch, self.state.step - 1, place, cause)
