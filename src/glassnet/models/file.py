"""The model file: one sealed safetensors file with all that makes a model."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np

import glassnet
from glassnet.models.model import Figure, Model
from glassnet.models.sealed import DamagedFile, read_sealed, write_sealed
from glassnet.nn import Array, GlassnetError, Layout
from glassnet.recipes import recipe_from_plain, recipe_to_plain

FORMAT: Final = 1


def save_model(model: Model, path: Path) -> None:
    """Write the model to `path`, atomically. Raises OSError where it cannot be written."""
    header = {
        "format": FORMAT,
        "glassnet": glassnet.__version__,
        "recipe": recipe_to_plain(model.recipe),
        "class_names": list(model.class_names),
        "preprocessing": {"pixels": "0..1", "ink": "bright on black, as MNIST"},
        "temperature": model.temperature,
        "digit_threshold": model.digit_threshold,
        "figures": [asdict(figure) for figure in model.figures],
        "trained_on": model.trained_on,
        "trained_on_digest": model.trained_on_digest,
        "made_by": model.made_by,
        "notes": dict(model.notes),
    }
    write_sealed(path, dict(model.parameters), header)


def load_model(path: Path) -> Model:
    """The model at `path`; only what the public lists of parts name is ever built.

    Raises `DamagedFile` for a file that is not whole or not a model, OSError where it cannot be read.
    """
    arrays, header = read_sealed(path)
    if header.get("format") != FORMAT:
        raise DamagedFile.at(
            path, f"a model file of format {FORMAT}", f"format {header.get('format')}"
        )
    try:
        return _model(path, arrays, header)
    except (KeyError, TypeError) as error:
        raise DamagedFile.at(path, "a complete header", repr(error)) from None
    except DamagedFile:
        raise
    except GlassnetError as error:
        raise DamagedFile.at(path, "a recipe that can be built", str(error)) from None


def _model(path: Path, arrays: dict[str, Array], header: dict[str, Any]) -> Model:
    recipe = recipe_from_plain(header["recipe"], str(path))
    layout = recipe.network.layout
    _check_layout(path, arrays, layout, recipe.precision)
    parameters = recipe.network.empty_parameters(recipe.precision)
    for name, view in parameters.items():
        view[...] = arrays[name]
    return Model(
        recipe=recipe,
        parameters=parameters,
        class_names=tuple(header["class_names"]),
        temperature=float(header["temperature"]),
        digit_threshold=header["digit_threshold"],
        figures=tuple(Figure(**figure) for figure in header["figures"]),
        trained_on=header["trained_on"],
        trained_on_digest=header["trained_on_digest"],
        made_by=header["made_by"],
        notes=header["notes"],
    )


def _check_layout(path: Path, arrays: dict[str, Array], layout: Layout, precision: str) -> None:
    expected = dict(layout.shapes)
    found = {name: array.shape for name, array in arrays.items()}
    if found != expected:
        raise DamagedFile.at(path, f"arrays {expected}", str(found))
    for name, array in arrays.items():
        if array.dtype != np.dtype(precision) or not np.isfinite(array).all():
            raise DamagedFile.at(path, f"{name} as finite {precision}", f"other {array.dtype}")
