"""`glassnet models`: the models that ship with the package, or the record of one model."""

from __future__ import annotations

from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from glassnet.cli.console import JsonFile, print_table, report_console, write_json
from glassnet.models import DEFAULT_MODEL, load_model, shipped_names
from glassnet.models.description import describe, summarize_network
from glassnet.models.loading import find_model_file

NOTES: Final = {
    "digits_rejected": "validation images rejected",
    "non_digits_rejected": "simulated non-digits rejected",
}


def models(name: str | None = None, /, *, json: JsonFile = None) -> int:
    """List the models that ship with Glassnet, or show the record of one.

    Parameters
    ----------
    name
        A shipped model, a model file or a run folder.
    """
    console = report_console(json)
    if name is not None:
        one = _describe(name)
        write_json(json, one)
        _show_one(console, one)
        return 0
    every = [_describe(each) for each in shipped_names()]
    write_json(json, every)
    _show_all(console, every)
    return 0


def _describe(name: str) -> dict[str, Any]:
    model, path = load_model(name), find_model_file(name)
    size = path.stat().st_size if path is not None else 0
    default = name in shipped_names() and name == DEFAULT_MODEL
    return {
        "name": name,
        "default": default,
        "bytes": size,
        "summary": summarize_network(model.network),
        **describe(model),
    }


def _show_all(console: Console, every: list[dict[str, Any]]) -> None:
    table = Table("name", "network", box=None, padding=(0, 2, 0, 0))
    table.add_column("parameters", justify="right")
    table.add_column("kB", justify="right")
    table.add_column("test accuracy", no_wrap=True)
    for each in every:
        table.add_row(
            each["name"],
            each["summary"],
            f"{each['parameters']:,}",
            f"{each['bytes'] / 1000:,.0f}",
            _last_metric(each),
        )
    print_table(console, table)
    console.print(f"The default model is {DEFAULT_MODEL}. The record of one: glassnet models NAME")


def _show_one(console: Console, one: dict[str, Any]) -> None:
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    calibration = one["calibration"]
    rows = {
        "name": one["name"],
        "recipe": f"{one['recipe']}, seed {one['seed']}",
        "network": one["architecture"],
        "parameters": f"{one['parameters']:,} in {one['precision']}, {one['bytes'] / 1000:,.0f} kB",
        "classes": " ".join(one["class_names"]),
        "trained on": _set(one["trained_on"], one["trained_on_digest"]),
        "accuracy": "\n".join(_metrics(one)) or "not measured",
        "temperature": f"{calibration['temperature']:.4f}",
        "rejection threshold": _threshold(calibration["threshold"]),
        **{NOTES.get(key, key): _note(value) for key, value in one["notes"].items()},
        "made by": one["made_by"] or "not recorded",
    }
    for label, text in rows.items():
        table.add_row(label, Text(text))
    print_table(console, table)


def _metrics(one: dict[str, Any]) -> list[str]:
    return [f"{each['accuracy']:.2%} of {each['set']}" for each in one["metrics"]]


def _last_metric(one: dict[str, Any]) -> str:
    """The accuracy on the test split, without the number of images."""
    metrics = one["metrics"]
    if not metrics:
        return "not measured"
    return f"{metrics[-1]['accuracy']:.2%} {metrics[-1]['set'].partition(' (')[0]}"


def _set(name: str, digest: str) -> str:
    return f"{name}, digest {digest[:12]}" if name else "not recorded"


def _threshold(threshold: float | None) -> str:
    return "none: nothing is rejected" if threshold is None else f"{threshold:.3f}"


def _note(value: object) -> str:
    return f"{value:.2%}" if isinstance(value, float) else str(value)
