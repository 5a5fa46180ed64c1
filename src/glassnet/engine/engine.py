"""Runs a plan: gradients and outputs of batches, split into chunks and shared by all CPUs."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np

from glassnet.engine.blas import single_threaded_blas
from glassnet.engine.chunks import Workers, split_rows
from glassnet.engine.cost import describe_kind, estimate_reading, record_uncompiled
from glassnet.engine.inputs import (
    ArrayInputs,
    Inputs,
    ReusedInputs,
    SparseInputs,
    StoredInputs,
    UnlistedInputs,
)
from glassnet.engine.kernel import chosen_implementation, using
from glassnet.engine.kernel_cache import remember_run
from glassnet.engine.plan import Plan
from glassnet.engine.rows import Rows
from glassnet.engine.steps.step import StepContext, StepInputs
from glassnet.engine.workspace import Workspace
from glassnet.nn import losses as nn_losses
from glassnet.nn.arrays import Array
from glassnet.nn.losses import Loss
from glassnet.nn.parameters import Parameters


@dataclass(frozen=True, eq=False)
class Batch:
    """Inputs, in the form that the first step takes, and labels `(batch,)` in the same order."""

    inputs: Inputs
    labels: Array


class Engine:
    """Gradients of batches by a plan; it keeps the arrays that it needs from call to call."""

    def __init__(self, plan: Plan, loss: Loss, dtype: Any = np.float32) -> None:
        self.plan = plan
        self.loss = loss
        self._dtype = np.dtype(dtype)
        self._program = plan.program
        self._workers = Workers(plan.tuning.threads)
        self._spare: list[Parameters] = []
        # The stored images that batches are taken from, and their lists; the one batch of all images.
        self._listed: tuple[Array, Any] | None = None
        self._reused: tuple[Rows, Batch] | None = None

    def limit_blas(self) -> AbstractContextManager[None]:
        """For several calls one after the other: the number of BLAS threads is set once, not for each."""
        return single_threaded_blas() if self.plan.limits_blas else nullcontext()

    def prepare(self, rows: Rows, labels: Array) -> Batch:
        """A batch of stored images, with labels `(batch,)`, in the form that the plan reads.

        A batch of all images is prepared once, and may be reordered together with its labels. A
        batch of images of its own, such as augmented ones, may be prepared ahead in another thread.
        """
        if self.plan.reading == "numbers":
            shape = self.plan.network.input_shape
            return Batch(StoredInputs(rows, shape, self._dtype), labels)
        if self.plan.reuses_batch:
            if self._reused is None or self._reused[0] is not rows:
                self._reused = (rows, self._prepare_to_keep(rows, labels))
            return self._reused[1]
        return Batch(SparseInputs(self._list(rows)), labels)

    def _prepare_to_keep(self, rows: Rows, labels: Array) -> Batch:
        from glassnet.engine.image_groups import ImageGroups, order_by_similarity
        from glassnet.engine.sparse_images import SparseImages

        lists = SparseImages.to_keep(rows.pixels, self._dtype, self.plan.tuning.threads)
        if self.plan.reading == "sparse images":
            lists = lists[rows.order]
            return Batch(ReusedInputs(lambda chunk: lists[chunk]), labels)
        order = order_by_similarity(rows.images[rows.order])
        lists, units = lists[rows.order[order]], self.plan.first_units
        return Batch(ReusedInputs(lambda chunk: ImageGroups.of(lists[chunk], units)), labels[order])

    def _list(self, rows: Rows) -> Any:
        """The lists of these rows; those of a set that batches are taken from are made once and kept."""
        from glassnet.engine.sparse_images import SparseImages

        if len(rows) == len(rows.images):
            return SparseImages.of(rows.pixels[rows.order], self._dtype, Workspace())
        if self._listed is None or self._listed[0] is not rows.images:
            threads = self.plan.tuning.threads
            lists = SparseImages.to_keep(rows.pixels, self._dtype, threads)
            self._listed = (rows.images, lists)
        return self._listed[1][rows.order]

    def gradient(
        self,
        parameters: Parameters,
        batch: Batch,
        gradients: Parameters,
        rng: np.random.Generator | None = None,
    ) -> tuple[float, int]:
        """Fill `gradients` with dL/d(parameters) of a batch; return the loss and the number correct."""
        count = len(batch.labels)
        chunks = split_rows(count, self.plan.chunk_rows or count)
        targets = [gradients, *self._get_spare(gradients, len(chunks) - 1)]
        rngs = [rng] if len(chunks) == 1 or rng is None else rng.spawn(len(chunks))
        results = [(0.0, 0)] * len(chunks)

        def work(number: int, workspace: Workspace) -> None:
            chunk = chunks[number]
            context = StepContext(
                workspace, None if rng is None else rngs[number], True, self.plan.tuning
            )
            inputs, labels = batch.inputs.read(chunk, workspace), batch.labels[chunk]
            share = len(labels) / count
            target = targets[number]
            value, correct = self._gradient(parameters, inputs, labels, target, share, context)
            results[number] = value * share, correct

        with self.limit_blas(), using(self.plan.implementation):
            self._workers.map(len(chunks), work)
        for each in targets[1:]:
            gradients.vector += each.vector
        return sum(value for value, _ in results), sum(correct for _, correct in results)

    def _gradient(
        self,
        parameters: Parameters,
        inputs: StepInputs,
        labels: Array,
        gradients: Parameters,
        share: float,
        context: StepContext,
    ) -> tuple[float, int]:
        """Fill `gradients` with those of a chunk, times its share of the batch."""
        outputs, backward = self._program.forward(parameters, inputs, context)
        if self.plan.compiled:
            from glassnet.engine.losses import compute_loss

            value, correct, d_outputs = compute_loss(self.loss, outputs, labels, context.workspace)
        else:
            value, d_outputs = self.loss(outputs, labels)
            correct = nn_losses.count_correct(outputs, labels)
        if share < 1:
            d_outputs = d_outputs * share
        backward(d_outputs, gradients, False)
        return value, correct

    def _get_spare(self, gradients: Parameters, count: int) -> list[Parameters]:
        while len(self._spare) < count:
            self._spare.append(gradients.like())
        return self._spare[:count]


def compute_outputs(plan: Plan, parameters: Parameters, inputs: Array) -> Array:
    """Outputs `(count, *output_shape)` of stored images, bytes, or of arrays of numbers, by a plan."""
    network, dtype = plan.network, parameters.vector.dtype
    outputs = np.empty((len(inputs), *network.output_shape), dtype)
    program, source = plan.program, _read_for_prediction(plan, inputs, dtype)
    chunks = split_rows(len(inputs), plan.chunk_rows)

    def work(number: int, workspace: Workspace) -> None:
        chunk = chunks[number]
        context = StepContext(workspace, needs_grad=False, tuning=plan.tuning)
        read = source.read(chunk, workspace)
        outputs[chunk] = program.forward(parameters, read, context)[0]

    if not plan.compiled and chosen_implementation() is None:
        record_uncompiled(estimate_reading(network, len(inputs)))
    with using(plan.implementation):
        Workers(plan.tuning.threads).map(len(chunks), work)
    if plan.compiled and dtype == np.float32:
        remember_run(describe_kind(network))
    return outputs


def _read_for_prediction(plan: Plan, inputs: Array, dtype: np.dtype) -> Inputs:
    if inputs.dtype != np.uint8:
        return ArrayInputs(inputs)
    if plan.reading == "numbers":
        return StoredInputs(Rows.all(inputs), plan.network.input_shape, dtype)
    return UnlistedInputs(Rows.all(inputs), dtype)
