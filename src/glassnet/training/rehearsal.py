"""Compiling ahead what a training needs, on all CPUs.

A rehearsal is a list of short tasks that together call every compiled function of a training, on a
few images and throwaway parameters. Several processes go through the list from different places and
skip what another one compiles; what one has compiled the others load.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final, Self

import numpy as np

from glassnet import engine
from glassnet.data.augmentation import augment
from glassnet.engine import Batch, Engine, Plan, Rows, using
from glassnet.engine.compiling import report_task
from glassnet.engine.cost import describe_kind
from glassnet.engine.kernel_cache import PACKAGE, has_run, remember_run
from glassnet.engine.optimizers import COMPILED
from glassnet.engine.steps.as_written import AsWritten
from glassnet.engine.steps.step import StepContext, StepInputs
from glassnet.engine.threads import cpu_count
from glassnet.engine.workspace import Workspace
from glassnet.nn import Array, Clock, SoftmaxCrossEntropy
from glassnet.recipes import Recipe
from glassnet.training.state import TrainingState
from glassnet.training.updates import plan_updates

Task = Callable[[], object]

EXAMPLES: Final = 8
# More processes than there are long tasks gain nothing.
MAX_PROCESSES: Final = 4
SECONDS_BETWEEN_TRIES: Final = 0.02


@dataclass(frozen=True)
class Rehearsal:
    """What decides which kernels a training needs: recipe, plan, and a few of its images and labels."""

    recipe: Recipe
    plan: Plan
    images: Array
    labels: Array

    @classmethod
    def of(cls, recipe: Recipe, images: Array, labels: Array) -> Self:
        """The rehearsal of a training on stored images `(count, ...)`."""
        plan = plan_updates(recipe, images)
        few = [np.array(each[:EXAMPLES]) for each in (images, labels)]
        if not recipe.has_fresh_batches:
            # Compiled code for arrays that must not be written to is another one.
            for each, own in zip(few, (images, labels), strict=True):
                each.flags.writeable = own.flags.writeable
        return cls(recipe, plan, *few)

    @property
    def kind(self) -> str:
        """A name for all trainings that need the same kernels."""
        recipe = self.recipe
        parts = [describe_kind(recipe.network), self.plan.reading, recipe.precision, recipe.update]
        chosen = recipe.loss, recipe.optimizer, recipe.averaging, recipe.augmentation
        parts += [type(each).__name__ for each in chosen]
        return f"training: {'; '.join([*parts, str(self.images.flags.writeable)])}"

    def list_tasks(self) -> list[Task]:
        """The tasks, in the order in which training needs their kernels."""
        recipe = self.recipe
        # What runs as written compiles nothing, and may be the user's own.
        steps = [i for i, each in enumerate(self.plan.steps) if not isinstance(each, AsWritten)]
        tasks: list[Task] = [self._augment] if recipe.augmentation is not None else []
        if self.plan.reading == "one at a time":
            return [*tasks, self._descend, self._read]
        tasks += [self._read_batch, *(partial(self._run_step, i, False) for i in steps)]
        tasks += [self._compute_loss]
        tasks += [partial(self._run_step, i, True) for i in reversed(steps)]
        return [*tasks, self._update, self._average, self._read]

    @cached_property
    def _state(self) -> TrainingState:
        return TrainingState.begin(self.recipe)

    @cached_property
    def _workspace(self) -> Workspace:
        return Workspace()

    def _augment(self) -> None:
        augment(self.images, np.random.default_rng(0), self.recipe.augmentation)

    @cached_property
    def _batch(self) -> Batch:
        plan, recipe, count = self.plan, self.recipe, len(self.images)
        whole = plan.reuses_batch or recipe.has_fresh_batches
        rows = Rows(self.images, np.arange(count if whole else max(count - 1, 1)))
        # Labels of a batch are copies, unless all are one batch.
        labels = self.labels if plan.reuses_batch else self.labels[rows.order]
        return Engine(plan, recipe.loss, recipe.precision).prepare(rows, labels)

    def _read_batch(self) -> StepInputs:
        """The inputs of the first step."""
        return self._batch.inputs.read(slice(0, len(self._batch.labels)), self._workspace)

    def _run_step(self, number: int, backward: bool) -> None:
        step, parameters = self.plan.steps[number], self._state.parameters
        dtype = parameters.vector.dtype
        inputs = self._read_batch()
        if number:
            inputs = np.zeros((len(inputs), *self.plan.shapes[number]), dtype)
        context = StepContext(
            self._workspace.within(str(number)), np.random.default_rng(0), True, self.plan.tuning
        )
        outputs, run_backward = step.forward(parameters, inputs, context)
        if backward:
            run_backward(np.zeros_like(outputs), self._state.gradients, number > 0)

    def _make_outputs(self) -> Array:
        return np.zeros((len(self._batch.labels), *self.plan.network.output_shape), self._dtype)

    @property
    def _dtype(self) -> np.dtype:
        return self._state.parameters.vector.dtype

    def _compute_loss(self) -> None:
        from glassnet.engine.losses import compute_loss, count_correct

        outputs, labels = self._make_outputs(), self._batch.labels
        if type(self.recipe.loss) is SoftmaxCrossEntropy:
            compute_loss(self.recipe.loss, outputs, labels, self._workspace)
        else:
            count_correct(outputs, labels)

    def _update(self) -> None:
        optimizer, state = self.recipe.optimizer, self._state
        if type(optimizer) in COMPILED:
            engine.update(optimizer, state.parameters, state.gradients, state.optimizer, 0.0)

    def _average(self) -> None:
        state, averaging = self._state, self.recipe.averaging
        if averaging is not None and state.average is not None:
            engine.move_average(averaging, state.average, state.parameters, Clock(0, 1, 1))

    def _descend(self) -> None:
        recipe, count = self.recipe, len(self.images)
        engine.descend(
            recipe.network,
            recipe.loss,
            self._state.parameters,
            self.images,
            self.labels,
            np.zeros(count),
            np.arange(count),
            update_during_backward=recipe.update == "during_backward",
        )

    def _read(self) -> None:
        engine.outputs(self.recipe.network, self._state.parameters, self.images)


def compile_ahead(recipe: Recipe, images: Array, labels: Array) -> None:
    """Compile all kernels of a training on all CPUs, unless that was done before on this machine.

    Training compiles by itself what is missing: this is for its speed alone.
    """
    rehearsal = Rehearsal.of(recipe, images, labels)
    if not rehearsal.plan.compiled or has_run(rehearsal.kind):
        return
    with _helpers(rehearsal):
        tasks = rehearsal.list_tasks()
        for number, task in enumerate(tasks, start=1):
            report_task(number, len(tasks))
            with using("compiled"):
                task()
    report_task(0, 0)
    remember_run(rehearsal.kind)


@contextmanager
def _helpers(rehearsal: Rehearsal) -> Iterator[None]:
    """Processes that go through the same tasks meanwhile, from other places in the list."""
    started: list[subprocess.Popen[bytes]] = []
    count = min(cpu_count(), MAX_PROCESSES) - 1
    try:
        # A recipe with parts of its user's own may have no form for another process.
        with suppress(OSError, pickle.PicklingError, TypeError, AttributeError):
            what = rehearsal.recipe, rehearsal.images, rehearsal.labels
            needed = [pickle.dumps((*what, number, count)) for number in range(count)]
            started += map(_start_helper, needed)
        yield
    finally:
        for process in started:
            process.terminate()
            process.wait()


def _start_helper(needed: bytes) -> subprocess.Popen[bytes]:
    paths = [str(PACKAGE.parent), os.environ.get("PYTHONPATH", "")]
    process = subprocess.Popen(  # noqa: S603 - this package
        [sys.executable, "-m", __name__],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    if process.stdin is not None:
        with suppress(BrokenPipeError), process.stdin:
            process.stdin.write(needed)
    return process


def help_compiling() -> None:
    """Compile what another process needs, which describes it on standard input."""
    from glassnet.engine.compiled.disk_cache import KernelBusyError, not_waiting

    recipe, images, labels, number, count = pickle.load(sys.stdin.buffer)  # noqa: S301 - from us
    with using("compiled"):
        tasks = Rehearsal.of(recipe, images, labels).list_tasks()
        # The last one goes backward from the end, the others from points between.
        first = len(tasks) * (number + 1) // count
        waiting = [*reversed(tasks[:first]), *reversed(tasks[first:])]
        while waiting:
            task = waiting.pop(0)
            try:
                with not_waiting():
                    task()
            except KernelBusyError:
                time.sleep(SECONDS_BETWEEN_TRIES)
                waiting.append(task)


if __name__ == "__main__":
    help_compiling()
