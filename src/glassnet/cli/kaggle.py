"""Images without labels, such as Kaggle's test.csv, and submissions for its Digit Recognizer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from glassnet.cli.console import report_console, write_text
from glassnet.data import load
from glassnet.data.formats.archive import holds_arrays, unpacked
from glassnet.data.formats.csv_table import is_unlabeled, read_csv_table
from glassnet.data.formats.recognition import recognize
from glassnet.errors import SettingError, format_error
from glassnet.models import Ensemble, Model
from glassnet.models.measuring import choose_split, recipes_of
from glassnet.nn import Array
from glassnet.user_folders import expand_home

HEADER: Final = "ImageId,Label"


def choose_images(
    classifier: Model | Ensemble, source: str, split: str | None = None
) -> tuple[str, Array]:
    """The name and the images of a split, or of a CSV without labels: `test.csv` in folders and archives."""
    with _find_unlabeled(expand_home(source)) as path:
        if path is not None:
            return path.name, read_csv_table(path).images
    chosen = choose_split(load(source), split, recipes_of(classifier))
    return chosen.name, chosen.images


@contextmanager
def _find_unlabeled(path: Path) -> Iterator[Path | None]:
    """The CSV of pixels alone at a path, or None. An archive is unpacked while this lasts."""
    if path.is_file() and recognize(path) == "zip" and not holds_arrays(path):
        with (
            unpacked(path) as content,
            _find_unlabeled(content if content.is_dir() else content.parent) as found,
        ):
            yield found
        return
    table = path / "test.csv" if path.is_dir() else path
    yield table if table.is_file() and is_unlabeled(table) else None


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
