"""`glassnet robustness`: how well a model classifies images that were changed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

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
from glassnet.cli.measurement_view import describe, draw_lines, show_measurements, show_title
from glassnet.cli.measuring import load_images
from glassnet.errors import SettingError, did_you_mean, format_error
from glassnet.explain import CHANGES, measure_robustness
from glassnet.models import DEFAULT_MODEL, load_model

PLOTS: Final = Path("runs/robustness")
EXAMPLES: Final = 1000


def robustness(
    model: str = DEFAULT_MODEL,
    *,
    data: str | None = None,
    change: tuple[str, ...] = (),
    strength: tuple[float, ...] = (),
    examples: Count = EXAMPLES,
    seed: Seed = 0,
    out: Target = PLOTS,
    plots: bool = True,
    json: JsonFile = None,
) -> int:
    """Measure a model on changed images: attacks, noise, blur, shift, rotation, size.

    Parameters
    ----------
    model
        A shipped model, a model file or a run folder.
    data
        The data to measure on, as in `glassnet evaluate`. Without it, the data of the model's recipe.
    change
        fgsm, iterated, noise, blur, shift, rotation or size; may be given several times. Without it, all.
    strength
        A strength in the unit of the change; may be given several times. Needs one --change.
    examples
        Measure on the first so many images.
    seed
        The seed of the noise.
    out
        The folder for the plots, one for each change.
    plots
        Draw these plots.
    """
    names = change or tuple(CHANGES)
    for name in names:
        if name not in CHANGES:
            raise SettingError(f"Unknown change {name!r}. {did_you_mean(name, CHANGES)}")
    if strength and len(names) > 1:
        raise SettingError(
            format_error("--strength", "one --change", f"{len(names)}", "Units differ: choose one.")
        )
    chosen = load_model(model)
    images = load_images(chosen, data, examples)
    console = report_console(json)
    show_title(console, model, images)
    plain, drawn = [], []
    for name in names:
        each = CHANGES[name]
        with notify_if_compiling(error_console()):
            points = measure_robustness(chosen, images, name, strength or None, seed)
        console.print(f"\n{name}: {each.meaning}", style="bold", markup=False)
        show_measurements(console, each.unit, points)
        plain.append(
            {
                "change": name,
                "unit": each.unit,
                "measurements": [point.to_plain() for point in points],
            }
        )
        if plots:
            title = f"{model}: accuracy under {name}"
            drawn += draw_lines(console, out / f"{name}.png", title, each.unit, {model: points})
    write_json(json, {**describe(model, images), "seed": seed, "changes": plain, "plots": drawn})
    return 0
