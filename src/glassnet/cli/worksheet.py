"""`glassnet worksheet`: small networks to compute by hand, each seed another sheet, with its key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.progress import track

from glassnet.cli.arguments import read_source
from glassnet.cli.console import (
    Count,
    JsonFile,
    Seed,
    Target,
    error_console,
    report_console,
    write_json,
    write_text,
)
from glassnet.errors import SettingError, format_error
from glassnet.explain.worksheets import make_worksheet
from glassnet.explain.worksheets.blocks import Page
from glassnet.explain.worksheets.html import worksheets_html
from glassnet.explain.worksheets.pages import TASKS, pages_of
from glassnet.models.inputs import read_inputs
from glassnet.nn import Array

SUFFIXES = (".pdf", ".html")


def worksheet(
    *,
    out: Target,
    seed: Seed = 0,
    count: Count = 1,
    digit: Annotated[Path | None, Parameter(allow_leading_hyphen=True)] = None,
    line: Count = 1,
    task: Annotated[tuple[int, ...], Parameter(negative=(), show_default=False)] = (),
    keys: bool = True,
    json: JsonFile = None,
) -> int:
    """Write worksheets: passes of a tiny network, an update, one neuron's sum, a confusion matrix.

    Every key is computed in exact numbers and verified, the derivatives by finite differences.

    Parameters
    ----------
    out
        The file to write: .pdf (needs matplotlib) or .html. One sheet has its key on the second page; of
        several, all sheets come first and then all keys.
    seed
        The seed of the first sheet; each seed makes another sheet.
    count
        The number of sheets, each with the next seed.
    digit
        A picture or stroke file with the digit for the sum of 16 terms; - is standard input.
    line
        The drawing of a stroke file, by its line.
    task
        Only this task, 1 to 4; may be given several times. 1: both passes, 2: an update, which continues 1,
        3: a sum of 16 terms, 4: a confusion matrix.
    keys
        Write the keys, too.
    """
    suffix = out.suffix.lower()
    if suffix not in SUFFIXES:
        wanted = f"a file that ends in {' or '.join(SUFFIXES)}"
        raise SettingError(format_error("--out", wanted, repr(str(out)), "Rename it."))
    _expect_tasks(task)
    if suffix == ".pdf":
        from glassnet.plots import expect_plotting

        expect_plotting()
    image = None if digit is None else _read_digit(digit, line)
    console = error_console()
    numbers = track(
        range(seed, seed + count),
        "solving",
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    sheets = [make_worksheet(number, image) for number in numbers]
    pairs = [pages_of(each, task or TASKS) for each in sheets]
    pages = [first for first, _ in pairs] + [key for _, key in pairs if keys]
    _write(out, suffix, pages, f"Worksheets {seed} to {seed + count - 1}")
    write_json(json, {"worksheets": [each.to_plain() for each in sheets]})
    report_console(json).print(_summary(out, count, keys), soft_wrap=True, markup=False)
    return 0


def _expect_tasks(tasks: tuple[int, ...]) -> None:
    for each in tasks:
        if each not in TASKS:
            raise SettingError(
                format_error(
                    "--task", "a task from 1 to 4", str(each), "See: glassnet worksheet --help"
                )
            )
    if 2 in tasks and 1 not in tasks:
        remedy = "Add --task 1: task 2 updates with its derivatives."
        raise SettingError(format_error("--task 2", "task 1, too", "it alone", remedy))


def _read_digit(digit: Path, line: int) -> Array:
    source, name = read_source(digit)
    inputs = read_inputs(source, name)
    if line > len(inputs):
        wanted = f"a line from 1 to {len(inputs)}"
        raise SettingError(format_error("--line", wanted, str(line), "Choose another."))
    rendering = inputs[line - 1].rendering
    if rendering.image is None:
        raise SettingError(format_error(name, "ink", "none", rendering.reason))
    return rendering.image


def _write(out: Path, suffix: str, pages: list[Page], title: str) -> None:
    if suffix == ".pdf":
        from glassnet.plots.worksheets import write_worksheets

        write_worksheets(pages, out)
    else:
        write_text(out, worksheets_html(pages, title))


def _summary(out: Path, count: int, keys: bool) -> str:
    sheets = "1 sheet on page 1" if count == 1 else f"{count} sheets on pages 1 to {count}"
    if not keys:
        return f"{out}: {sheets}."
    where = "page 2" if count == 1 else f"pages {count + 1} to {2 * count}"
    return f"{out}: {sheets}, {'its key' if count == 1 else 'their keys'} on {where}; all verified."
