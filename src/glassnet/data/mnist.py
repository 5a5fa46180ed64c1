"""MNIST and Fashion-MNIST on this machine: found, held against their digests, and read.

They are looked for in `$GLASSNET_DATA/mnist` (`fashion-mnist`), then in the user's cache. What is
found is taken only if its content is the published one; that a file exists proves nothing.
"""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from glassnet.data.download.bounded import read_all
from glassnet.data.download.published import MNIST, Published, PublishedFile
from glassnet.data.errors import DataError
from glassnet.data.formats.idx import read_images, read_labels
from glassnet.data.labeled_images import Dataset, LabeledImages


@dataclass(frozen=True)
class Verdict:
    """What was found of one published file: where, and what is wrong with it (None: nothing)."""

    file: PublishedFile
    path: Path | None
    fault: str | None


def cache_folder(published: Published) -> Path:
    """Where downloads of this data set are kept."""
    return platformdirs.user_cache_path("glassnet", appauthor=False) / published.folder


def own_folder(published: Published) -> Path | None:
    """The folder of this data set under `$GLASSNET_DATA`, if that is set."""
    root = os.environ.get("GLASSNET_DATA")
    return Path(root).expanduser() / published.folder if root else None


def spelling_in(folder: Path, name: str) -> Path | None:
    """The file `name` in a folder in any of its spellings: dash or dot, gzip or not."""
    dotted = name.replace("-idx", ".idx")
    spellings = (name, dotted, f"{name}.gz", f"{dotted}.gz")
    return next((folder / each for each in spellings if (folder / each).is_file()), None)


def find(published: Published) -> Path | None:
    """The first folder that holds all files of a data set, or None. Nothing is read."""
    for folder in (own_folder(published), cache_folder(published)):
        if folder and all(spelling_in(folder, file.name) for file in published.files):
            return folder
    return None


def has_idx(folder: Path) -> bool:
    """Whether a folder holds any IDX file that is named as MNIST names them."""
    return any(spelling_in(folder, file.name) for file in MNIST.files)


def verify(published: Published, folder: Path) -> list[Verdict]:
    """What is found of each file, held against the published size and digest."""
    return [_examine(file, spelling_in(folder, file.name)) for file in published.files]


def read_published(published: Published, folder: Path) -> Dataset:
    """The data set from a folder, its content proved. Raises DataError for any other content."""
    # Unpacking and digests leave Python to others.
    with ThreadPoolExecutor() as threads:
        contents = list(threads.map(lambda file: _proved(file, folder), published.files))
    return _assemble(published, contents)


def read_idx_folder(folder: Path, name: str) -> Dataset:
    """A data set from a folder with four IDX files of any content, named as MNIST names them.

    The pair of the test split may be missing. Raises DataError.
    """
    train = _pair(folder, "train", f"{name} train")
    test = _pair(folder, "t10k", f"{name} test")
    if train is None and test is None:
        raise DataError.at(
            folder,
            "IDX files (train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-...), or a folder of "
            "pictures for each class",
            "neither",
            "Name the folder that holds them; sort loose pictures into folders 0 to 9.",
        )
    return Dataset(name, train=train, test=test)


def content_fault(file: PublishedFile, content: bytes) -> str | None:
    """How the uncompressed content differs from the published one; None where it does not."""
    if len(content) != file.size:
        return f"{len(content):,} bytes instead of {file.size:,}"
    algorithm, _, digest = file.digest.partition(":")
    found = hashlib.new(algorithm, content, usedforsecurity=False).hexdigest()
    return None if found == digest else f"{algorithm.upper()} {found} instead of {digest}"


def _examine(file: PublishedFile, path: Path | None) -> Verdict:
    if path is None:
        return Verdict(file, None, "missing")
    try:
        return Verdict(file, path, content_fault(file, read_all(path, file.size)))
    except (DataError, OSError) as error:
        return Verdict(file, path, str(error))


def _proved(file: PublishedFile, folder: Path) -> bytes:
    path = spelling_in(folder, file.name)
    if path is None:
        raise DataError.at(folder, file.name, "no such file", "Fetch it with: glassnet data fetch")
    content = read_all(path, file.size)
    fault = content_fault(file, content)
    if fault:
        raise DataError.at(
            path,
            "the published content",
            fault,
            "Remove the file and run: glassnet data fetch",
        )
    return content


def _assemble(published: Published, contents: list[bytes]) -> Dataset:
    images, labels, test_images, test_labels = contents
    name, classes = published.name, published.class_names
    return Dataset(
        name,
        train=LabeledImages(read_images(images), read_labels(labels), f"{name} train", classes),
        test=LabeledImages(
            read_images(test_images), read_labels(test_labels), f"{name} test", classes
        ),
    )


def _pair(folder: Path, prefix: str, name: str) -> LabeledImages | None:
    images = spelling_in(folder, f"{prefix}-images-idx3-ubyte")
    labels = spelling_in(folder, f"{prefix}-labels-idx1-ubyte")
    if images is None or labels is None:
        alone = images or labels
        if alone is None:
            return None
        raise DataError.at(
            folder,
            f"both {prefix}-images-idx3-ubyte and {prefix}-labels-idx1-ubyte",
            f"only {alone.name}",
            "Put the other beside it.",
        )
    return LabeledImages(read_images(images), read_labels(labels), name)
