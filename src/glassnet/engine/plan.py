"""How a network is run: the only place that decides it, and can say why.

A plan is made once for a network and the images that it is to read. It names the form in which
images are read, the steps that run its layers, and how batches are split. Thresholds are in
`tuning`, rewrite rules in `rules`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod
from typing import Literal

import numpy as np

from glassnet.engine.chunks import rows_to_predict, rows_to_train
from glassnet.engine.cost import (
    MAX_SECONDS_UNCOMPILED,
    estimate_reading,
    estimate_training,
    pays_to_compile,
)
from glassnet.engine.decisions import Decision, describe_chunks, describe_layers
from glassnet.engine.kernel import (
    Implementation,
    chosen_implementation,
    compiled_in_use,
)
from glassnet.engine.sparse_format import MAX_PIXELS
from glassnet.engine.steps.as_written import AsWritten
from glassnet.engine.steps.dense_in_numpy import NumPyDenseStep
from glassnet.engine.steps.sequence import Sequence
from glassnet.engine.steps.step import Step
from glassnet.engine.tuning import DEFAULT_TUNING, Tuning
from glassnet.nn.arrays import Array, Shape
from glassnet.nn.convolution import Conv2D
from glassnet.nn.layers import Activate, Dense, Flatten
from glassnet.nn.losses import Loss
from glassnet.nn.network import Network
from glassnet.nn.normalization import LayerNorm
from glassnet.nn.pooling import AveragePool2D, GlobalAveragePool, MaxPool2D

DETERMINISTIC = frozenset(
    {Activate, AveragePool2D, Conv2D, Dense, Flatten, GlobalAveragePool, LayerNorm, MaxPool2D}
)
"""Layers that draw no random numbers in training; a subclass may."""

Reading = Literal["numbers", "sparse images", "groups of similar images", "one at a time"]


@dataclass(frozen=True)
class Plan:
    """How a network is run; see `plan_training` and `plan_prediction`.

    `steps` run the layers; online training (one example at a time) has none. `reuses_batch`: every
    batch has all images, so it is prepared once. `chunk_rows` is the number of examples in a chunk, 0
    for batches in one piece. `limits_blas`: matrix products run on one thread, because other work is
    shared by all CPUs between them, or they are too small to be shared. `compiled`: with compiled
    functions, not the reference implementation. `shapes` are those before the first step and after each one.
    """

    network: Network
    steps: tuple[Step, ...]
    reading: Reading
    reuses_batch: bool
    chunk_rows: int
    limits_blas: bool
    compiled: bool
    tuning: Tuning
    decisions: tuple[Decision, ...]
    shapes: tuple[Shape, ...] = ()

    @property
    def implementation(self) -> Implementation:
        """Which implementation this plan is for."""
        return "compiled" if self.compiled else "reference"

    @property
    def program(self) -> Sequence:
        """All steps as one."""
        return Sequence(self.steps)

    @property
    def first_units(self) -> int:
        """The units of a first dense layer; 0 where there is none."""
        return _first_units(self.network)

    @property
    def uses_rng(self) -> bool:
        """Whether a layer may draw random numbers in training: compiled steps never do."""
        return any(
            isinstance(step, AsWritten) and type(step.layer) not in DETERMINISTIC
            for step in self.steps
        )

    def __str__(self) -> str:
        return "; ".join(f"{each.part}: {each.how}" for each in self.decisions)


def plan_training(
    network: Network,
    loss: Loss,
    images: Array | None = None,
    batch_size: int | None = None,
    tuning: Tuning = DEFAULT_TUNING,
    *,
    online: bool = False,
    fresh: bool = False,
    epochs: int | None = None,
) -> Plan:
    """The plan for gradients of batches of `batch_size` (None: all) of stored `images` `(count, ...)`, bytes.

    Without images, inputs are arrays of numbers. `fresh`: each batch has images of
    its own, such as augmented ones. `online` is for plain gradient descent, one
    example at a time. With `epochs`, work that is too little to be compiled runs as written; what
    is compiled already makes no difference, so the same training always has the same bits.
    """
    if not compiled_in_use():
        return _plan_reference(network, loss, tuning, AS_ASKED, training=True)
    if epochs is not None and images is not None and chosen_implementation() is None:
        count = len(images)
        updates = epochs * -(-count // (batch_size or count))
        seconds = estimate_training(network, epochs * count, updates)
        if seconds < MAX_SECONDS_UNCOMPILED:
            why = f"About {seconds:.1f} s of work: less than it takes to compile."
            plan = _plan_reference(network, loss, tuning, why, training=True)
            widest = max(map(prod, network.shapes[1:]))
            products = (batch_size or count) * prod(network.input_shape) * widest
            # BLAS threads wait for each other at each product: on busy CPUs much longer than it takes.
            return replace(plan, limits_blas=products < tuning.min_parallel_products)
    if online and _has_compiled_descent(network, loss):
        return _plan_online(network, tuning)
    full_batch = not fresh and images is not None and batch_size in (None, len(images))
    reading, why = _choose_reading(network, images, tuning, training=True, full_batch=full_batch)
    steps, decisions, shapes = _choose_steps(network, reading)
    chunk_rows = 0 if loss.whole_batch else rows_to_train(network, tuning)
    rows = 0 if images is None else batch_size or len(images)
    pixels = int(np.prod(network.input_shape))
    products = rows * pixels * _first_units(network) if reading == "sparse images" else 0
    return Plan(
        network,
        steps,
        reading,
        full_batch,
        chunk_rows,
        products >= tuning.min_parallel_products,
        True,
        tuning,
        (why, *decisions, describe_chunks(chunk_rows, tuning)),
        shapes,
    )


def plan_prediction(
    network: Network,
    images: Array | None = None,
    tuning: Tuning = DEFAULT_TUNING,
    *,
    count: int | None = None,
) -> Plan:
    """The plan for outputs of stored `images` `(count, ...)`, bytes, or of arrays of numbers.

    With `count` or images it is compiled only where that pays, with what is compiled already.
    """
    if not compiled_in_use():
        return _plan_reference(network, None, tuning, AS_ASKED, training=False)
    if images is not None:
        count = len(images)
    if count is not None and not pays_to_compile(network, count):
        seconds = estimate_reading(network, count)
        why = f"About {seconds:.2f} s of work: less than it takes to load compiled code."
        return _plan_reference(network, None, tuning, why, training=False)
    reading, why = _choose_reading(network, images, tuning, training=False, full_batch=False)
    steps, decisions, shapes = _choose_steps(network, reading)
    chunk_rows = rows_to_predict(shapes, tuning)
    decisions = (why, *decisions, describe_chunks(chunk_rows, tuning))
    return Plan(network, steps, reading, False, chunk_rows, False, True, tuning, decisions, shapes)


AS_ASKED = "The reference implementation was asked for, or numba is missing."


def _plan_reference(
    network: Network, loss: Loss | None, tuning: Tuning, why: str, *, training: bool
) -> Plan:
    in_one_piece = loss is not None and loss.whole_batch
    rows = rows_to_train(network, tuning) if training else rows_to_predict(network.shapes, tuning)
    chunk_rows = 0 if in_one_piece else rows
    decision = Decision("all layers", "as written", why)
    steps = tuple(
        NumPyDenseStep(layer, name, shape[0]) if type(layer) is Dense else AsWritten(layer, name)
        for layer, name, shape in zip(
            network.layers, network.layer_names, network.shapes[1:], strict=True
        )
    )
    return Plan(network, steps, "numbers", False, chunk_rows, False, False, tuning, (decision,))


def _plan_online(network: Network, tuning: Tuning) -> Plan:
    layers = describe_layers(network, 0, len(network.layers))
    why = "For one example, calling a function takes longer than what it computes."
    decision = Decision(layers, "one compiled loop over examples and their updates", why)
    return Plan(network, (), "one at a time", False, 1, False, True, tuning, (decision,))


def _has_compiled_descent(network: Network, loss: Loss) -> bool:
    from glassnet.engine.online import has_compiled_descent

    return has_compiled_descent(network, loss)


def _choose_reading(
    network: Network, images: Array | None, tuning: Tuning, *, training: bool, full_batch: bool
) -> tuple[Reading, Decision]:
    """In which form a first dense layer reads images."""
    units = _first_units(network)
    if images is None or images.dtype != np.uint8:
        return _read("numbers", "The inputs are numbers already.")
    if not units:
        return _read("numbers", "The first layer is not dense.")
    if len(images) <= 1 or np.prod(images.shape[1:]) > MAX_PIXELS:
        return _read("numbers", "A single image, or one of very many pixels, is not worth listing.")
    sample = images[:: len(images) // tuning.density_sample + 1]
    density = np.count_nonzero(sample) / sample.size
    if units > tuning.max_narrow_units:
        if density > tuning.max_density:
            return _read("numbers", f"{density:.0%} of the pixels are nonzero: too many to list.")
        if training and units < tuning.min_units_to_train_sparse:
            return _read("numbers", "Transposing lists for the gradient takes as long as it saves.")
    elif full_batch and images.ndim == 3 and _is_narrow_mlp(network, tuning):
        why = "All layers are narrow, and one batch of all images is used again and again."
        return _read("groups of similar images", why)
    return _read("sparse images", f"{1 - density:.0%} of the pixels are zero.")


def _read(reading: Reading, why: str) -> tuple[Reading, Decision]:
    return reading, Decision("images", f"read as {reading}", why)


def _first_units(network: Network) -> int:
    """The units of a first dense layer whose activation can be fused; 0 where there is none."""
    if not compiled_in_use():
        return 0
    from glassnet.engine.rules import run_sparse_dense

    found = run_sparse_dense(network, 0)
    return network.shapes[found[1]][0] if found else 0


def _is_narrow_mlp(network: Network, tuning: Tuning) -> bool:
    from glassnet.engine.layer_table import encode_dense

    table = encode_dense(network.layers, network.shapes, training=True)
    return table is not None and bool(table[:, 1].max() <= tuning.max_narrow_units)


def _choose_steps(
    network: Network, reading: Reading
) -> tuple[tuple[Step, ...], tuple[Decision, ...], tuple[Shape, ...]]:
    """The first rule that applies, from each layer that is not covered yet; shapes between the steps."""
    from glassnet.engine.rules import (
        COMPILED_RULES,
        run_as_written,
        run_narrow_mlp,
        run_sparse_dense,
    )

    first = {"groups of similar images": (run_narrow_mlp,), "sparse images": (run_sparse_dense,)}
    rules = (*first.get(reading, ()), *COMPILED_RULES, run_as_written)
    steps: list[Step] = []
    decisions: list[Decision] = []
    shapes = [network.input_shape]
    index = 0
    while index < len(network.layers):
        rule, (step, covered) = next(
            (rule, found) for rule in rules if (found := rule(network, index))
        )
        why = (rule.__doc__ or "").partition("\n")[0]
        decisions.append(Decision(describe_layers(network, index, covered), str(step), why))
        steps.append(step)
        index += covered
        shapes.append(network.shapes[index])
    return tuple(steps), tuple(decisions), tuple(shapes)
