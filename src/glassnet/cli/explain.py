"""`glassnet explain`: every value of one image's forward and backward pass."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from glassnet.cli.arguments import FileOrDash, read_source, split_models_and_files
from glassnet.cli.compiling import notify_if_compiling
from glassnet.cli.console import (
    Count,
    JsonFile,
    WholeNumber,
    error_console,
    report_console,
    write_json,
)
from glassnet.cli.explanation_view import ExplanationView
from glassnet.cli.nearest import find_nearest, nearest_to_plain, show_nearest
from glassnet.cli.neuron_names import (
    count_from_one,
    name_layers,
    parse_neuron,
    parse_parameter,
)
from glassnet.data import load
from glassnet.errors import SettingError, format_error
from glassnet.explain import (
    NeuronSum,
    Nudge,
    Step,
    Trace,
    find_steepest,
    nudge,
    sum_of_neuron,
    take_step,
    trace,
)
from glassnet.models import Model, load_model
from glassnet.models.description import describe_layer
from glassnet.models.inputs import Input, read_inputs
from glassnet.models.measuring import choose_split
from glassnet.nn import Array


def explain(
    *files: FileOrDash,
    model: Annotated[tuple[str, ...], Parameter(negative=(), show_default=False)] = (),
    label: str | None = None,
    line: Count = 1,
    data: str | None = None,
    index: WholeNumber = 0,
    neuron: str | None = None,
    parameter: Annotated[
        tuple[str, ...], Parameter(name="--nudge", negative=(), show_default=False)
    ] = (),
    rate: float = 0.1,
    terms: Count = 8,
    nearest: Count | None = None,
    json: JsonFile = None,
) -> int:
    """Trace the forward and backward pass of a picture, a drawing or an image of a data set, in float64.

    Parameters
    ----------
    files
        The file to read; - is standard input. The model may come first.
    model
        A shipped model, a model file or a run folder; without it, the default model.
    label
        The name of the class for which the loss is computed. Without it, the predicted class.
    line
        The drawing of a stroke file, by its line.
    data
        Take an image of this data set instead of a file: see `glassnet train --help`.
    index
        The image of this data set (test, or train where there is no test split), counted from 0.
    neuron
        The neuron whose sum to show, as LAYER:NEURON, counted from 1: 3:8 is neuron 8 of layer 3, 1:6,6,1
        row 6, column 6 of the first map of a convolution. Without it, the output of the label.
    parameter
        A parameter to nudge, as NAME:ENTRY, such as 1.weights:301,6, the weight from pixel 301 to neuron
        6; may be given several times. Without it, the steepest of each array.
    rate
        The learning rate of one step of gradient descent, to try out.
    terms
        The number of terms of the sum to show, the largest first.
    nearest
        Show so many of the training images that are nearest to this one, by pixels and by the outputs of the
        last hidden layer.
    """
    names, sources = split_models_and_files("explain", model, files, needs_files=data is None)
    name = names[0]
    if len(names) > 1 or len(sources) + (data is not None) > 1:
        remedy = "Run it once for each."
        raise SettingError(format_error("explain", "one model and one file", "several", remedy))
    chosen = load_model(name)
    with notify_if_compiling(error_console()):
        if data is not None:
            source, image = _load_image(chosen, data, index)
        else:
            source, image = _read_image(chosen, sources[0], line)
        traced = trace(chosen, image, label)
        neighbors = None if nearest is None else find_nearest(chosen, image, nearest)
    position, index_of_neuron = parse_neuron(traced, neuron)
    neuron_sum = sum_of_neuron(traced.layers[position], index_of_neuron)
    nudges = [nudge(traced, *parse_parameter(traced, each)) for each in parameter] or [
        nudge(traced, array, find_steepest(traced, array)) for array, _ in traced.parameters.items()
    ]
    step = take_step(traced, rate)
    plain = _to_plain(name, source, traced, (position, index_of_neuron), neuron_sum, nudges, step)
    if neighbors is not None:
        plain["nearest"] = nearest_to_plain(neighbors)
    write_json(json, plain)
    view = ExplanationView(report_console(json), traced)
    view.show(name, source)
    view.show_sum(position, index_of_neuron, neuron_sum, terms)
    view.show_nudges(nudges)
    view.show_step(step)
    if neighbors is not None:
        show_nearest(report_console(json), neighbors)
    return 0


def _read_image(model: Model, file: Path, line: int) -> tuple[str, Array]:
    model.expect_ink_shape()
    source, name = read_source(file)
    chosen = _choose(read_inputs(source, name, shares=model.class_shares), line)
    image = chosen.rendering.image
    if image is None:
        raise SettingError(format_error(chosen.name, "ink", "none", chosen.rendering.reason))
    return chosen.name, image


def _load_image(model: Model, source: str, index: int) -> tuple[str, Array]:
    data = choose_split(load(source), None, (model.recipe,))
    if not 0 <= index < len(data):
        wanted = f"an index from 0 to {len(data) - 1}"
        raise SettingError(format_error("--index", wanted, str(index), "Choose another."))
    return f"{data.name}, image {index}", data.images[index]


def _choose(inputs: list[Input], line: int) -> Input:
    if line > len(inputs):
        wanted = f"a line from 1 to {len(inputs)}"
        raise SettingError(format_error("--line", wanted, str(line), "Choose another."))
    return inputs[line - 1]


def _to_plain(
    name: str,
    source: str,
    traced: Trace,
    neuron: tuple[int, tuple[int, ...]],
    neuron_sum: NeuronSum,
    nudges: list[Nudge],
    step: Step,
) -> dict[str, Any]:
    names = traced.class_names
    return {
        "model": name,
        "input": source,
        "label": names[traced.label],
        "prediction": names[traced.prediction],
        "loss": traced.loss,
        "probabilities": dict(zip(names, traced.probabilities.tolist(), strict=True)),
        "image": traced.image.tolist(),
        "d_image": traced.layers[0].d_inputs.tolist(),
        "layers": [
            {
                "name": each.name,
                "layer": describe_layer(each.layer),
                "sums": each.sums.tolist(),
                "outputs": each.outputs.tolist(),
                "d_outputs": each.d_outputs.tolist(),
                "d_sums": each.d_sums.tolist(),
                "parameters": {own: values.tolist() for own, values in each.parameters.items()},
                "gradients": {own: values.tolist() for own, values in each.gradients.items()},
            }
            for each in traced.layers
        ],
        "neuron": {
            "layer": name_layers(traced.layers)[neuron[0]],
            "number": count_from_one(neuron[1]),
            "inputs": neuron_sum.inputs.tolist(),
            "weights": neuron_sum.weights.tolist(),
            "bias": neuron_sum.bias,
            "sum": neuron_sum.total,
            "output": neuron_sum.output,
            "d_sum": neuron_sum.delta,
        },
        "nudges": [_describe_nudge(each) for each in nudges],
        "step": asdict(step),
    }


def _describe_nudge(nudge: Nudge) -> dict[str, Any]:
    plain = asdict(nudge)
    number = count_from_one(plain.pop("index"))
    return {"name": plain.pop("name"), "number": number, **plain, "slope": nudge.slope}
