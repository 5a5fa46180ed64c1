"""How a network is run: the only place that decides it, and can say why.

A plan is made once for a network and the images that it is to read. It names the form in which
images are read, the steps that run its layers, and how batches are split. Thresholds are in
`tuning`, rewrite rules in `rules`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from glassnet.engine.chunks import rows_in_chunk
from glassnet.engine.kernel import compiled_in_use
from glassnet.engine.sparse_format import MAX_PIXELS
from glassnet.engine.steps.as_written import AsWritten
from glassnet.engine.steps.sequence import Sequence
from glassnet.engine.steps.step import Step
from glassnet.engine.threads import cpu_count
from glassnet.engine.tuning import DEFAULT_TUNING, Tuning
from glassnet.nn.arrays import Array
from glassnet.nn.layers import Activate, Flatten
from glassnet.nn.losses import Loss
from glassnet.nn.network import Network

Reading = Literal["numbers", "sparse images", "groups of similar images"]


@dataclass(frozen=True)
class PlannedStep:
    """A step, the layers that it runs, and the rule that chose it."""

    step: Step
    layers: str
    how: str


@dataclass(frozen=True)
class Plan:
    """How a network is run; see `plan_training` and `plan_prediction`.

    `reuses_batch`: every batch has all images, so it is prepared once. `chunk_rows` is the number
    of examples in a chunk, 0 for batches in one piece. `limits_blas`: matrix products run on one
    thread, because other work is shared by all CPUs between them.
    """

    network: Network
    steps: tuple[PlannedStep, ...]
    reading: Reading
    reuses_batch: bool
    chunk_rows: int
    limits_blas: bool
    compiled: bool
    tuning: Tuning

    @property
    def first_units(self) -> int:
        """The units of a first dense layer; 0 where there is none."""
        return _first_units(self.network)

    @property
    def program(self) -> Sequence:
        """All steps as one."""
        return Sequence(tuple(each.step for each in self.steps))

    @property
    def uses_rng(self) -> bool:
        """Whether a layer may draw random numbers in training: compiled steps never do."""
        deterministic = Flatten | Activate
        return not self.compiled or any(
            isinstance(each.step, AsWritten) and not isinstance(each.step.layer, deterministic)
            for each in self.steps
        )

    def describe(self) -> list[tuple[str, str]]:
        """What runs how, as pairs of words, for a printed table."""
        rows = (
            "batches in one piece" if not self.chunk_rows else f"chunks of {self.chunk_rows:,} rows"
        )
        return [
            ("images", f"read as {self.reading}"),
            *((each.layers, each.how) for each in self.steps),
            ("batches", f"{rows}, {self.tuning.threads or cpu_count()} threads"),
        ]

    def __str__(self) -> str:
        if not self.compiled:
            return "all layers as written: the reference implementation, NumPy only"
        steps = "; ".join(f"{each.layers}: {each.how}" for each in self.steps)
        return f"images read as {self.reading}; {steps}"


def plan_training(
    network: Network,
    loss: Loss,
    images: Array | None = None,
    batch_size: int | None = None,
    tuning: Tuning = DEFAULT_TUNING,
) -> Plan:
    """The plan for gradients of batches of `batch_size` (None: all) of stored `images` `(count, ...)`, bytes.

    Without images, inputs are arrays of numbers.
    """
    full_batch = images is not None and batch_size in (None, len(images))
    reading = _choose_reading(network, images, tuning, training=True, full_batch=full_batch)
    units = _first_units(network)
    rows = batch_size or (0 if images is None else len(images))
    pixels = 0 if images is None else int(np.prod(images.shape[1:]))
    chunk_rows = 0 if loss.whole_batch else rows_in_chunk(network, tuning, training=True)
    shares_products = (
        reading == "sparse images" and rows * pixels * units >= tuning.min_parallel_products
    )
    return Plan(
        network,
        _choose_steps(network, reading),
        reading,
        full_batch,
        chunk_rows,
        shares_products,
        compiled_in_use(),
        tuning,
    )


def plan_prediction(
    network: Network, images: Array | None = None, tuning: Tuning = DEFAULT_TUNING
) -> Plan:
    """The plan for outputs of stored `images` `(count, ...)`, bytes, or of arrays of numbers."""
    reading = _choose_reading(network, images, tuning, training=False, full_batch=False)
    steps = _choose_steps(network, reading)
    chunk_rows = rows_in_chunk(network, tuning, training=False)
    return Plan(network, steps, reading, False, chunk_rows, False, compiled_in_use(), tuning)


def _choose_reading(
    network: Network, images: Array | None, tuning: Tuning, *, training: bool, full_batch: bool
) -> Reading:
    """In which form a first dense layer reads images."""
    units = _first_units(network)
    if images is None or not units or not compiled_in_use() or len(images) == 1:
        return "numbers"
    if images.dtype != np.uint8 or np.prod(images.shape[1:]) > MAX_PIXELS:
        return "numbers"
    sample = images[:: len(images) // tuning.density_sample + 1]
    sparse = np.count_nonzero(sample) <= tuning.max_density * sample.size
    wide = units >= tuning.min_units_to_train_sparse or not training
    if not (units <= tuning.max_narrow_units or (sparse and wide)):
        return "numbers"
    if full_batch and images.ndim == 3 and _is_narrow_mlp(network, tuning):
        return "groups of similar images"
    return "sparse images"


def _first_units(network: Network) -> int:
    """The units of a first dense layer whose activation can be fused; 0 where there is none."""
    if not compiled_in_use():
        return 0
    from glassnet.engine.rules import run_sparse_dense

    return network.shapes[found[1]][0] if (found := run_sparse_dense(network, 0)) else 0


def _is_narrow_mlp(network: Network, tuning: Tuning) -> bool:
    from glassnet.engine.layer_table import encode_dense

    table = encode_dense(network.layers, network.shapes, training=True)
    return table is not None and bool(table[:, 1].max() <= tuning.max_narrow_units)


def _choose_steps(network: Network, reading: Reading) -> tuple[PlannedStep, ...]:
    if not compiled_in_use():
        return ()
    from glassnet.engine.rules import COMPILED_RULES, run_sparse_dense

    if reading == "groups of similar images":
        return (_plan_narrow_mlp(network),)
    rules = (run_sparse_dense, *COMPILED_RULES) if reading == "sparse images" else COMPILED_RULES
    steps: list[PlannedStep] = []
    index = 0
    while index < len(network.layers):
        found = next(filter(None, (rule(network, index) for rule in rules)), None)
        layer, name = network.layers[index], network.layer_names[index]
        step, covered = found or (AsWritten(layer, name), 1)
        steps.append(PlannedStep(step, _describe(network, index, covered), str(step)))
        index += covered
    return tuple(steps)


def _plan_narrow_mlp(network: Network) -> PlannedStep:
    from glassnet.engine.layer_table import encode_dense
    from glassnet.engine.steps.narrow_mlp import NarrowMLPStep

    table: Any = encode_dense(network.layers, network.shapes, training=True)
    step = NarrowMLPStep(table)
    return PlannedStep(step, _describe(network, 0, len(network.layers)), str(step))


def _describe(network: Network, index: int, covered: int) -> str:
    """The names of some layers, such as "Conv2D 24 + MaxPool2D"."""
    names = []
    for layer in network.layers[index : index + covered]:
        if not isinstance(layer, Flatten) or covered == 1:
            size = getattr(layer, "units", getattr(layer, "filters", ""))
            activation = getattr(layer, "activation", None)
            shown = type(activation).__name__ if activation is not None else ""
            kind = "" if shown in ("", "Identity") else f" {shown}"
            names.append(f"{type(layer).__name__} {size}".strip() + kind)
    return " + ".join(names)
