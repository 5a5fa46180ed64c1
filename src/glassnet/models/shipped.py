"""The models that come with the package, and finding a model by name or path."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Final

from glassnet.errors import format_error
from glassnet.models.file import load_model
from glassnet.models.model import Model
from glassnet.nn import SettingError

FOLDER: Final = Path(__file__).parent / "shipped"
SUFFIX: Final = ".safetensors"
RECIPE: Final = "recipe.json"
PREFERRED: Final = ("cnn", "mlp", "tiny")


def shipped_names() -> tuple[str, ...]:
    """The names of the models in the package."""
    return tuple(sorted(path.stem for path in FOLDER.glob(f"*{SUFFIX}")))


def default_name() -> str:
    """The name of the model that reads when none is named. Raises `SettingError` where there is none."""
    known = shipped_names()
    for name in (*PREFERRED, *known):
        if name in known:
            return name
    raise SettingError(
        format_error("The default model", "a model in the package", "none", "Name one of your own.")
    )


def shipped_path(name: str) -> Path:
    """Where the file of a shipped model lies."""
    return FOLDER / f"{name}{SUFFIX}"


def shipped_model(name: str) -> Model:
    """A model of the package, loaded once."""
    return _loaded(shipped_path(name))


@cache
def _loaded(path: Path) -> Model:
    return load_model(path)


def find_model(name_or_path: str | Path | None = None) -> Model:
    """A shipped model by name, the model file at a path, or the one in a run folder.

    Without a name, the default reader. Raises `SettingError` for what is none of these.
    """
    name = str(name_or_path) if name_or_path is not None else default_name()
    path = model_path(name)
    if path is None:
        raise _unknown(name)
    return _loaded(path) if name in shipped_names() else load_model(path)


def model_path(name: str) -> Path | None:
    """The file of the model that `find_model` would take for this name, or None."""
    if name in shipped_names():
        return shipped_path(name)
    path = Path(name).expanduser()
    in_run_folder = path / f"model{SUFFIX}"
    return next((each for each in (path, in_run_folder) if each.is_file()), None)


def _unknown(name: str) -> SettingError:
    known = shipped_names()
    close = get_close_matches(name, known, 1)
    guess = f"Did you mean {close[0]!r}? " if close else ""
    remedy = f"Shipped: {', '.join(known)}." if known else "No model is shipped: check the path."
    if (Path(name) / RECIPE).is_file():
        return SettingError(
            format_error(
                name,
                "the run of a model",
                "one that is not finished",
                f"Go on with it: glassnet train --resume {name}",
            )
        )
    return SettingError(
        format_error("A model", "a name, a model file or a run folder", repr(name), guess + remedy)
    )
