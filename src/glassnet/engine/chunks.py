"""Large batches in blocks of rows, on all processors.

Loss and gradient are means over examples, so those of a batch are the weighted means of those of its blocks.
A block is small enough for its numbers to stay in a processor's cache from layer to layer, and blocks need
nothing from each other: each processor takes one after the other. How a batch is cut depends on the
network alone, and blocks are summed in their order: the same bits, whoever works. A batch in
one piece is left to the threads of the BLAS library, which may change its last bits.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from itertools import pairwise
from math import ceil, prod
from threading import Lock
from typing import Any, Protocol

import numpy as np

from glassnet.engine.threads import all_processors, at_once, processors
from glassnet.nn.arrays import Array, Buffers, Context
from glassnet.nn.dense_stack import DenseStack, StackPass
from glassnet.nn.fusing import fused
from glassnet.nn.kernels.losses import count_correct
from glassnet.nn.layers import Dense
from glassnet.nn.nonzero import SparseImages
from glassnet.nn.losses import Loss
from glassnet.nn.network import Network, NetworkPass
from glassnet.nn.parameters import Parameters

# Numbers that the layers of one block hand on: a few megabytes at most.
NUMBERS_IN_A_BLOCK = 1 << 20
# For each parameter that learns there should be as many: every block has a gradient of its own.
NUMBERS_PER_PARAMETER = 8

# Of the pixels of a digit one in five is nonzero, and dense layers are given lists of those.
PIXELS_FOR_ONE_LIT = 5


def rows_of_a_block(network: Network, *, learning: bool) -> int:
    """How many examples make a block."""
    inputs, *others = map(prod, network.shapes)
    numbers = NUMBERS_IN_A_BLOCK
    if learning:
        if isinstance(network.layers[0], Dense):
            inputs //= PIXELS_FOR_ONE_LIT
        else:
            # There is more work in each number, enough for other processors sooner.
            numbers //= 2
        numbers = max(numbers, NUMBERS_PER_PARAMETER * network.layout.size)
    return ceil(numbers / (inputs + sum(others)))


def blocks_of(count: int, rows: int) -> list[slice]:
    """`count` rows in even blocks of about `rows`: 1, 2, 4, 8, ... of them, to share out evenly."""
    blocks = 1
    while blocks * rows * 1.5 < count and 2 * blocks <= count:
        blocks *= 2
    edges = [count * i // blocks for i in range(blocks + 1)]
    return [slice(*pair) for pair in pairwise(edges)]


class Rows(Protocol):
    """The inputs of a batch, made block by block."""

    def read(self, block: slice, buffers: Buffers) -> Array | SparseImages:
        """The inputs of these rows, which may be lent by `buffers`."""
        ...


class Crew:
    """Does numbered pieces of work on all processors; whoever works has buffers of their own."""

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or (processors() if _blas() is not None else 1)
        self._buffers = [Buffers() for _ in range(self.workers)]

    def do(self, pieces: int, work: Callable[[int, Buffers], None]) -> None:
        """Call work(number, buffers) for each number below `pieces`, in any order, and wait for all."""
        numbers = iter(range(pieces))
        if pieces == 1 or self.workers == 1:
            # Alone, a matrix product may use all processors itself.
            self._work(numbers, work, self._buffers[0])
            return
        with all_processors() as free:
            workers = self._buffers[:pieces] if free else self._buffers[:1]
            # Alone, too: with more threads the products would have other bits.
            with _one_thread_each():
                at_once([partial(self._work, numbers, work, buffers) for buffers in workers])

    @staticmethod
    def _work(
        numbers: Iterator[int], work: Callable[[int, Buffers], None], buffers: Buffers
    ) -> None:
        for number in numbers:
            work(number, buffers)


class BatchGradient:
    """Loss and gradient of a batch, block by block; it keeps the arrays that it needs from call to call.

    `rows` is the least size of a block, 0 for batches in one piece. With `shared_lists`, batches are read
    from lists that are shared out: then more threads for matrix products would stand in their way.
    """

    def __init__(
        self,
        network: Network,
        loss: Loss,
        rows: int | None = None,
        *,
        shared_lists: bool = False,
    ) -> None:
        self.network = fused(network)
        self.stack = DenseStack.of(network, training=True)
        self.loss = loss
        self.rows = rows_of_a_block(network, learning=True) if rows is None else rows
        self.shared_lists = shared_lists
        self._crew = Crew()
        self._spare: list[Parameters] = []

    def several(self) -> AbstractContextManager[None]:
        """For batches one after the other: threads are set once, not for each of them."""
        return _one_thread_each() if self.shared_lists else nullcontext()

    def __call__(
        self,
        parameters: Parameters,
        inputs: Rows,
        labels: Array,
        gradients: Parameters,
        rng: np.random.Generator | None,
    ) -> tuple[float, int]:
        """Fill `gradients` for a batch; the mean loss, and how many examples were read right."""
        count = len(labels)
        blocks = blocks_of(count, self.rows or count)
        targets = [gradients, *self._lend(gradients, len(blocks) - 1)]
        contexts = [rng] if len(blocks) == 1 or rng is None else rng.spawn(len(blocks))
        found = [(0.0, 0)] * len(blocks)

        def work(number: int, buffers: Buffers) -> None:
            block = blocks[number]
            context = Context(None if rng is None else contexts[number], buffers)
            forward = self._forward(parameters, inputs.read(block, buffers), context)
            outputs = forward.outputs[-1]
            value, d_outputs = self.loss(outputs, labels[block], buffers)
            share = len(outputs) / count
            if share < 1:
                d_outputs *= share
            found[number] = value * share, int(count_correct(outputs, labels[block]))
            forward.backward(d_outputs, targets[number])

        with self.several():
            self._crew.do(len(blocks), work)
        for each in targets[1:]:
            gradients.vector += each.vector
        return sum(value for value, _ in found), sum(correct for _, correct in found)

    def _forward(
        self, parameters: Parameters, inputs: Array | SparseImages, context: Context
    ) -> NetworkPass | StackPass:
        if isinstance(inputs, SparseImages) and inputs.comes_again and self.stack is not None:
            return self.stack.forward(parameters, inputs, context.buffers)
        return self.network.forward(parameters, inputs, context)

    def _lend(self, gradients: Parameters, count: int) -> list[Parameters]:
        while len(self._spare) < count:
            self._spare.append(gradients.like())
        return self._spare[:count]


def outputs_of(network: Network, parameters: Parameters, inputs: Rows, count: int) -> Array:
    """Outputs `(count, *output_shape)` of as many inputs, block by block."""
    network = fused(network)
    outputs = np.empty((count, *network.output_shape), parameters.vector.dtype)
    blocks = blocks_of(count, rows_of_a_block(network, learning=False))

    def work(number: int, buffers: Buffers) -> None:
        block = blocks[number]
        context = Context(buffers=buffers, way_back=False)
        forward = network.forward(parameters, inputs.read(block, buffers), context)
        outputs[block] = forward.outputs[-1]

    Crew().do(len(blocks), work)
    return outputs


@functools.cache
def _blas() -> list[Any] | None:
    """What sets the number of threads of matrix products; None where threadpoolctl is not installed."""
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:
        return None
    return ThreadpoolController().select(user_api="blas").lib_controllers


# For each block that is under way the threads to set again when the last one ends.
_limits: list[list[int]] = []
_limiting = Lock()


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Matrix products on one thread inside the block: the workers are the threads.

    Who comes first sets the limit, and who leaves last lifts it, for blocks may overlap.
    """
    libraries = _blas() or []
    with _limiting:
        threads = _limits[0] if _limits else [library.num_threads for library in libraries]
        if not _limits:
            _set_threads(libraries, [1] * len(libraries))
        _limits.append(threads)
    try:
        yield
    finally:
        with _limiting:
            # None are left where the process was forked meanwhile.
            if _limits:
                _limits.pop()
                if not _limits:
                    _set_threads(libraries, threads)


def _forget_limits() -> None:
    """A forked process has none of its parent's other threads, who would have lifted their limits."""
    global _limiting
    _limiting = Lock()
    if _limits:
        _set_threads(_blas() or [], _limits[0])
        _limits.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_limits)


def _set_threads(libraries: list[Any], threads: list[int]) -> None:
    for library, count in zip(libraries, threads, strict=True):
        # Only one thread may set the limit, as long as it lives and does not give that right back.
        give_back = getattr(library, "clear_controlling_thread", lambda force: None)
        give_back(force=True)
        library.set_num_threads(count)
        give_back(force=True)
