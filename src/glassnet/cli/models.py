"""`glassnet models`: the models that ship with the package, or all about one model."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from glassnet.cli.console import JsonFile, report_console, write_json
from glassnet.models import default_name, find_model, shipped_names
from glassnet.models.description import describe
from glassnet.models.shipped import model_path


def models(name: str | None = None, /, *, json: JsonFile = None) -> int:
    """List the models that ship with Glassnet, or show all about one.

    Parameters
    ----------
    name
        A shipped model, a model file or a run folder.
    """
    console = report_console(json)
    if name is not None:
        one = _described(name)
        write_json(json, one)
        _show_one(console, one)
        return 0
    every = [_described(each) for each in shipped_names()]
    write_json(json, every)
    _show_all(console, every)
    return 0


def _described(name: str) -> dict[str, Any]:
    model, path = find_model(name), model_path(name)
    size = path.stat().st_size if path is not None else 0
    default = name in shipped_names() and name == default_name()
    return {"name": name, "default": default, "bytes": size, **describe(model)}


def _show_all(console: Console, every: list[dict[str, Any]]) -> None:
    if not every:
        console.print("No models ship with this build. Make one with: glassnet train")
        return
    table = Table("name", "network", box=None, padding=(0, 2, 0, 0))
    table.add_column("parameters", justify="right")
    table.add_column("kB", justify="right")
    table.add_column("read right")
    for each in every:
        table.add_row(
            each["name"],
            each["architecture"],
            f"{each['parameters']:,}",
            f"{each['bytes'] / 1000:,.0f}",
            "\n".join(_figures(each)),
        )
    console.print(table)
    default = next(each["name"] for each in every if each["default"])
    console.print(f"{default} reads when none is named. All about one: glassnet models NAME")


def _show_one(console: Console, one: dict[str, Any]) -> None:
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    rows = {
        "name": one["name"],
        "recipe": f"{one['recipe']}, seed {one['seed']}",
        "network": one["architecture"],
        "parameters": f"{one['parameters']:,} in {one['precision']}, {one['bytes'] / 1000:,.0f} kB",
        "classes": " ".join(one["class_names"]),
        "trained on": _set(one["trained_on"], one["trained_on_digest"]),
        "read right": "\n".join(_figures(one)) or "not measured",
        "temperature": f"{one['temperature']:.4f}",
        "least evidence": _threshold(one["digit_threshold"]),
        "made by": one["made_by"] or "not recorded",
        **{str(key): str(value) for key, value in one["notes"].items()},
    }
    for label, text in rows.items():
        table.add_row(label, Text(text))
    console.print(table)


def _figures(one: dict[str, Any]) -> list[str]:
    return [f"{each['accuracy']:.2%} of {each['set']}" for each in one["figures"]]


def _set(name: str, digest: str) -> str:
    return f"{name}, digest {digest[:12]}" if name else "not recorded"


def _threshold(threshold: float | None) -> str:
    return "none: everything is read as a digit" if threshold is None else f"{threshold:.3f}"
