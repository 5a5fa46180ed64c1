"""`glassnet ablate`: what each part of a model is worth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from rich.console import Console
from rich.table import Table

from glassnet.cli.compiling import notify_if_compiling
from glassnet.cli.console import (
    Count,
    JsonFile,
    Seed,
    Target,
    error_console,
    report_console,
    write_json,
)
from glassnet.cli.measurement_view import describe, format_points, show_measurements, show_title
from glassnet.cli.measuring import load_images
from glassnet.explain import (
    Measurement,
    ablate_neurons,
    add_weight_noise,
    measure,
    remove_biases,
)
from glassnet.models import DEFAULT_MODEL, load_model
from glassnet.plots import PlottingUnavailable, plot_costs

PLOT: Final = Path("runs/ablation.png")
NOISE: Final = (0.1, 0.2, 0.5, 1.0)
SHOWN_NEURONS: Final = 16


def ablate(
    model: str = DEFAULT_MODEL,
    *,
    data: str | None = None,
    layer: str = "1",
    noise: tuple[float, ...] = NOISE,
    examples: Count | None = None,
    seed: Seed = 0,
    out: Target = PLOT,
    plots: bool = True,
    json: JsonFile = None,
) -> int:
    """Knock out each neuron of a layer, all biases, add noise to the weights; measure what each costs.

    Parameters
    ----------
    model
        A shipped model, a model file or a run folder.
    data
        The data to measure on, as in `glassnet evaluate`. Without it, the data of the model's recipe.
    layer
        The layer by its number among those with parameters, as in "1.weights". Filters of a convolution
        count as neurons.
    noise
        Noise on all weights, in standard deviations of each layer's weights; may be given several times.
    examples
        Measure on the first so many images only.
    seed
        The seed of the noise.
    out
        The file for the plot.
    plots
        Draw the plot.
    """
    chosen = load_model(model)
    images = load_images(chosen, data, examples)
    with notify_if_compiling(error_console()):
        whole = measure(chosen, images, 0)
        neurons = ablate_neurons(chosen, images, layer)
        no_biases = measure(chosen, images, 0, remove_biases(chosen.parameters))
        noisy = []
        for strength in noise:
            rng = np.random.default_rng(seed)
            changed = add_weight_noise(chosen.network, chosen.parameters, strength, rng)
            noisy.append(measure(chosen, images, strength, changed))
    costs = [whole.accuracy - each.accuracy for each in neurons]

    console = report_console(json)
    show_title(console, model, images)
    console.print(f"accuracy {whole.interval}", style="bold")
    _show_neurons(console, layer, whole, neurons)
    lost = format_points(no_biases.accuracy - whole.accuracy)
    console.print(f"\nwithout biases: {no_biases.accuracy:.2%} ({lost})\n")
    show_measurements(console, "noise on the weights", [whole, *noisy])
    drawn = _draw(console, out, f"{model}: cost of each neuron of layer {layer}", costs, plots)
    write_json(
        json,
        {
            **describe(model, images),
            "seed": seed,
            "layer": layer,
            "accuracy": whole.accuracy,
            "neurons": [
                {"number": i + 1, "accuracy": each.accuracy, "cost": cost}
                for i, (each, cost) in enumerate(zip(neurons, costs, strict=True))
            ],
            "without_biases": no_biases.accuracy,
            "noise": [each.to_plain() for each in noisy],
            "plots": drawn,
        },
    )
    return 0


def _show_neurons(
    console: Console, layer: str, whole: Measurement, neurons: Sequence[Measurement]
) -> None:
    order = sorted(neurons, key=lambda each: (each.correct, each.setting))
    table = Table(f"neuron of layer {layer}", box=None, padding=(0, 2, 0, 0))
    table.add_column("accuracy without it", justify="right")
    table.add_column("difference", justify="right")
    for each in order[:SHOWN_NEURONS]:
        difference = format_points(each.accuracy - whole.accuracy)
        table.add_row(f"{each.setting + 1:.0f}", f"{each.accuracy:.2%}", difference)
    console.print()
    console.print(table)
    if len(order) > SHOWN_NEURONS:
        console.print(f"... and {len(order) - SHOWN_NEURONS} neurons that cost less")


def _draw(
    console: Console, path: Path, title: str, costs: Sequence[float], plots: bool
) -> list[str]:
    if not plots:
        return []
    try:
        plot_costs(costs, path, title)
    except PlottingUnavailable as error:
        console.print(f"{error}", markup=False)
        return []
    console.print(f"Plot: {path}", markup=False, soft_wrap=True)
    return [str(path)]
