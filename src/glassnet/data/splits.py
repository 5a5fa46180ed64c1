"""Reproducible splits: which examples are held out is a pure function of the seed and the count."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from glassnet.data.errors import DataError
from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.data.streamed_images import StreamedImages

# Separates these random numbers from every other use of the same seed.
SPLIT_STREAM = 0x5B117


def held_out_indices(
    seed: int, count: int, held_out: int | float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Indices kept and indices held out of `count` examples, each in file order.

    `held_out` is a number of examples (int) or a fraction of them (float). Raises DataError unless
    both sides get at least one.
    """
    number = _count_held_out(count, held_out)
    order = np.random.default_rng([SPLIT_STREAM, seed, count]).permutation(count)
    return np.sort(order[number:]), np.sort(order[:number])


def draw_held_out(seed: int, count: int, held_out: int | float) -> NDArray[np.int64]:
    """As `held_out_indices`, the held out ones alone, and other ones: without a list of all."""
    number = _count_held_out(count, held_out)
    rng = np.random.default_rng([SPLIT_STREAM, seed, count])
    return np.sort(rng.choice(count, number, replace=False, shuffle=False))


def _count_held_out(count: int, held_out: int | float) -> int:
    number = round(count * held_out) if isinstance(held_out, float) else held_out
    if not 0 < number < count:
        raise DataError.at(
            "Held out for validation",
            f"fewer than all of the {count} examples",
            str(held_out),
            "Choose fewer: --validation, or validation in the recipe; 0 holds out none.",
        )
    return number


def hold_out(
    data: LabeledImages, held_out: int | float, seed: int
) -> tuple[LabeledImages, LabeledImages]:
    """`data` in two: what is left to train on, and the validation split held out of it."""
    if isinstance(data, StreamedImages):
        held = draw_held_out(seed, len(data), held_out)
        return data.hold_out(held, _renamed(data.name, "validation"))
    kept, held = held_out_indices(seed, len(data), held_out)
    return data.take(kept), data.take(held, _renamed(data.name, "validation"))


def cut(data: LabeledImages, first: int) -> tuple[LabeledImages, LabeledImages]:
    """`data` in two, in file order: the first so many, and the rest as the validation split."""
    if not 0 < first < len(data):
        raise DataError.at(
            f"cut of {data}",
            f"from 1 to {len(data) - 1}",
            str(first),
            "Leave some on each side.",
        )
    rest = data.take(slice(first, None), _renamed(data.name, "validation"))
    return data.take(slice(first)), rest


def with_validation(dataset: Dataset, held_out: int | float, seed: int) -> Dataset:
    """The data set with a validation split, held out of its training split unless it has one."""
    if dataset.validation is not None or dataset.train is None:
        return dataset
    train, validation = hold_out(dataset.train, held_out, seed)
    return replace(dataset, train=train, validation=validation)


def _renamed(name: str, split: str) -> str:
    return f"{name.removesuffix(' train')} {split}"
