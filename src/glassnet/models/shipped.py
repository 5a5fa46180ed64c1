"""The models that come with the package, and finding a model by name or path."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Final

from glassnet.models.file import load_model
from glassnet.models.model import Model
from glassnet.nn import SettingError
from glassnet.nn.errors import sentence

FOLDER: Final = Path(__file__).parent / "shipped"
SUFFIX: Final = ".safetensors"
PREFERRED: Final = ("cnn", "mlp", "tiny")


@cache
def shipped_names() -> tuple[str, ...]:
    """The names of the models in the package."""
    return tuple(sorted(path.stem for path in FOLDER.glob(f"*{SUFFIX}")))


def default_name() -> str:
    """The name of the model that reads when none is named."""
    return next(name for name in PREFERRED if name in shipped_names())


@cache
def shipped(name: str) -> Model:
    """A model of the package, loaded once."""
    return load_model(FOLDER / f"{name}{SUFFIX}")


def find_model(name_or_path: str | Path | None = None) -> Model:
    """A shipped model by name, the model file at a path, or the one in a run folder.

    Without a name, the default reader. Raises `SettingError` for what is none of these.
    """
    name = str(name_or_path) if name_or_path is not None else default_name()
    if name in shipped_names():
        return shipped(name)
    path = Path(name)
    if path.is_dir() and (path / f"model{SUFFIX}").is_file():
        path = path / f"model{SUFFIX}"
    if path.is_file():
        return load_model(path)
    close = get_close_matches(name, shipped_names(), 1)
    guess = f"Did you mean {close[0]!r}? " if close else ""
    known = f"Shipped: {', '.join(shipped_names())}."
    raise SettingError(
        sentence("A model", "a name, a model file or a run folder", repr(name), guess + known)
    )
