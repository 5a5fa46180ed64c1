"""Lent memory: the same array each time, one owner each."""

import numpy as np

from glassnet.nn import FRESH, PREDICTING, Buffers, Context
from glassnet.nn.arrays import shortened


def test_a_name_and_a_shape_are_lent_the_same_array_each_time() -> None:
    buffers = Buffers()

    assert buffers.lend("sums", (2, 3), np.float32) is buffers.lend("sums", (2, 3), np.float32)


def test_another_name_shape_or_dtype_is_lent_another_array() -> None:
    buffers = Buffers()
    lent = [
        buffers.lend("a", (2,), np.float32),
        buffers.lend("b", (2,), np.float32),
        buffers.lend("a", (3,), np.float32),
        buffers.lend("a", (2,), np.float64),
    ]

    assert len({id(each) for each in lent}) == 4


def test_a_lent_array_has_the_shape_and_dtype_asked_for() -> None:
    array = Buffers().lend("sums", (2, 3), np.float32)

    assert (array.shape, array.dtype) == ((2, 3), np.float32)


def test_parts_have_buffers_of_their_own() -> None:
    buffers = Buffers()
    first, second = buffers.within("0"), buffers.within("1")

    assert first.lend("sums", (2,), float) is not second.lend("sums", (2,), float)
    assert buffers.within("0") is first


def test_fresh_buffers_never_lend_an_array_twice() -> None:
    assert FRESH.lend("sums", (2,), float) is not FRESH.lend("sums", (2,), float)
    assert FRESH.within("0") is FRESH


def test_a_context_trains_exactly_when_it_has_a_generator(rng: np.random.Generator) -> None:
    assert Context(rng).training
    assert not PREDICTING.training


def test_a_context_within_a_part_keeps_the_generator(rng: np.random.Generator) -> None:
    buffers = Buffers()
    inner = Context(rng, buffers).within("0")

    assert inner.rng is rng
    assert inner.buffers is buffers.within("0")


def test_an_array_is_shortened_where_it_is() -> None:
    array = np.arange(12).reshape(4, 3)
    place = (owned := array.copy()).ctypes.data

    short = shortened(owned, 2)

    assert short.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert short.ctypes.data == place


def test_a_lent_array_is_copied_to_be_shortened() -> None:
    lent = Buffers().lend("sums", (4, 3), np.float32)
    lent[:] = 1

    short = shortened(lent, 2)
    lent[:] = 2

    assert short.tolist() == [[1, 1, 1], [1, 1, 1]]
