"""`glassnet quantize`: how many bits the weights of a model need."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from glassnet.cli.compiling import notify_if_compiling
from glassnet.cli.console import Count, JsonFile, Target, error_console, report_console, write_json
from glassnet.cli.measurement_view import describe, draw_lines, show_measurements, show_title
from glassnet.cli.measuring import load_images
from glassnet.explain import Measurement, dequantize, measure, quantize
from glassnet.models import DEFAULT_MODEL, Model, load_model

PLOT: Final = Path("runs/quantization.png")
BITS: Final = (8, 7, 6, 5, 4, 3, 2)
FLOAT_BITS: Final = 32


def quantize_weights(
    model: str = DEFAULT_MODEL,
    *,
    data: str | None = None,
    bits: tuple[int, ...] = BITS,
    examples: Count | None = None,
    out: Target = PLOT,
    plots: bool = True,
    json: JsonFile = None,
) -> int:
    """Round the weights of a model to few bits, and measure what that costs.

    Symmetric, with one scale for each output; biases stay as they are. The first row is the model itself.

    Parameters
    ----------
    model
        A shipped model, a model file or a run folder.
    data
        The data to measure on, as in `glassnet evaluate`. Without it, the data of the model's recipe.
    bits
        A number of bits, 2 to 8; may be given several times.
    examples
        Measure on the first so many images only.
    out
        The file for the plot.
    plots
        Draw the plot.
    """
    chosen = load_model(model)
    quantized = {each: quantize(chosen.network, chosen.parameters, each) for each in bits}
    images = load_images(chosen, data, examples)
    with notify_if_compiling(error_console()):
        points = [measure(chosen, images, FLOAT_BITS)] + [
            measure(chosen, images, each, dequantize(chosen.parameters, layers))
            for each, layers in quantized.items()
        ]
    sizes = {FLOAT_BITS: chosen.parameters.vector.size * 4}
    sizes |= {each: _count_bytes(chosen, layers) for each, layers in quantized.items()}

    def size(point: Measurement) -> str:
        return f"{sizes[int(point.setting)] / 1000:,.1f}"

    console = report_console(json)
    show_title(console, model, images)
    show_measurements(console, "bits", points, "{:.0f}".format, ("kB", size))
    drawn = []
    if plots:
        title = f"{model}: accuracy with rounded weights"
        line = {model: points[1:]}
        drawn = draw_lines(console, out, title, "bits for each weight", line)
    plain = [{**each.to_plain(), "bytes": sizes[int(each.setting)]} for each in points]
    write_json(json, {**describe(model, images), "measurements": plain, "plots": drawn})
    return 0


def _count_bytes(model: Model, layers: dict) -> int:
    """All parameters: codes and scales of the quantized ones, float32 for the rest."""
    rest = model.parameters.vector.size - sum(each.codes.size for each in layers.values())
    return (sum(each.bit_count for each in layers.values()) + 7) // 8 + rest * 4
