"""The model file: one sealed safetensors file with all that makes a model."""

from __future__ import annotations

from dataclasses import asdict
from math import prod
from pathlib import Path
from typing import Any, Final

import numpy as np

from glassnet.errors import format_error
from glassnet.models.calibration import Calibration
from glassnet.models.model import Metric, Model
from glassnet.models.schema import MODEL_HEADER, find_fault
from glassnet.models.sealed import DamagedFile, read_sealed, write_sealed
from glassnet.nn import Array, GlassnetError, Layout, Network, SettingError
from glassnet.recipes import recipe_from_plain, recipe_to_plain
from glassnet.version import __version__

FORMAT: Final = 1
SUFFIX: Final = ".safetensors"
# In a run's folder.
MODEL: Final = f"model{SUFFIX}"
RECIPE: Final = "recipe.json"

# Limits on what a file asks for, checked before anything is built from it.
MAX_HEADER_BYTES: Final = 1 << 20
MAX_LAYERS: Final = 1000
MAX_LAYER_VALUES: Final = 1 << 20
# For one image: of all layers together, with the patches that convolutions gather.
MAX_VALUES: Final = 1 << 24
MAX_MULTIPLICATIONS: Final = 2_000_000_000

# What building from values of the wrong type can raise.
BUILD_ERRORS: Final = (
    ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
)  # fmt: skip


def save_model(model: Model, path: Path, *, durable: bool = True) -> None:
    """Write the model to `path`, atomically; see `write_atomically` for `durable`.

    Raises OSError where it cannot be written, `SettingError` for parameters that are not finite.
    """
    if not np.isfinite(model.parameters.vector).all():
        raise SettingError(
            format_error(
                "save_model", "finite parameters", "others", "Train again at a lower rate."
            )
        )
    write_sealed(path, dict(model.parameters), make_header(model), durable=durable)


def make_header(model: Model) -> dict[str, Any]:
    """Everything of a model but its parameters, as the file's header has it."""
    return {
        "format": FORMAT,
        "glassnet": __version__,
        "recipe": recipe_to_plain(model.recipe),
        "class_names": list(model.class_names),
        "preprocessing": {"pixels": "0..1", "ink": "bright on black, as MNIST"},
        "calibration": asdict(model.calibration),
        "metrics": [asdict(metric) for metric in model.metrics],
        "trained_on": model.trained_on,
        "trained_on_digest": model.trained_on_digest,
        "made_by": model.made_by,
        "notes": dict(model.notes),
    }


def read_model(path: Path) -> Model:
    """The model in the file at `path`; only the parts that `glassnet.nn.catalog` lists are ever built.

    Raises `DamagedFile` for a file that is not whole or not a model, OSError where it cannot be read.
    """
    arrays, header = read_sealed(path, MAX_HEADER_BYTES)
    return build_from_header(path, arrays, header)


def build_from_header(path: Path, arrays: dict[str, Array], header: dict[str, Any]) -> Model:
    """The model of parameters by name and a header as `make_header` makes it. Raises `DamagedFile`."""
    if header.get("format") != FORMAT:
        raise DamagedFile.at(
            path, f"a model file of format {FORMAT}", f"format {_shown(header.get('format'))}"
        )
    _check_header(path, header)
    _check_finite(path, arrays)
    try:
        return _model(path, arrays, header)
    except DamagedFile:
        raise
    except GlassnetError as error:
        raise DamagedFile.at(path, "a recipe that can be built", str(error)) from None
    except BUILD_ERRORS as error:
        raise DamagedFile.at(path, "a header as save_model writes it", _shown(error)) from None


def _check_header(path: Path, header: dict[str, Any]) -> None:
    """Every entry is as the schema has it, and the layers are not too many."""
    fault = find_fault(header, MODEL_HEADER)
    if fault is not None:
        raise DamagedFile.at(path, f"{fault[0]!r} in its header", fault[1])
    layers = header["recipe"].get("layers", [])
    if not isinstance(layers, list) or len(layers) > MAX_LAYERS:
        raise DamagedFile.at(path, f"a list of at most {MAX_LAYERS} layers", _shown(layers))


