from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import dataclass, replace

import numpy as np
import pytest
from glassnet.nn.blocks import BatchGradient, Crew, blocks_of, outputs_of, rows_of_a_block
from glassnet.nn.lit import LitImages

from glassnet.engine.threads import all_processors
from glassnet.nn import (
    Activate,
    Array,
    Buffers,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    MaxPool2D,
    MeanSquaredError,
    Network,
    Softmax,
    SoftmaxCrossEntropy,
    Tanh,
    blocks,
)

NETWORK = Network((Dense(6, Tanh()), Dense(4)), (5,))


@dataclass
class Plain:
    """Rows that are there already."""

    inputs: Array

    def read(self, block: slice, buffers: Buffers) -> Array:
        return self.inputs[block]


def gradient(rows: int, network: Network = NETWORK, loss=SoftmaxCrossEntropy(), rng=None, count=50):  # noqa: B008
    draw = np.random.default_rng(0)
    parameters = network.initialize(draw, np.float64)
    gradients = parameters.like()
    inputs = Plain(draw.normal(size=(count, 5)))
    found = BatchGradient(network, loss, rows)(
        parameters, inputs, draw.integers(0, 4, count), gradients, rng
    )
    return found, gradients.vector


@pytest.mark.parametrize(("count", "rows", "sizes"), [
    (100, 100, [100]), (100, 50, [50, 50]), (101, 30, [25, 25, 25, 26]), (3, 1, [1, 2]),
])  # fmt: skip
def test_blocks_are_even_and_number_a_power_of_two(count: int, rows: int, sizes: list[int]) -> None:
    blocks = blocks_of(count, rows)

    assert sorted(each.stop - each.start for each in blocks) == sizes
    assert [i for each in blocks for i in range(each.start, each.stop)] == list(range(count))


@pytest.mark.parametrize("loss", [SoftmaxCrossEntropy(), MeanSquaredError()], ids=str)
@pytest.mark.parametrize("rows", [7, 13, 25])
def test_a_batch_in_blocks_has_the_gradient_of_the_whole(rows: int, loss) -> None:
    (value, correct), whole = gradient(0, loss=loss)
    (value_in_blocks, correct_in_blocks), in_blocks = gradient(rows, loss=loss)

    assert value_in_blocks == pytest.approx(value, rel=1e-12)
    assert correct_in_blocks == correct
    np.testing.assert_allclose(in_blocks, whole, rtol=0, atol=1e-15)


@dataclass
class Again:
    """Images that come again, in lists."""

    lists: LitImages

    def read(self, block: slice, buffers: Buffers) -> LitImages:
        return self.lists[block]


@pytest.mark.parametrize("rows", [0, 300])
@pytest.mark.parametrize("network", [
    Network((Dense(6, Tanh()), Dense(4)), (30,)), Network((Dense(6), Activate(Softmax())), (30,)),
], ids=["stack", "other"])  # fmt: skip
def test_what_comes_again_has_the_gradient_of_the_plain_images(network: Network, rows: int) -> None:
    draw = np.random.default_rng(0)
    images = (draw.integers(0, 256, (1000, 30)) * (draw.random((1000, 30)) < 0.3)).astype(np.uint8)
    labels, parameters = draw.integers(0, 4, 1000), network.initialize(draw, np.float64)
    lists = replace(LitImages.of(images, np.float64), comes_again=True)

    found = []
    for inputs in (Plain(images / 255), Again(lists)):
        gradients = parameters.like()
        gradient = BatchGradient(network, MeanSquaredError(), rows)
        value, correct = gradient(parameters, inputs, labels, gradients, None)
        found.append((value, correct, gradients.vector))

    plain, again = found
    assert again[:2] == (pytest.approx(plain[0], rel=1e-12), plain[1])
    np.testing.assert_allclose(again[2], plain[2], rtol=0, atol=1e-14)


def test_the_bits_do_not_depend_on_who_works(monkeypatch: pytest.MonkeyPatch) -> None:
    _, together = gradient(7)
    monkeypatch.setattr("glassnet.nn.blocks.processors", lambda: 1)
    _, alone = gradient(7)
    monkeypatch.setattr("glassnet.nn.blocks.processors", lambda: 5)
    _, in_fives = gradient(7)

    assert (alone == together).all()
    assert (alone == in_fives).all()


def test_the_bits_do_not_depend_on_whether_the_processors_were_free() -> None:
    wide, images = Network((Dense(300, Tanh()), Dense(10)), (200,)), np.random.default_rng(0)
    parameters = wide.initialize(images)
    inputs = Plain(images.normal(size=(2000, 200)).astype(np.float32))
    labels = images.integers(0, 10, 2000)

    def numbers() -> list[Array]:
        gradients = parameters.like()
        BatchGradient(wide, SoftmaxCrossEntropy(), 400)(parameters, inputs, labels, gradients, None)
        return [gradients.vector, outputs_of(wide, parameters, inputs, 2000)]

    free = numbers()
    with all_processors():
        taken = numbers()

    for one, other in zip(free, taken, strict=True):
        np.testing.assert_array_equal(one, other)


