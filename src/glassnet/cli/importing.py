"""`glassnet import`: a network from elsewhere becomes a model file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.text import Text

from glassnet.cli.console import JsonFile, Target, report_console, write_json
from glassnet.export import import_model
from glassnet.export.importing.named_arrays import Layout
from glassnet.models import save_model
from glassnet.models.description import describe, describe_network


def import_(
    file: Path,
    /,
    *,
    out: Target,
    recipe: Path | None = None,
    layout: Layout | None = None,
    classes: str | None = None,
    mean: Annotated[float, Parameter(allow_leading_hyphen=True)] = 0.0,
    std: float = 1.0,
    json: JsonFile = None,
) -> int:
    """Make a model of a network from ONNX (PyTorch, Keras), or from arrays by name (PyTorch, NumPy).

    Parameters
    ----------
    file
        An .onnx file; a .safetensors or .npz file with arrays by name; or what `glassnet export` wrote.
    out
        The model file to write, *.safetensors.
    recipe
        A TOML file with the layers, for arrays by name: they say nothing of activations.
    layout
        torch for weights of (outputs, inputs) and images with channels first, keras for (inputs, outputs) and
        channels last. Without it, what the shapes say.
    classes
        The names of the classes in the order of the outputs, with commas between them.
    mean
        The number that was subtracted from pixels between 0 and 1 (0.1307 in many examples for MNIST) ...
    std
        ... and the one that they were divided by then (0.3081).
    """
    names = None if classes is None else [name.strip() for name in classes.split(",")]
    model = import_model(file, recipe, layout=layout, class_names=names, mean=mean, std=std)
    save_model(model, out)
    write_json(json, {"file": str(file), "out": str(out), **describe(model)})
    console = report_console(json)
    console.print(Text(f"Wrote {out}: {describe_network(model.network)}."), soft_wrap=True)
    console.print(Text(f"Classes: {' '.join(model.class_names)}."), soft_wrap=True)
    console.print(Text(f"Measure it: glassnet evaluate {out} --data mnist"), soft_wrap=True)
    return 0
