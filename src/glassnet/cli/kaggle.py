"""Images without labels, such as Kaggle's test.csv, and submissions for its Digit Recognizer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from glassnet.cli.console import report_console, write_text
from glassnet.data import load
from glassnet.data.formats.csv_table import is_unlabeled, read_csv_table
from glassnet.errors import SettingError, format_error
from glassnet.models import Ensemble, Model
from glassnet.models.measuring import choose_split, recipes_of
from glassnet.nn import Array
from glassnet.user_folders import expand_home

HEADER: Final = "ImageId,Label"


def choose_images(
    classifier: Model | Ensemble, source: str, split: str | None = None
) -> tuple[str, Array]:
    """The name and the images of a split, or of a CSV that has no column of labels."""
    path = expand_home(source)
    if path.is_file() and is_unlabeled(path):
        return path.name, read_csv_table(path).images
    chosen = choose_split(load(source), split, recipes_of(classifier))
    return chosen.name, chosen.images


def write_submission(
    classifier: Model | Ensemble, source: str | None, files: Sequence[Path], target: Path
) -> int:
    """Write the most probable class of each image of `source`, or of the only file, numbered from 1."""
    if source is None:
        if len(files) != 1:
            wanted, remedy = "one file of images", "Name Kaggle's test.csv."
            raise SettingError(format_error("--kaggle", wanted, str(len(files)), remedy))
        source = str(files[0])
    _, images = choose_images(classifier, source)
    names = [classifier.class_names[label] for label in classifier.predict(images)]
    lines = [HEADER, *(f"{number},{name}" for number, name in enumerate(names, start=1))]
    write_text(target, "\n".join(lines) + "\n")
    report_console(target).print(f"{len(names):,} predictions in {target}", soft_wrap=True)
    return 0
