"""The model file: one sealed safetensors file with all that makes a model."""

from __future__ import annotations

from dataclasses import asdict
from math import isfinite, prod
from pathlib import Path
from typing import Any, Final

import numpy as np

from glassnet.errors import format_error
from glassnet.ink.rendering import SIDE
from glassnet.models.model import Figure, Model
from glassnet.models.sealed import DamagedFile, read_sealed, write_sealed
from glassnet.nn import Array, GlassnetError, Layout, Network, SettingError
from glassnet.recipes import recipe_from_plain, recipe_to_plain
from glassnet.version import __version__

FORMAT: Final = 1

# What a file may ask for before anything is built from it.
LARGEST_HEADER: Final = 1 << 20
MOST_LAYERS: Final = 1000
LARGEST_LAYER: Final = 1 << 20

# What building from values of the wrong kind can raise.
BUILD_ERRORS: Final = (
    ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
)  # fmt: skip

KINDS: Final = {
    "recipe": dict,
    "class_names": list,
    "temperature": float,
    "digit_threshold": float | None,
    "figures": list,
    "trained_on": str,
    "trained_on_digest": str,
    "made_by": str,
    "notes": dict,
}


def save_model(model: Model, path: Path) -> None:
    """Write the model to `path`, atomically.

    Raises OSError where it cannot be written, `SettingError` for parameters that are not finite.
    """
    if not np.isfinite(model.parameters.vector).all():
        raise SettingError(
            format_error(
                "save_model", "finite parameters", "others", "Train again at a lower rate."
            )
        )
    header = {
        "format": FORMAT,
        "glassnet": __version__,
        "recipe": recipe_to_plain(model.recipe),
        "class_names": list(model.class_names),
        "preprocessing": {"pixels": "0..1", "ink": "bright on black, as MNIST"},
        "temperature": float(model.temperature),
        "digit_threshold": None if model.digit_threshold is None else float(model.digit_threshold),
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
    arrays, header = read_sealed(path, LARGEST_HEADER)
    if header.get("format") != FORMAT:
        raise DamagedFile.at(
            path, f"a model file of format {FORMAT}", f"format {_shown(header.get('format'))}"
        )
    _check_header(path, header)
    try:
        return _model(path, arrays, header)
    except DamagedFile:
        raise
    except GlassnetError as error:
        raise DamagedFile.at(path, "a recipe that can be built", str(error)) from None
    except BUILD_ERRORS as error:
        raise DamagedFile.at(path, "a header as save_model writes it", _shown(error)) from None


def _check_header(path: Path, header: dict[str, Any]) -> None:
    """Every entry is there and of its kind, and numbers make sense."""
    for name, kind in KINDS.items():
        if not isinstance(header.get(name, ...), kind):
            got = _shown(header[name]) if name in header else "nothing"
            raise DamagedFile.at(path, f"{name!r} in its header", got)
    if not (isfinite(header["temperature"]) and header["temperature"] > 0):
        raise DamagedFile.at(path, "a temperature above 0", _shown(header["temperature"]))
    layers = header["recipe"].get("layers", [])
    if not isinstance(layers, list) or len(layers) > MOST_LAYERS:
        raise DamagedFile.at(path, f"a list of at most {MOST_LAYERS} layers", _shown(layers))


def _model(path: Path, arrays: dict[str, Array], header: dict[str, Any]) -> Model:
    recipe = recipe_from_plain(header["recipe"], str(path))
    network, class_names = recipe.network, tuple(map(str, header["class_names"]))
    _check_network(path, network, class_names, recipe.non_digits > 0)
    _check_layout(path, arrays, network.layout, recipe.precision)
    parameters = network.empty_parameters(recipe.precision)
    for name, view in parameters.items():
        view[...] = arrays[name]
    return Model(
        recipe=recipe,
        parameters=parameters,
        class_names=class_names,
        temperature=header["temperature"],
        digit_threshold=header["digit_threshold"],
        figures=tuple(_figure(**figure) for figure in header["figures"]),
        trained_on=header["trained_on"],
        trained_on_digest=header["trained_on_digest"],
        made_by=header["made_by"],
        notes=header["notes"],
    )


def _figure(set: str, digest: str, accuracy: float) -> Figure:  # noqa: A002 - the file's word
    return Figure(str(set), str(digest), float(accuracy))


def _check_network(
    path: Path, network: Network, class_names: tuple[str, ...], can_refuse: bool
) -> None:
    """It reads images of 28x28, answers with one number for each class, and fits into memory."""
    outputs = len(class_names) + can_refuse
    if prod(network.input_shape) != SIDE * SIDE or min(network.input_shape) < 1:
        raise DamagedFile.at(path, f"{SIDE}x{SIDE} inputs", _shown(network.input_shape))
    if network.output_shape != (outputs,):
        raise DamagedFile.at(
            path, f"{outputs} outputs, one for each class", _shown(network.output_shape)
        )
    largest = max(map(prod, network.shapes))
    if largest > LARGEST_LAYER:
        raise DamagedFile.at(path, f"layers of at most {LARGEST_LAYER:,} values", f"{largest:,}")


def _check_layout(path: Path, arrays: dict[str, Array], layout: Layout, precision: str) -> None:
    expected = dict(layout.shapes)
    found = {name: array.shape for name, array in arrays.items()}
    if found != expected:
        raise DamagedFile.at(path, f"arrays {_shown(expected)}", _shown(found))
    for name, array in arrays.items():
        if array.dtype != np.dtype(precision):
            raise DamagedFile.at(path, f"{name} in {precision}", str(array.dtype))
        if not np.isfinite(array).all():
            raise DamagedFile.at(path, f"{name} with finite numbers", "NaN or infinity")


def _shown(value: object) -> str:
    """A value as messages show it: a hostile one may be as long as the file."""
    text = str(value)
    return text if len(text) <= 120 else f"{text[:117]}..."