def _model(path: Path, arrays: dict[str, Array], header: dict[str, Any]) -> Model:
    recipe = recipe_from_plain(header["recipe"], str(path))
    network, class_names = recipe.network, tuple(map(str, header["class_names"]))
    _check_network(path, network, class_names, recipe.rejects)
    _check_layout(path, arrays, network.layout, recipe.precision)
    parameters = network.empty_parameters(recipe.precision)
    for name, view in parameters.items():
        view[...] = arrays[name]
    return Model(
        recipe=recipe,
        parameters=parameters,
        class_names=class_names,
        calibration=Calibration(**header["calibration"]),
        metrics=tuple(Metric(**metric) for metric in header["metrics"]),
        trained_on=header["trained_on"],
        trained_on_digest=header["trained_on_digest"],
        made_by=header["made_by"],
        notes=header["notes"],
    )


def _check_network(
    path: Path, network: Network, class_names: tuple[str, ...], rejects: bool
) -> None:
    """It has inputs, one output for each class (and one for rejection), and fits into memory."""
    outputs = len(class_names) + rejects
    if not network.input_shape or min(network.input_shape) < 1:
        raise DamagedFile.at(path, "an input shape", _shown(network.input_shape))
    if len(class_names) < 2:
        raise DamagedFile.at(path, "at least two classes", _shown(class_names))
    if network.output_shape != (outputs,):
        raise DamagedFile.at(
            path, f"{outputs} outputs, one for each class", _shown(network.output_shape)
        )
    largest = max(map(prod, network.shapes))
    if largest > MAX_LAYER_VALUES:
        raise DamagedFile.at(path, f"layers of at most {MAX_LAYER_VALUES:,} values", f"{largest:,}")
    values, multiplications = measure_cost(network)
    if values > MAX_VALUES:
        raise DamagedFile.at(path, f"at most {MAX_VALUES:,} values for an image", f"{values:,}")
    if multiplications > MAX_MULTIPLICATIONS:
        limit = f"at most {MAX_MULTIPLICATIONS:,} multiplications for an image"
        raise DamagedFile.at(path, limit, f"{multiplications:,}")


def measure_cost(network: Network) -> tuple[int, int]:
    """What one image costs: values of all layers, with gathered patches; multiplications.

    Each weight is used once for each position of the output.
    """
    values, multiplications = sum(map(prod, network.shapes)), 0
    pairs = zip(network.layers, network.shapes, network.shapes[1:], strict=False)
    for layer, inputs, outputs in pairs:
        positions = prod(outputs[:-1])
        size = getattr(layer, "size", 0)
        multiplications += size * size * prod(outputs) if isinstance(size, int) else 0
        for shape in layer.parameter_shapes(inputs).values():
            if len(shape) > 1:
                multiplications += prod(shape) * positions
                values += prod(shape[:-1]) * positions if len(shape) > 2 else 0
    return values, multiplications


def _check_finite(path: Path, arrays: dict[str, Array]) -> None:
    """Every array is of floating-point numbers, all finite."""
    for name, array in arrays.items():
        if array.dtype.kind != "f" or not np.isfinite(array).all():
            raise DamagedFile.at(path, f"{_shown(name)} with finite numbers", "others")


def _check_layout(path: Path, arrays: dict[str, Array], layout: Layout, precision: str) -> None:
    expected = dict(layout.shapes)
    found = {name: array.shape for name, array in arrays.items()}
    if found != expected:
        raise DamagedFile.at(path, f"arrays {_shown(expected)}", _shown(found))
    for name, array in arrays.items():
        if array.dtype != np.dtype(precision):
            raise DamagedFile.at(path, f"{name} in {precision}", str(array.dtype))


def _shown(value: object) -> str:
    """A value as messages show it, cut short: it may be as long as the file."""
    text = str(value)
    return text if len(text) <= 120 else f"{text[:117]}..."


def expect_savable(network: Network) -> None:
    """Raise `SettingError` for a network that could be trained and saved, but not be read again."""
    count, largest = len(network.layers), max(map(prod, network.shapes))
    if count > MAX_LAYERS:
        raise SettingError(
            format_error(
                "A model file", f"at most {MAX_LAYERS:,} layers", f"{count:,}", "Use fewer."
            )
        )
    if largest > MAX_LAYER_VALUES:
        remedy = "Use fewer filters or units, or pool the images before."
        limit = f"layers of at most {MAX_LAYER_VALUES:,} values for an image"
        raise SettingError(format_error("A model file", limit, f"{largest:,}", remedy))
