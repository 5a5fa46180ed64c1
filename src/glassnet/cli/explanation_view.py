"""How a traced pass looks in a terminal: layers, outputs, one sum, and derivatives tried out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from glassnet.cli.contact_sheet import terminal_sheet
from glassnet.explain import LayerTrace, Nudge, Step, Terms, Trace
from glassnet.models.description import describe_layer


class ExplanationView:
    """Shows a trace: first what was read, then why, then what would change it."""

    def __init__(self, console: Console, traced: Trace) -> None:
        self.console = console
        self.traced = traced

    def show(self, model: str, source: str) -> None:
        """The digit, the layers and the outputs."""
        traced, names = self.traced, self.traced.class_names
        best = int(traced.outputs.argmax())
        self.console.print(Text(f"{model} on {source}"), soft_wrap=True)
        colour = self.console.color_system is not None
        self.console.print(terminal_sheet(traced.image[np.newaxis], color=colour))
        self.console.print(
            f"read as {names[best]}, {traced.probabilities[best]:.1%} before calibration; "
            f"for {names[traced.label]} the loss L is {_number(traced.loss)}",
            style="bold",
        )
        self.console.print("\nthere and back, layer by layer:")
        self.console.print(self._layers())
        self.console.print("\nthe outputs:")
        self.console.print(self._outputs())

    def _layers(self) -> Table:
        table = _table(
            "layer", "what", "outputs", "smallest", "largest", "not zero", "largest dL/dz", "learns"
        )
        table.columns[1].justify = table.columns[-1].justify = "left"
        for number, each in enumerate(self.traced.layers, start=1):
            table.add_row(str(number), describe_layer(each.layer), *_summary(each))
        return table

    def _outputs(self) -> Table:
        traced = self.traced
        table = _table("class", "sum z", "probability", "dL/dz")
        last = traced.layers[-1]
        for number, name in enumerate(traced.class_names):
            chosen = "bold" if number == traced.label else ""
            row = (last.sums[number], traced.probabilities[number], last.d_sums[number])
            table.add_row(Text(name, style=chosen), *map(_number, row))
        return table

    def show_sum(self, number: int, place: tuple[int, ...], terms: Terms, count: int) -> None:
        """One neuron's sum, its largest terms first."""
        layer = self.traced.layers[number - 1]
        self.console.print(
            f"\nlayer {number}, neuron {_place(place)}: z = sum of input x weight + bias"
        )
        table = _table("input", "its value", "x weight", "= term", "dL/dz x input")
        largest = terms.largest(count)
        for each in largest:
            row = (terms.inputs, terms.weights, terms.terms, terms.d_weights)
            table.add_row(_place(each), *(_number(values[each]) for values in row))
        others = int(np.count_nonzero(terms.terms)) - len(largest)
        if others:
            rest = terms.terms.sum() - sum(terms.terms[each] for each in largest)
            table.add_row(f"{others:,} more", "", "", _number(rest), "")
        if "bias" in layer.parameters:
            table.add_row("bias", "", "", _number(terms.bias), _number(terms.delta))
        table.add_row("z", "", "", Text(_number(terms.total), style="bold"), "")
        self.console.print(table)
        self.console.print(
            f"a = {_number(terms.output)} goes on, dL/dz = {_number(terms.delta)} comes back"
        )

    def show_nudges(self, nudges: Sequence[Nudge]) -> None:
        """Backpropagation's derivatives beside what nudging the parameters does."""
        self.console.print("\nderivatives, and what a nudge does to the loss:")
        table = _table("parameter", "value", "dL/dw", "(L(w+e) - L(w-e)) / 2e")
        for each in nudges:
            named = f"{each.name}[{_place(each.place)}]"
            table.add_row(Text(named), *map(_number, (each.value, each.derivative, each.slope)))
        self.console.print(table)

    def show_step(self, tried: Step) -> None:
        """What one step downhill does."""
        self.console.print(
            f"\none step w - {tried.rate:g} dL/dw, for this image alone: "
            f"L from {_number(tried.loss_before)} to {_number(tried.loss_after)}; "
            f"the derivatives promise {_number(tried.expected)}"
        )


def _summary(layer: LayerTrace) -> tuple[str, ...]:
    outputs = layer.outputs
    return (
        "x".join(map(str, outputs.shape)),
        _number(outputs.min()),
        _number(outputs.max()),
        f"{np.count_nonzero(outputs):,} of {outputs.size:,}",
        _number(np.abs(layer.d_sums).max()),
        ", ".join(f"{layer.name}.{own}" for own in layer.parameters),
    )


def _table(*titles: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for number, title in enumerate(titles):
        table.add_column(title, justify="right" if number else "left")
    return table


def _place(place: Sequence[int]) -> str:
    return ",".join(map(str, place))


def _number(value: float) -> str:
    """Five digits: enough to add up by hand."""
    return f"{value:.5g}" if 1e-3 <= abs(value) < 1e5 or value == 0 else f"{value:.4e}"
