"""`glassnet reproduce --errata`: check the errors of the tutorials, and measure their effects over seeds."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from glassnet.cli.console import error_console, report_console, write_json
from glassnet.cli.data import download_bars
from glassnet.cli.seed_runs import train_ahead
from glassnet.data.download.fetch import FetchOptions
from glassnet.data.sources import load
from glassnet.recipes import Recipe
from glassnet.tutorials.errata import Erratum, find_errata
from glassnet.tutorials.errata.effects import (
    ErratumReport,
    count_recipes,
    expect_seeds,
    measure,
    recipes_of,
    report_to_plain,
)
from glassnet.tutorials.reproduction import SeedResult, identify, run_seed

SEEDS = 10


def report_errata(
    names: tuple[str, ...],
    seeds: int | None,
    data: str,
    epochs: int | None,
    out: Path | None,
    json: Path | None,
    workers: int = 1,
    cluster: str | None = None,
) -> int:
    """Check and measure the errata of these tutorials, or with these keys; return the exit status."""
    chosen = find_errata(names)
    count = SEEDS if seeds is None else seeds
    expect_seeds(count)
    if out is not None:
        expect_drawing(out)
    with download_bars(error_console()) as report_download:
        dataset = load(data, 0, FetchOptions(report=report_download))
    done = train_ahead(_recipes(chosen, count, epochs), data, workers, cluster)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    errors = error_console()
    with Bar(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        task = bar.add_task("training", total=count * count_recipes(chosen))

        def train(recipe: Recipe) -> SeedResult:
            key = identify(recipe)
            if key not in done:
                *_, result = run_seed(recipe, dataset)
                if not isinstance(result, SeedResult):
                    raise RuntimeError("A run ended without a result.")
                done[key] = result
                bar.update(task, completed=len(done))
            return done[key]

        reports = [measure(each, dataset, range(count), epochs, train) for each in chosen]
    _show(reports, json)
    command = _command(names, count, data, epochs)
    write_json(json, report_to_plain(reports, range(count), command))
    if out is not None:
        _draw(reports, out, json)
    return 0


def _recipes(errata: Iterable[Erratum], seeds: int, epochs: int | None) -> Iterator[Recipe]:
    """All that their effects train."""
    effects = [each.effect for each in errata if each.effect is not None]
    for each in effects:
        for side in (each.right, each.written):
            yield from recipes_of(side, range(seeds), epochs)


def expect_drawing(out: Path) -> None:
    """Refuse before the work, not after it: raises `PlottingUnavailable` without matplotlib."""
    from glassnet.plots import expect_plotting

    expect_plotting()
    out.mkdir(parents=True, exist_ok=True)


def _command(names: tuple[str, ...], seeds: int, data: str, epochs: int | None) -> str:
    """The command that computes the same figures."""
    options = ["--errata", "--seeds", str(seeds)]
    options += [] if data == "mnist" else ["--data", shlex.quote(data)]
    options += [] if epochs is None else ["--epochs", str(epochs)]
    return " ".join(["glassnet reproduce", *names, *options])


def _show(reports: list[ErratumReport], json: Path | None) -> None:
    console = report_console(json)
    for each in reports:
        erratum, check = each.erratum, each.check
        console.print(Text.assemble((f"\n{', '.join(erratum.tutorials)}: {erratum.title}", "bold")))
        rows = Table.grid(padding=(0, 1, 0, 2))
        rows.add_row("written", Text(erratum.written))
        rows.add_row("right", Text(erratum.right))
        rows.add_row("why", Text(erratum.why))
        rows.add_row(
            "check", Text(f"{check.what}: {check.right:.6g}, as written {check.written:.6g}")
        )
        rows.add_row("", _verdict(check.right_holds, check.written_holds))
        if each.effect is not None:
            rows.add_row("effect", Text(str(each.effect)))
        console.print(rows)


def _verdict(right_holds: bool, written_holds: bool) -> Text:
    if right_holds and not written_holds:
        return Text("as written it fails, corrected it holds", style="green")
    return Text("not shown: on this data both are the same, or neither holds", style="yellow")


def _draw(reports: list[ErratumReport], out: Path, json: Path | None) -> None:
    from glassnet.plots.effects import plot_effect

    console = report_console(json)
    for each in reports:
        if each.effect is not None:
            path = plot_effect(each.erratum.title, each.effect, out / f"{each.erratum.key}.png")
            console.print(f"drawn: {path}", soft_wrap=True, markup=False)
