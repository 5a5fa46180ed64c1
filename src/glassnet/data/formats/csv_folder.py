"""A folder with a CSV for each split, such as `mnist_train.csv` and `mnist_test.csv`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from glassnet.data.errors import DataError
from glassnet.data.formats.array_files import find_split
from glassnet.data.formats.csv_table import is_unlabeled
from glassnet.data.formats.orientation import NOTE as TURNED
from glassnet.data.formats.orientation import exchange_axes
from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.data.labels import sort_names

SUFFIXES: Final = (".csv", ".csv.gz")


def find_csv_files(folder: Path) -> dict[str, list[Path]]:
    """The CSVs of a folder by the split that their names say; none where no name says "train"."""
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.iterdir()):
        split = find_split(path.name) if path.name.lower().endswith(SUFFIXES) else None
        if split is not None and path.is_file():
            found.setdefault(split, []).append(path)
    return found if "train" in found else {}


def read_csv_folder(folder: Path, read: Callable[[Path], Dataset]) -> Dataset:
    """The data set of a folder, with what `read` makes of the CSV of each split.

    The training images decide whether all are transposed. A file of pixels alone is left out, and a note
    says so. Raises DataError where a split has several files.
    """
    files = find_csv_files(folder)
    files = {"train": files.pop("train"), **files}
    notes: list[str] = []
    splits: dict[str, LabeledImages] = {}
    for split, paths in files.items():
        if len(paths) > 1:
            names = ", ".join(each.name for each in paths)
            raise DataError.at(folder, f"one CSV named {split}", names, "Name one of these files.")
        if split != "train" and is_unlabeled(paths[0]):
            notes.append(f"{paths[0].name} has no labels, and is left out.")
            continue
        dataset = read(paths[0])
        images = dataset.split("train")
        if split == "train":
            notes += dataset.notes
        elif (TURNED in dataset.notes) != (TURNED in notes):
            images = exchange_axes(images)
        splits[split] = images
    return Dataset(folder.name, **_share_classes(splits, folder.name), notes=tuple(notes))


def _share_classes(splits: dict[str, LabeledImages], name: str) -> dict[str, LabeledImages]:
    """Splits with the classes of all of them."""
    sets = {each.class_names for each in splits.values()}
    names = sets.pop() if len(sets) == 1 else sort_names(each for own in sets for each in own)
    return {
        split: replace(
            each,
            name=f"{name} {split}" if len(splits) > 1 else name,
            labels=np.array([names.index(own) for own in each.class_names])[each.labels],
            class_names=names,
        )
        for split, each in splits.items()
    }
