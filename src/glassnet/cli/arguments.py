"""Models and files as people name them on a command line, in either order."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from glassnet.errors import format_error
from glassnet.models import default_name, shipped_names
from glassnet.models.inputs import STANDARD_INPUT
from glassnet.models.shipped import SUFFIX, model_path
from glassnet.nn import SettingError

# Lets "-" through, and misspelt options with it: see _refuse_options.
FileOrDash = Annotated[Path, Parameter(allow_leading_hyphen=True, json_list=False)]


def models_and_files(
    command: str, models: tuple[str, ...], files: tuple[Path, ...]
) -> tuple[tuple[str, ...], tuple[Path, ...]]:
    """`COMMAND MODEL FILES` and `COMMAND FILES --model MODEL` are both fine.

    Raises `SettingError` where there is no file, or what looks like an option is none.
    """
    _refuse_options(command, files)
    if not models and files and _names_model(str(files[0])):
        models, files = (str(files[0]),), files[1:]
    if not files:
        raise SettingError(
            format_error(
                command, "pictures or stroke files", "none", "Name some, or - to pipe one."
            )
        )
    return models or (default_name(),), files


def _refuse_options(command: str, files: Sequence[Path]) -> None:
    for file in files:
        if str(file).startswith("-") and file != STANDARD_INPUT and not file.exists():
            remedy = f"See: glassnet {command} --help."
            raise SettingError(
                format_error(command, "options that it has", repr(str(file)), remedy)
            )


def _names_model(name: str) -> bool:
    """Shipped models give way to a file of the same name."""
    if name in shipped_names():
        return not Path(name).is_file()
    path = model_path(name)
    return path is not None and path.suffix == SUFFIX
