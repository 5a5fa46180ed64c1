"""What a neuron or a parameter is called in commands: all is counted from 1, as on the page.

A layer has the number that its parameters have in the model file, as in "1.weights". Pooling belongs to
the layer before it: "1.pool", "1.mean".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from glassnet.errors import SettingError, did_you_mean, format_error
from glassnet.explain import LayerTrace, Trace
from glassnet.nn import AveragePool2D, GlobalAveragePool, MaxPool2D

Index = tuple[int, ...]
POOLING: Final = {MaxPool2D: "pool", AveragePool2D: "pool", GlobalAveragePool: "mean"}
REMEDY: Final = "Everything counts from 1."


def name_layers(layers: Sequence[LayerTrace]) -> list[str]:
    """A name for each layer: "1", "1.pool", ...; "" for those without sums of their own."""
    names, number = [], "0"
    for each in layers:
        number = each.name or number
        word = POOLING.get(type(each.layer))
        names.append(f"{number}.{word}" if word else each.name)
    return names


def write_index(index: Index) -> str:
    """A NumPy index as it is shown, such as "301,6"."""
    return ",".join(str(i + 1) for i in index)


def count_from_one(index: Index) -> list[int]:
    """A NumPy index as it is written in JSON."""
    return [i + 1 for i in index]


def parse_neuron(traced: Trace, text: str | None) -> tuple[int, Index]:
    """The position of a layer in the trace, and a NumPy index in its outputs; by default the label's output.

    Raises `SettingError` for a neuron that does not exist.
    """
    if text is None:
        return len(traced.layers) - 1, (traced.label,)
    names = name_layers(traced.layers)
    layer, index = _split("--neuron", text, "LAYER:NEURON, such as 1:5")
    if not layer or layer not in names:
        known = [name for name in names if name]
        raise SettingError(f"There is no layer {layer!r}. {did_you_mean(layer, known)}")
    position = names.index(layer)
    shape = traced.layers[position].outputs.shape
    _expect_inside(f"A neuron of layer {layer}", index, shape)
    return position, index


def parse_parameter(traced: Trace, text: str) -> tuple[str, Index]:
    """The name of an array of parameters, and a NumPy index in it.

    Raises `SettingError` for a parameter that does not exist.
    """
    name, index = _split("--nudge", text, "NAME:ENTRY, such as 1.weights:301,6")
    names = [each for each, _ in traced.parameters.items()]
    if name not in names:
        raise SettingError(f"Unknown parameters {name!r}. {did_you_mean(name, names)}")
    _expect_inside(f"A parameter of {name}", index, traced.parameters[name].shape)
    return name, index


def _split(option: str, text: str, wanted: str) -> tuple[str, Index]:
    name, _, index = text.partition(":")
    try:
        return name, tuple(int(each) - 1 for each in index.split(","))
    except ValueError:
        raise SettingError(format_error(option, wanted, repr(text), REMEDY)) from None


def _expect_inside(what: str, index: Index, shape: Sequence[int]) -> None:
    if len(index) == len(shape) and all(0 <= i < n for i, n in zip(index, shape, strict=True)):
        return
    last = ",".join(map(str, shape))
    wanted = f"a number from 1 to {last}" if len(shape) == 1 else f"numbers from 1 up to {last}"
    raise SettingError(format_error(what, wanted, write_index(index), REMEDY))
