"""`load`: a data set by the name of its source or by a path. `SOURCES` is the list of the names.

Modules that fetch and that read pictures and strokes are imported where they are needed: HTTP and
Pillow take longer to import than the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from glassnet.data.errors import DataError, DownloadError, UnknownSource
from glassnet.data.labeled_images import Dataset
from glassnet.data.published.catalog import MNIST, PUBLISHED, PublishedSet
from glassnet.data.published.files import cache_folder, find, read_published, remedy_for
from glassnet.data.readers import read_path, read_with_label_column
from glassnet.data.sklearn_digits import read_sklearn_digits
from glassnet.errors import did_you_mean
from glassnet.user_folders import expand_home

if TYPE_CHECKING:
    from glassnet.data.download.fetch import FetchOptions

SIMULATED_TRAIN: Final = 40_000
SIMULATED_TEST: Final = 5_000

Loader = Callable[[int, "FetchOptions | None"], Dataset]


@dataclass(frozen=True)
class Source:
    """A named source: one line about it, and how it is loaded from a seed and options of downloads."""

    summary: str
    load: Loader


def load(source: Any = "mnist", seed: int = 0, options: FetchOptions | None = None) -> Dataset:
    """The data set of `source`: a name in `SOURCES`, a path, or an object.

    A path is a folder of IDX files, a CSV with one image per line, a folder with one sub-folder of
    images per class, a stroke file, NumPy's, MATLAB's or Parquet files, or a zip archive. `FILE#COLUMN` is
    a CSV or Parquet file with labels in this column. An object is arrays (images, labels), alone or as a pair
    of training and test arrays, or a data set of PyTorch or Hugging Face. A source without a test split has
    only `train`.
    `seed` is for simulated data, `options` are for downloads. Raises UnknownSource for any other name or
    path, DataError for damaged content, DownloadError where a published set is neither here nor can be
    fetched.
    """
    if not isinstance(source, str | Path):
        from glassnet.data.formats.in_memory import read_object

        return read_object(source)
    known = SOURCES.get(str(source))
    if known is not None:
        return known.load(seed, options)
    path, label_column = split_label_column(source)
    if not path.exists():
        raise _unknown(str(source))
    if label_column is not None:
        return read_with_label_column(path, label_column)
    return read_path(path)


def name_label_column(source: str, column: str | None) -> str:
    """The source with its column of labels: `FILE#COLUMN`, or the source alone where that is None."""
    return source if column is None else f"{source}#{column}"


def split_label_column(source: str | Path) -> tuple[Path, str | None]:
    """The path and the column of labels that `FILE#COLUMN` names."""
    path, _, column = str(source).rpartition("#")
    if path and column and not expand_home(source).exists():
        return expand_home(path), column
    return expand_home(source), None


def find_or_fallback(
    seed: int = 0,
    options: FetchOptions | None = None,
    answer_seconds: float = 10.0,
    published: PublishedSet = MNIST,
    fallback: Callable[[int], Dataset] | None = None,
) -> tuple[Dataset, str | None]:
    """MNIST, found or downloaded; else simulated ink, with the reason in one line.

    Without a connection that takes at most `answer_seconds`.
    """
    try:
        if find(published) is None:
            _ask_mirrors(published, answer_seconds, options)
        return load_published(published, options), None
    except DownloadError as error:
        reason = str(error).partition("\n")[0]
        replacement = (fallback or simulated)(seed)
        return (
            replacement,
            f"{published.name} is not here ({reason}): this is simulated ink instead.",
        )


def load_published(published: PublishedSet, options: FetchOptions | None = None) -> Dataset:
    """A published set: found (and, in the cache, repaired where damaged), or downloaded."""
    folder = find(published)
    try:
        if folder is not None:
            return read_published(published, folder)
    except DataError:
        if folder != cache_folder(published):
            raise
    if not published.mirrors:
        raise DownloadError(
            f"{published.name}: expected its files on this machine, got none. {remedy_for(published)}"
        )
    from glassnet.data.download.fetch import DEFAULT_OPTIONS, fetch

    return read_published(published, fetch(published, options=options or DEFAULT_OPTIONS))


def simulated(seed: int, train: int = SIMULATED_TRAIN, test: int = SIMULATED_TEST) -> Dataset:
    """Handwriting drawn by the program itself: two splits from independent random streams."""
    from glassnet.data.simulated import simulate

    train_rng, test_rng = np.random.default_rng(seed).spawn(2)
    return Dataset(
        "simulated ink",
        train=simulate(train_rng, train).take(slice(None), "simulated ink train"),
        test=simulate(test_rng, test).take(slice(None), "simulated ink test"),
    )


def _summarize(published: PublishedSet) -> str:
    count = (published.files[1].size - 8) + (published.files[3].size - 8)
    how = " (an archive of 560 MB)" if published.archive else ""
    return f"{published.name}: {len(published.class_names)} classes, {count:,} images{how}"


def _load_named(published: PublishedSet, seed: int, options: FetchOptions | None) -> Dataset:
    return load_published(published, options)


SOURCES: Final[dict[str, Source]] = {
    **{
        name: Source(_summarize(published), partial(_load_named, published))
        for name, published in PUBLISHED.items()
    },
    "simulated": Source(
        "simulated ink: digits written by the program", lambda seed, options: simulated(seed)
    ),
    "sklearn-digits": Source(
        "the 8x8 digits of scikit-learn: 10 classes, 1,797 images",
        lambda seed, options: read_sklearn_digits(),
    ),
}
"""Every named source. A new one is an entry here, or in `PUBLISHED`."""


def _ask_mirrors(
    published: PublishedSet, answer_seconds: float, options: FetchOptions | None
) -> None:
    from glassnet.data.download.fetch import any_reachable

    if not any_reachable(published, answer_seconds, options is not None and options.loopback):
        raise DownloadError("no mirror could be reached")


def _unknown(source: str) -> UnknownSource:
    """The error for a name that is no source, or a path at which there is nothing."""
    if "/" in source or "\\" in source or Path(source).suffix:
        return UnknownSource.about(source, "no such file or folder", "Check the path.")
    return UnknownSource(
        f"unknown data source {source!r}: expected one of {', '.join(SOURCES)}, or the path of a "
        f"folder, CSV or stroke file. {did_you_mean(source.lower(), SOURCES)}"
    )
