"""A traced pass in a terminal: layers, outputs, one neuron's sum, and derivatives tried out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from glassnet.cli.console import print_table
from glassnet.cli.contact_sheet import terminal_sheet
from glassnet.cli.formats import format_number
from glassnet.cli.neuron_names import name_layers, write_index
from glassnet.explain import LayerTrace, NeuronSum, Nudge, Step, Trace
from glassnet.models.description import describe_layer
from glassnet.nn import MaxPool2D

MAX_OUTPUTS: Final = 20


class ExplanationView:
    """Shows a trace: the prediction, its reasons, and the effect of changes."""

    def __init__(self, console: Console, traced: Trace) -> None:
        self.console = console
        self.traced = traced

    def show(self, model: str, source: str) -> None:
        """Show the image, the layers and the outputs."""
        traced, names = self.traced, self.traced.class_names
        self.console.print(Text(f"{model} on {source}"), soft_wrap=True)
        if traced.image.shape == (28, 28):
            color = self.console.color_system is not None
            self.console.print(terminal_sheet(traced.image[np.newaxis], (), 80, color))
        share = traced.probabilities[traced.prediction]
        text = (
            f"predicted {names[traced.prediction]}, {share:.1%} before calibration; "
            f"the loss L for {names[traced.label]} is {format_number(traced.loss)}"
        )
        self.console.print(Text(text, style="bold"))
        self.console.print("\nforward and backward, layer by layer:")
        self.console.print(self._layers())
        self.console.print("\nthe outputs:")
        self.console.print(self._outputs())

    def _layers(self) -> Table:
        table = _table(
            "layer", "type", "outputs", "min", "max", "nonzero", "max |dL/dz|", "parameters"
        )
        table.columns[1].justify = table.columns[-1].justify = "left"
        for name, each in zip(name_layers(layers := self.traced.layers), layers, strict=True):
            table.add_row(name, describe_layer(each.layer), *_summary(each))
        return table

    def _outputs(self) -> Table:
        """A row for each class; of many classes, for the most probable ones and the label."""
        traced = self.traced
        table = _table("class", "sum z", "probability", "dL/dz")
        last, count = traced.layers[-1], len(traced.class_names)
        ranked = np.argsort(-traced.probabilities, kind="stable")[:MAX_OUTPUTS].tolist()
        chosen = sorted({*ranked, traced.label}) if count > MAX_OUTPUTS else range(count)
        for number in chosen:
            style = "bold" if number == traced.label else ""
            row = (last.sums[number], traced.probabilities[number], last.d_sums[number])
            table.add_row(Text(traced.class_names[number], style=style), *map(format_number, row))
        if len(chosen) < count:
            table.add_row(f"{count - len(chosen)} more", "", "", "")
        return table

    def show_sum(
        self, position: int, neuron: tuple[int, ...], neuron_sum: NeuronSum, count: int
    ) -> None:
        """Show one neuron's sum, its largest terms first."""
        layer = self.traced.layers[position]
        name = self._name_neuron(position, neuron)
        is_maximum = isinstance(layer.layer, MaxPool2D)
        rule = "the largest of its inputs" if is_maximum else "sum of input x weight + bias"
        self.console.print(f"\n{name}: z = {rule}", markup=False)
        table = _table("input", "value", "x weight", "= term", "dL/dz x input")
        largest = neuron_sum.largest(count)
        for each in largest:
            row = (neuron_sum.inputs, neuron_sum.weights, neuron_sum.terms, neuron_sum.d_weights)
            table.add_row(
                self._name_input(position, each), *(format_number(values[each]) for values in row)
            )
        others = int(np.count_nonzero(neuron_sum.terms)) - len(largest)
        if others:
            rest = neuron_sum.terms.sum() - sum(neuron_sum.terms[each] for each in largest)
            table.add_row(f"{others:,} more", "", "", format_number(rest), "")
        if "bias" in layer.parameters:
            bias, delta = neuron_sum.bias, neuron_sum.delta
            table.add_row("bias", "", "", format_number(bias), format_number(delta))
        table.add_row("z", "", "", Text(format_number(neuron_sum.total), style="bold"), "")
        print_table(self.console, table)
        self.console.print(
            f"output a = {format_number(neuron_sum.output)}, "
            f"gradient dL/dz = {format_number(neuron_sum.delta)}"
        )

    def _name_neuron(self, position: int, neuron: tuple[int, ...]) -> str:
        """The neuron as `--neuron` has it; an output also by the name of its class."""
        layer = name_layers(self.traced.layers)[position]
        name = f"layer {layer}, neuron {write_index(neuron)}"
        is_output = position == len(self.traced.layers) - 1 and len(neuron) == 1
        return f'{name}, output "{self.traced.class_names[neuron[0]]}"' if is_output else name

    def _name_input(self, position: int, index: tuple[int, ...]) -> str:
        """An input's number; of an image as a row of inputs the pixel's row and column, too."""
        image = self.traced.image
        if position or len(index) != 1 or image.ndim != 2:
            return write_index(index)
        row, column = divmod(index[0], image.shape[1])
        return f"{write_index(index)} (row {row + 1}, column {column + 1})"

    def show_nudges(self, nudges: Sequence[Nudge]) -> None:
        """Show backpropagation's derivatives beside finite differences."""
        self.console.print("\nderivatives, and finite differences of the loss:")
        table = _table("parameter", "value", "dL/dw", "(L(w+e) - L(w-e)) / 2e")
        for each in nudges:
            row = (each.value, each.derivative, each.slope)
            table.add_row(Text(f"{each.name}:{write_index(each.index)}"), *map(format_number, row))
        print_table(self.console, table)

    def show_step(self, step: Step) -> None:
        """Show the effect of one step of gradient descent."""
        self.console.print(
            f"\none step w - {step.rate:g} dL/dw, for this image alone: "
            f"L from {format_number(step.loss_before)} to {format_number(step.loss_after)}; "
            f"predicted by the derivatives: {format_number(step.expected)}"
        )


def _summary(layer: LayerTrace) -> tuple[str, ...]:
    outputs = layer.outputs
    return (
        "x".join(map(str, outputs.shape)),
        format_number(outputs.min()),
        format_number(outputs.max()),
        f"{np.count_nonzero(outputs):,} of {outputs.size:,}",
        format_number(np.abs(layer.d_sums).max()),
        ", ".join(f"{layer.name}.{own}" for own in layer.parameters),
    )


def _table(*titles: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for number, title in enumerate(titles):
        table.add_column(title, justify="right" if number else "left")
    return table
