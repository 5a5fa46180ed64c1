"""`glassnet prune`: how many weights a model needs."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from glassnet.cli.compiling import notify_if_compiling
from glassnet.cli.console import Count, JsonFile, Target, error_console, report_console, write_json
from glassnet.cli.measurement_view import describe, draw_lines, show_measurements, show_title
from glassnet.cli.measuring import load_images
from glassnet.explain import Measurement, count_stored_bytes, count_weights, measure, prune
from glassnet.models import DEFAULT_MODEL, load_model

PLOT: Final = Path("runs/pruning.png")
SHARES: Final = (1.0, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.15, 0.1, 0.05, 0.02)


def prune_weights(
    model: str = DEFAULT_MODEL,
    *,
    data: str | None = None,
    keep: tuple[float, ...] = SHARES,
    examples: Count | None = None,
    out: Target = PLOT,
    plots: bool = True,
    json: JsonFile = None,
) -> int:
    """Set the smallest weights of a model to zero, and measure what that costs.

    Parameters
    ----------
    model
        A shipped model, a model file or a run folder.
    data
        The data to measure on, as in `glassnet evaluate`. Without it, the data of the model's recipe.
    keep
        A share of weights to keep, 0 to 1; may be given several times.
    examples
        Measure on the first so many images only.
    out
        The file for the plot.
    plots
        Draw the plot.
    """
    chosen = load_model(model)
    images = load_images(chosen, data, examples)
    with notify_if_compiling(error_console()):
        points = [
            measure(chosen, images, share, prune(chosen.network, chosen.parameters, share))
            for share in keep
        ]
    _, weights = count_weights(chosen.network, chosen.parameters)

    def kept(point: Measurement) -> int:
        return round(point.setting * weights)

    def size(point: Measurement) -> int:
        return count_stored_bytes(kept(point), weights, chosen.parameters.vector.size)

    console = report_console(json)
    show_title(console, model, images)
    columns = (
        ("weights", lambda point: f"{kept(point):,}"),
        ("kB", lambda point: f"{size(point) / 1000:,.1f}"),
    )
    show_measurements(console, "kept", points, "{:.1%}".format, *columns)
    drawn = []
    if plots:
        title = f"{model}: accuracy after pruning"
        line = {model: points}
        drawn = draw_lines(console, out, title, "share of weights kept", line)
    plain = [{**each.to_plain(), "weights": kept(each), "bytes": size(each)} for each in points]
    write_json(
        json,
        {**describe(model, images), "weights": weights, "measurements": plain, "plots": drawn},
    )
    return 0
