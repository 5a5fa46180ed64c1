"""`glassnet explain`: a digit's way through a network and back, every number of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from cyclopts import Parameter

from glassnet.cli.arguments import FileOrDash, models_and_files
from glassnet.cli.console import Count, JsonFile, report_console, told_if_slow, write_json
from glassnet.cli.explanation_view import ExplanationView
from glassnet.errors import format_error
from glassnet.explain import Nudge, Step, Terms, Trace, nudge, steepest, step, terms_of, trace
from glassnet.models import find_model
from glassnet.models.description import describe_layer
from glassnet.models.inputs import Input, read_inputs
from glassnet.nn import SettingError


def explain(
    *files: FileOrDash,
    model: Annotated[tuple[str, ...], Parameter(negative=(), show_default=False)] = (),
    label: str | None = None,
    line: Count = 1,
    neuron: str | None = None,
    parameter: Annotated[
        tuple[str, ...], Parameter(name="--nudge", negative=(), show_default=False)
    ] = (),
    rate: float = 0.1,
    terms: Count = 8,
    json: JsonFile = None,
) -> int:
    """Trace a picture's or a drawing's digit through a network and back, in float64.

    Parameters
    ----------
    files
        What to read; - is standard input. The model may come first.
    model
        A shipped model, a model file or a run folder; the default reader, if not given.
    label
        What the digit is, for the loss. Without it, what the network reads.
    line
        Which drawing of a stroke file.
    neuron
        Whose sum to show, as LAYER:PLACE: 3:7 is the neuron 7 of the third layer, 1:5,5,0 one of a
        convolution. Places count from 0. Without it, the last layer's neuron for the label.
    parameter
        A parameter to nudge, as NAME:PLACE, such as 1.weights:300,5; several, if given several times.
        Without it, the steepest of each array.
    rate
        The learning rate of the step that is tried out.
    terms
        How many terms of the sum to show, the largest first.
    """
    names, sources = models_and_files("explain", model, files)
    name, source = names[0], sources[0]
    if len(names) > 1 or len(sources) > 1:
        hint = "Run it once for each."
        raise SettingError(format_error("explain", "one model and one file", "several", hint))
    reader = find_model(name)
    with told_if_slow():
        read = _chosen(read_inputs(source), line)
        image = read.rendering.image
        if image is None:
            raise SettingError(format_error(read.name, "a digit", "none", read.rendering.reason))
        traced = trace(reader, image, label)
    number, place = _neuron(traced, neuron)
    shown = terms_of(traced.layers[number - 1], place)
    nudges = [nudge(traced, *_named(each)) for each in parameter] or [
        nudge(traced, array, steepest(traced, array)) for array, _ in traced.parameters.items()
    ]
    tried = step(traced, rate)
    write_json(json, _plain(name, read.name, traced, (number, place), shown, nudges, tried))
    view = ExplanationView(report_console(json), traced)
    view.show(name, read.name)
    view.show_sum(number, place, shown, terms)
    view.show_nudges(nudges)
    view.show_step(tried)
    return 0


def _chosen(inputs: list[Input], line: int) -> Input:
    if line > len(inputs):
        wanted = f"a line from 1 to {len(inputs)}"
        raise SettingError(format_error("--line", wanted, str(line), "Choose another."))
    return inputs[line - 1]


def _neuron(traced: Trace, named: str | None) -> tuple[int, tuple[int, ...]]:
    """The number of a layer, from 1, and a place in it."""
    if named is None:
        return len(traced.layers), (traced.label,)
    layer, place = _named(named, "--neuron", "LAYER:PLACE, such as 1:5")
    if not layer.isdecimal() or not 1 <= int(layer) <= len(traced.layers):
        wanted = f"a layer from 1 to {len(traced.layers)}"
        raise SettingError(
            format_error("--neuron", wanted, repr(layer), "See the table of layers.")
        )
    return int(layer), place


def _named(
    text: str, option: str = "--nudge", wanted: str = "NAME:PLACE, such as 1.weights:300,5"
) -> tuple[str, tuple[int, ...]]:
    name, _, place = text.partition(":")
    try:
        return name, tuple(int(each) for each in place.split(","))
    except ValueError:
        raise SettingError(
            format_error(option, wanted, repr(text), "Places count from 0.")
        ) from None


def _plain(
    name: str,
    source: str,
    traced: Trace,
    neuron: tuple[int, tuple[int, ...]],
    shown: Terms,
    nudges: list[Nudge],
    tried: Step,
) -> dict[str, Any]:
    names = traced.class_names
    return {
        "model": name,
        "input": source,
        "label": names[traced.label],
        "read": names[int(traced.outputs.argmax())],
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
            "layer": neuron[0],
            "place": neuron[1],
            "inputs": shown.inputs.tolist(),
            "weights": shown.weights.tolist(),
            "bias": shown.bias,
            "sum": shown.total,
            "output": shown.output,
            "d_sum": shown.delta,
        },
        "nudges": [{**asdict(each), "slope": each.slope} for each in nudges],
        "step": asdict(tried),
    }
