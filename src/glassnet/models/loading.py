"""The models that ship with the package, and loading a model by name or path."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from glassnet.errors import SettingError, did_you_mean, format_error
from glassnet.models.directions.stroke_ensemble import StrokeEnsemble
from glassnet.models.ensemble import Ensemble
from glassnet.models.file import MODEL, RECIPE, SUFFIX, read_model
from glassnet.models.model import Model
from glassnet.user_folders import expand_home

SHIPPED: Final = Path(__file__).parent / "shipped"
DEFAULT_MODEL: Final = "cnn"
DIRECTIONS: Final = "directions"
"""Names the network of `glassnet.models.directions`, which is no model by itself: it reads strokes."""


def shipped_names() -> tuple[str, ...]:
    """The names of the models in the package."""
    return tuple(sorted(path.stem for path in SHIPPED.glob(f"*{SUFFIX}")))


def load_model(name_or_path: str | Path = DEFAULT_MODEL) -> Model:
    """A shipped model by name, a model file by path, or the model of a finished run by its folder.

    Shipped models are loaded once. Raises `SettingError` for an unknown name, `DamagedFile` for a file
    that is not a whole model.
    """
    name = str(name_or_path)
    path = find_model_file(name)
    if path is None:
        raise _unknown(name)
    return _load_shipped(path) if path.parent == SHIPPED else read_model(path)


def load_classifier(names: Iterable[str | Path] = ()) -> Model | Ensemble:
    """The model of this name, or the ensemble of several; without a name, the default model.

    The name "directions" adds the network that reads the pen's trajectory: see `StrokeEnsemble`.
    """
    given = tuple(map(str, names))
    models = tuple(load_model(name) for name in given if name != DIRECTIONS)
    if DIRECTIONS in given:
        return StrokeEnsemble(models)
    if len(models) > 1:
        return Ensemble(models)
    return models[0] if models else load_model()


def find_model_file(name: str) -> Path | None:
    """The file that `load_model` reads for this name, or None."""
    if name in shipped_names():
        return SHIPPED / f"{name}{SUFFIX}"
    path = expand_home(name)
    return next((each for each in (path, path / MODEL) if each.is_file()), None)


@cache
def _load_shipped(path: Path) -> Model:
    return read_model(path)


def _unknown(name: str) -> SettingError:
    if (Path(name) / RECIPE).is_file():
        got, remedy = "one that is not finished", f"Resume it: glassnet train --resume {name}"
        return SettingError(format_error(name, "a finished run", got, remedy))
    if Path(name).suffix or "/" in name:
        remedy = "Check the path, or name a shipped model."
        return SettingError(f"There is no model at {name!r}. {remedy}")
    return SettingError(f"Unknown model {name!r}. {did_you_mean(name, shipped_names())}")