FORKED = """
import os
from threading import Event, Thread
from glassnet.nn import blocks

libraries, begun, done = blocks._blas(), Event(), Event()
before = [each.num_threads for each in libraries]

def limit():
    with blocks._one_thread_each():
        begun.set()
        done.wait()

Thread(target=limit).start()
begun.wait()
with blocks._one_thread_each():
    child = os.fork()
if not child:
    with blocks._one_thread_each():
        pass
    os._exit([each.num_threads for each in libraries] == before)
_, status = os.waitpid(child, 0)
done.set()
assert os.waitstatus_to_exitcode(status) == 1
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_is_not_held_by_its_parents_limits() -> None:
    if not blocks._blas():
        pytest.skip("threadpoolctl finds no library whose threads it can limit")
    subprocess.run([sys.executable, "-W", "ignore", "-c", FORKED], check=True, timeout=60)


def test_what_dropout_draws_is_the_same_each_time() -> None:
    network = Network((Dropout(0.5), Dense(4)), (5,))
    runs = [gradient(7, network, rng=np.random.default_rng(3))[1] for _ in range(2)]

    assert (runs[0] == runs[1]).all()
    assert (runs[0] != gradient(7, network, rng=np.random.default_rng(4))[1]).any()


def test_small_batches_of_dense_layers_stay_in_one_piece() -> None:
    network = Network((Dense(800), Dense(10)))

    assert len(blocks_of(128, rows_of_a_block(network, learning=True))) == 1


def test_blocks_that_are_only_read_may_be_smaller() -> None:
    wide = Network((Dense(800), Dense(10)))

    assert rows_of_a_block(wide, learning=False) < rows_of_a_block(wide, learning=True)


def test_large_batches_and_convolutions_are_cut() -> None:
    layers = (Conv2D(24, 5), MaxPool2D(), Flatten(), Dense(10))
    images, dense = Network(layers, (28, 28, 1)), Network((Dense(32), Dense(10)))

    assert len(blocks_of(60_000, rows_of_a_block(dense, learning=True))) > 4
    assert len(blocks_of(128, rows_of_a_block(images, learning=True))) > 1


def test_a_crew_does_every_piece_once_with_buffers_that_nobody_shares() -> None:
    done: list[int] = []
    seen: dict[int, set[int]] = {}

    def work(number: int, buffers: Buffers) -> None:
        done.append(number)
        seen.setdefault(id(buffers), set()).add(threading.get_ident())

    Crew(3).do(40, work)

    assert sorted(done) == list(range(40))
    assert all(len(threads) == 1 for threads in seen.values())


def test_a_crew_that_finds_the_processors_taken_works_alone() -> None:
    threads: set[int] = set()
    with all_processors():
        Crew(3).do(40, lambda number, buffers: threads.add(threading.get_ident()))

    assert threads == {threading.get_ident()}


def test_what_goes_wrong_in_a_piece_is_raised() -> None:
    def work(number: int, buffers: Buffers) -> None:
        if number == 5:
            raise ValueError("piece 5")

    with pytest.raises(ValueError, match="piece 5"):
        Crew(2).do(8, work)


@pytest.mark.parametrize("count", [1, 50, 3000])
def test_outputs_in_blocks_are_those_of_the_whole(count: int) -> None:
    network = Network((Conv2D(8, 3), MaxPool2D(), Flatten(), Dense(4)), (16, 16, 1))
    rng = np.random.default_rng(0)
    parameters = network.initialize(rng)
    inputs = rng.normal(size=(count, 16, 16, 1)).astype(np.float32)

    found = outputs_of(network, parameters, Plain(inputs), count)

    np.testing.assert_allclose(
        found, network.forward(parameters, inputs).outputs[-1], rtol=0, atol=1e-5
    )


def test_products_keep_to_one_thread_while_workers_share_in_any_thread() -> None:
    libraries = blocks._blas()
    if not libraries:
        pytest.skip("threadpoolctl finds no library whose threads it can limit")
    before, seen = [each.num_threads for each in libraries], []

    def limit() -> None:
        with blocks._one_thread_each(), blocks._one_thread_each():
            seen.append([each.num_threads for each in libraries])
        seen.append([each.num_threads for each in libraries])

    limit()
    other = threading.Thread(target=limit)
    other.start()
    other.join()

    assert seen == [[1] * len(libraries), before] * 2


@pytest.mark.parametrize("shared", [False, True])
def test_products_keep_to_one_thread_for_several_batches_where_lists_are_shared(
    shared: bool,
) -> None:
    libraries = blocks._blas()
    if not libraries:
        pytest.skip("threadpoolctl finds no library whose threads it can limit")
    before = [each.num_threads for each in libraries]

    with BatchGradient(NETWORK, SoftmaxCrossEntropy(), shared_lists=shared).several():
        within = [each.num_threads for each in libraries]

    assert within == ([1] * len(libraries) if shared else before)
    assert [each.num_threads for each in libraries] == before


def test_who_leaves_last_lifts_the_limit() -> None:
    libraries = blocks._blas()
    if not libraries:
        pytest.skip("threadpoolctl finds no library whose threads it can limit")
    before = [each.num_threads for each in libraries]
    first, second = blocks._one_thread_each(), blocks._one_thread_each()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    between = [each.num_threads for each in libraries]
    second.__exit__(None, None, None)

    assert between == [1] * len(libraries)
    assert [each.num_threads for each in libraries] == before
