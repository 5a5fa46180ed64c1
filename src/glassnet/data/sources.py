"""`load`: a source of data by the name or the path that a person would give it."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from glassnet.data.digits import Dataset
from glassnet.data.errors import DataError, UnknownSource
from glassnet.data.mnist import find, read_idx_folder, read_published
from glassnet.data.published import PUBLISHED

NAMES: Final = (*PUBLISHED, "simulated")
SIMULATED_TRAIN: Final = 20_000
SIMULATED_TEST: Final = 4_000


def load(source: str | Path = "mnist", seed: int = 0) -> Dataset:
    """The data set that `source` names.

    One of `mnist`, `fashion-mnist` and `simulated`, or the path of a folder of IDX files, a CSV in
    Kaggle's layout, a folder with one sub-folder of images per class, or a stroke file. `seed` is
    for what is drawn at random (`simulated`). A source without a test split has only `train`.
    Raises UnknownSource for what is none of these, DataError for damaged content.
    """
    if source in PUBLISHED:
        return _published(str(source))
    if source == "simulated":
        return simulated(seed)
    path = Path(source).expanduser()
    if not path.exists():
        raise _unknown(str(source))
    return _reader_for(path)(path)


def simulated(seed: int, train: int = SIMULATED_TRAIN, test: int = SIMULATED_TEST) -> Dataset:
    """Handwriting drawn by the program itself: two splits from streams that never meet."""
    from glassnet.data.simulated import simulate

    train_rng, test_rng = np.random.default_rng(seed).spawn(2)
    return Dataset(
        "simulated ink",
        train=simulate(train_rng, train).take(slice(None), "simulated ink train"),
        test=simulate(test_rng, test).take(slice(None), "simulated ink test"),
    )


def _published(name: str) -> Dataset:
    published = PUBLISHED[name]
    folder = find(published)
    if folder is None:
        raise DataError(published.name, "its files", "none", "Run: glassnet data fetch")
    return read_published(published, folder)


def _reader_for(path: Path) -> Callable[[Path], Dataset]:
    if path.is_dir():
        return _read_folder
    raise _unknown(str(path))


def _read_folder(path: Path) -> Dataset:
    return read_idx_folder(path, path.name)


def _unknown(source: str) -> UnknownSource:
    near = difflib.get_close_matches(source.lower(), NAMES, n=1)
    return UnknownSource(
        "data source",
        f"{', '.join(NAMES)}, or the path of a folder, CSV or stroke file",
        repr(source),
        f"Did you mean {near[0]!r}?" if near else "Check the path.",
    )
