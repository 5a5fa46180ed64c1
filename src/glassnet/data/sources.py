"""`load`: a source of data by the name or the path that a person would give it.

What fetches and what reads pictures and strokes is imported where it is needed: HTTP and Pillow take
longer to import than all the rest.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from glassnet.data.download.published import MNIST, PUBLISHED
from glassnet.data.errors import DataError, DownloadError, UnknownSource
from glassnet.data.formats.kaggle import read_kaggle
from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.data.mnist import cache_folder, find, has_idx, read_idx_folder, read_published

if TYPE_CHECKING:
    from glassnet.data.download.mirrors import Terms

NAMES: Final = (*PUBLISHED, "simulated")
SIMULATED_TRAIN: Final = 40_000
SIMULATED_TEST: Final = 5_000


def load(source: str | Path = "mnist", seed: int = 0, terms: Terms | None = None) -> Dataset:
    """The data set that `source` names.

    One of `mnist`, `fashion-mnist` and `simulated`, or the path of a folder of IDX files, a CSV in
    Kaggle's layout, a folder with one sub-folder of images per class, or a stroke file. A source
    without a test split has only `train`. `seed` is for what is drawn at random (`simulated`),
    `terms` are for what has to be downloaded. Raises UnknownSource for what is none of these,
    DataError for damaged content,
    DownloadError where a published set is neither here nor to be had.
    """
    if source in PUBLISHED:
        return _published(str(source), terms)
    if source == "simulated":
        return simulated(seed)
    path = Path(source).expanduser()
    if not path.exists():
        raise _unknown(str(source))
    return _reader_for(path)(path)


def find_or_fallback(
    seed: int = 0, terms: Terms | None = None, answer_seconds: float = 10.0
) -> tuple[Dataset, str | None]:
    """MNIST, found or downloaded; else simulated ink, with the reason why in one line.

    Without a connection that takes at most `answer_seconds`.
    """
    try:
        if find(MNIST) is None:
            _ask_mirrors(answer_seconds, terms)
        return load("mnist", seed, terms), None
    except DownloadError as error:
        reason = str(error).partition("\n")[0]
        return simulated(seed), f"MNIST is not here ({reason}): this is simulated ink instead."


def _ask_mirrors(answer_seconds: float, terms: Terms | None) -> None:
    from glassnet.data.download.mirrors import any_reachable

    if not any_reachable(MNIST, answer_seconds, terms is not None and terms.loopback):
        raise DownloadError("no mirror could be reached")


def simulated(seed: int, train: int = SIMULATED_TRAIN, test: int = SIMULATED_TEST) -> Dataset:
    """Handwriting drawn by the program itself: two splits from streams that never meet."""
    from glassnet.data.simulated import simulate

    train_rng, test_rng = np.random.default_rng(seed).spawn(2)
    return Dataset(
        "simulated ink",
        train=simulate(train_rng, train).take(slice(None), "simulated ink train"),
        test=simulate(test_rng, test).take(slice(None), "simulated ink test"),
    )


def _published(name: str, terms: Terms | None) -> Dataset:
    """Found (and, in the cache, repaired where damaged), or downloaded."""
    published = PUBLISHED[name]
    folder = find(published)
    try:
        if folder is not None:
            return read_published(published, folder)
    except DataError:
        if folder != cache_folder(published):
            raise
    from glassnet.data.download.mirrors import DEFAULT_TERMS, fetch

    return read_published(published, fetch(published, terms=terms or DEFAULT_TERMS))


def _reader_for(path: Path) -> Callable[[Path], Dataset]:
    if path.is_dir():
        from glassnet.data.formats.folder import has_classes

        return _read_pictures if has_classes(path) and not has_idx(path) else _read_idx
    from glassnet.data.formats.strokes import is_stroke_file

    if is_stroke_file(path):
        return _read_strokes
    if path.name.endswith((".csv", ".csv.gz")):
        return _read_csv
    raise _unknown(str(path))


def _read_idx(path: Path) -> Dataset:
    return read_idx_folder(path, path.name)


def _read_pictures(path: Path) -> Dataset:
    from glassnet.data.formats.folder import read_folder

    return Dataset(path.name, train=read_folder(path, path.name))


def _read_strokes(path: Path) -> Dataset:
    from glassnet.data.formats.strokes import read_strokes

    return Dataset(path.name, train=read_strokes(path, path.name))


def _read_csv(path: Path) -> Dataset:
    images, labels = read_kaggle(path)
    if labels is None:
        raise DataError.at(
            f"{path}, line 1",
            "a column of labels first",
            "pixels only",
            "Take the file with labels (Kaggle's train.csv).",
        )
    return Dataset(path.name, train=LabeledImages(images, labels, path.name))


def _unknown(source: str) -> UnknownSource:
    near = difflib.get_close_matches(source.lower(), NAMES, n=1)
    return UnknownSource.at(
        "data source",
        f"{', '.join(NAMES)}, or the path of a folder, CSV or stroke file",
        repr(source),
        f"Did you mean {near[0]!r}?" if near else "Check the path.",
    )
