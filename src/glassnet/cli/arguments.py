"""Models and files on a command line, in either order; standard input."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, BinaryIO, Final

from cyclopts import Parameter

from glassnet.cli.console import STANDARD_STREAM
from glassnet.data.errors import DataError
from glassnet.errors import SettingError, did_you_mean, format_error
from glassnet.models import DEFAULT_MODEL, shipped_names
from glassnet.models.file import SUFFIX
from glassnet.models.loading import find_model_file

MAX_STANDARD_INPUT_BYTES: Final = 40_000_000

# Accepts "-", and with it misspelled options: see _refuse_options.
FileOrDash = Annotated[Path, Parameter(allow_leading_hyphen=True, json_list=False)]


def split_models_and_files(
    command: str, models: tuple[str, ...], files: tuple[Path, ...], needs_files: bool = True
) -> tuple[tuple[str, ...], tuple[Path, ...]]:
    """Models and files of `COMMAND MODEL FILES` or `COMMAND FILES --model MODEL`.

    Raises `SettingError` where a file is needed and there is none, and for an unknown option.
    """
    _refuse_options(command, files)
    if (
        not models
        and files
        and (_is_model(str(files[0])) or not (needs_files or files[0].is_file()))
    ):
        models, files = (str(files[0]),), files[1:]
    if needs_files and not files:
        remedy = "Add some, or - for standard input."
        raise SettingError(format_error(command, "pictures or stroke files", "none", remedy))
    if not models and files:
        _refuse_misspelled_model(files[0])
    return models or (DEFAULT_MODEL,), files


def expect_data(data: str | None) -> str:
    """The data that a column of labels belongs to. Raises `SettingError` where none is named."""
    if data is None:
        raise SettingError(
            format_error("--label-column", "a file of --data", "none", "Add --data FILE.")
        )
    return data


def read_source(
    file: Path, stream: BinaryIO | None = None, max_bytes: int = MAX_STANDARD_INPUT_BYTES
) -> tuple[Path | bytes, str]:
    """A file as it is, or for "-" the content of standard input (or `stream`), and a name for it.

    Raises `DataError` for more than `max_bytes` of input.
    """
    if file != STANDARD_STREAM:
        return file, str(file)
    name = "standard input"
    content = (stream or sys.stdin.buffer).read(max_bytes + 1)
    if len(content) > max_bytes:
        raise DataError.at(name, f"at most {max_bytes:,} bytes", "more", "Name a file instead.")
    return content, name


def _refuse_options(command: str, files: Sequence[Path]) -> None:
    for file in files:
        if str(file).startswith("-") and file != STANDARD_STREAM and not file.exists():
            raise SettingError(f"Unknown option {str(file)!r}. See: glassnet {command} --help")


def _refuse_misspelled_model(file: Path) -> None:
    """A word that is no file and close to the name of a model is taken for that."""
    guess = did_you_mean(str(file), shipped_names())
    if not file.suffix and not file.exists() and "Did you mean" in guess:
        raise SettingError(f"There is no file or model {str(file)!r}. {guess}")


def _is_model(name: str) -> bool:
    """A file with the name of a shipped model is taken for a picture."""
    if name in shipped_names():
        return not Path(name).is_file()
    path = find_model_file(name)
    return path is not None and path.suffix == SUFFIX
