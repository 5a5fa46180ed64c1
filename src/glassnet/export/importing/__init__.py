"""`import_model`: networks from elsewhere, as models of Glassnet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from glassnet.errors import SettingError, format_error
from glassnet.export.importing.assembling import ImportedNetwork, assemble
from glassnet.export.importing.named_arrays import Layout
from glassnet.export.importing.onnx_graph import read_onnx
from glassnet.export.importing.own_files import read_own
from glassnet.export.importing.state_dict import read_state_dict
from glassnet.models import Model
from glassnet.user_folders import expand_home

SUFFIXES: Final = (".onnx", ".npz", ".json", ".safetensors")


def import_model(
    path: str | Path,
    recipe: str | Path | None = None,
    *,
    layout: Layout | None = None,
    class_names: Sequence[str] | None = None,
    mean: float = 0.0,
    std: float = 1.0,
) -> Model:
    """A model from ONNX, from arrays by name (.safetensors, .npz), or from our own export (.npz, .json).

    Arrays by name say nothing of activations: `recipe`, a TOML file, has the layers. `layout` is "torch"
    for weights of (outputs, inputs) and images with channels first, "keras" for (inputs, outputs) and
    channels last; without it, what the shapes say. The network was given (pixel - `mean`) / `std` of pixels
    from 0 to 1: this becomes part of its first layer. Without `class_names`, ten classes are the digits,
    others are numbered.
    Raises `SettingError` for what a model here cannot express, by its name, `DamagedFile` for a damaged file.
    """
    path = expand_home(path)
    readers: dict[str, Callable[[], ImportedNetwork | Model]] = {
        ".onnx": lambda: read_onnx(path),
        ".json": lambda: read_own(path) or _expect_own(path),
        ".npz": lambda: read_own(path) or read_state_dict(path, recipe, layout),
        ".safetensors": lambda: read_own(path) or read_state_dict(path, recipe, layout),
    }
    if path.suffix not in readers:
        expected = f"a file that ends in {', '.join(SUFFIXES)}"
        raise SettingError(
            format_error("import", expected, str(path), "Save the network as one of these.")
        )
    found = readers[path.suffix]()
    if isinstance(found, Model):
        return found
    return assemble(found, path, class_names, mean, std)


def _expect_own(path: Path) -> Model:
    raise SettingError(
        format_error(
            str(path), "JSON as `glassnet export --to json` writes it", "other JSON", "Use .npz and --recipe."
        )
    )  # fmt: skip
