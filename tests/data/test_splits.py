"""Splits are the same every time, disjoint, and named."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.data import DataError, Dataset, LabeledImages
from glassnet.data.splits import cut, held_out_indices, hold_out, with_validation


def digits(count: int) -> LabeledImages:
    return LabeledImages(np.zeros((count, 28, 28), np.uint8), np.arange(count) % 10, "MNIST train")


@given(st.integers(0, 2**63), st.integers(2, 200), st.data())
def test_every_example_is_on_exactly_one_side(seed: int, count: int, data: st.DataObject) -> None:
    held_out = data.draw(st.integers(1, count - 1))

    kept, held = held_out_indices(seed, count, held_out)

    assert len(held) == held_out
    assert np.array_equal(np.sort(np.concatenate([kept, held])), np.arange(count))


def test_a_split_is_a_function_of_seed_and_count_alone() -> None:
    np.random.default_rng().random(3)
    assert held_out_indices(1, 12, 4)[1].tolist() == held_out_indices(1, 12, 4)[1].tolist()
    assert held_out_indices(1, 12, 4)[1].tolist() != held_out_indices(2, 12, 4)[1].tolist()


def test_the_order_of_the_file_is_kept_on_both_sides() -> None:
    for side in held_out_indices(0, 100, 0.3):
        assert (np.diff(side) > 0).all()


def test_a_fraction_is_rounded_to_examples() -> None:
    assert len(held_out_indices(0, 60_000, 0.1)[1]) == 6_000


@pytest.mark.parametrize("held_out", [0, 10, -1, 0.0, 1.0, 0.001])
def test_both_sides_get_something(held_out: int | float) -> None:
    with pytest.raises(DataError, match="fewer than all of the 10 examples"):
        held_out_indices(0, 10, held_out)


def test_the_parts_carry_their_names() -> None:
    train, validation = hold_out(digits(10), 4, seed=0)

    assert (str(train), str(validation)) == ("MNIST train (6)", "MNIST validation (4)")


def test_a_cut_keeps_the_first() -> None:
    first, rest = cut(digits(10), 7)

    assert first.labels.tolist() == list(range(7))
    assert str(rest) == "MNIST validation (3)"
    with pytest.raises(DataError, match="from 1 to 9, got 10"):
        cut(digits(10), 10)


def test_a_validation_split_that_is_there_stays() -> None:
    once = with_validation(Dataset("MNIST", train=digits(20), test=digits(5)), 4, seed=0)

    assert with_validation(once, 8, seed=1) is once
    assert [len(split) for split in once] == [16, 4, 5]
