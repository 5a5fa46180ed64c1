"""`glassnet sweep`: search the settings of a recipe."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from glassnet.cli.console import Count, JsonFile, Target, error_console, report_console, write_json
from glassnet.cli.pools import pool_for
from glassnet.cluster.ranking import MeanInterval, Ranked, rank, weigh_settings
from glassnet.cluster.sweep import run_sweep
from glassnet.cluster.sweep_file import Sweep, read_sweep
from glassnet.cluster.sweep_folder import BEST, SweepFolder

SWEEPS: Final = Path("sweeps")
MAX_ROWS: Final = 15


def sweep(
    file: Path,
    *,
    out: Target | None = None,
    trials: Count | None = None,
    seconds: float | None = None,
    workers: Count = 1,
    cluster: str | None = None,
    plots: bool = True,
    json: JsonFile = None,
) -> int:
    """Search the settings of a recipe, and rank what was found.

    A sweep that was stopped goes on when the same command is given again.

    Parameters
    ----------
    file
        The sweep in TOML: a recipe, and ranges of its settings.
    out
        The folder of the sweep. Without it, sweeps/ and the name of the file.
    trials
        The number of trials, instead of the file's.
    seconds
        Begin no trial after so many seconds.
    workers
        The number of processes that train at a time.
    cluster
        The address of a Dask scheduler whose workers train; they need the same folders.
    plots
        Draw the trials into the folder of the sweep.
    """
    chosen = read_sweep(file)
    if trials is not None:
        chosen = chosen.with_trials(trials)
    folder, console = SweepFolder(out or SWEEPS / file.stem), report_console(json)
    done = len(folder.results())
    if done:
        console.print(f"{folder.path} has {done} trials already.")
    with pool_for(workers, cluster, error_console()) as pool:
        for each in run_sweep(chosen, folder, pool, seconds):
            _show_trial(console, chosen, each.values, each.result)
    ranked, weights = rank(chosen, folder), weigh_settings(chosen, folder)
    _conclude(console, chosen, folder, ranked, weights)
    if plots and ranked:
        _draw(console, chosen, folder, ranked)
    write_json(json, _report(folder, ranked, weights))
    return 0


def _show_trial(console: Console, sweep: Sweep, values: dict[str, Any], result: Any) -> None:
    found = "no value" if result.mean is None else f"{sweep.metric} {_number(sweep, result.mean)}"
    outcome = "" if result.outcome == "done" else f" ({result.outcome})"
    console.print(
        Text(
            f"trial {result.number:>3}  {found}{outcome}  {result.seconds:.1f} s  {_values(values)}"
        ),
        soft_wrap=True,
    )


def _conclude(
    console: Console,
    sweep: Sweep,
    folder: SweepFolder,
    ranked: list[Ranked],
    weights: dict[str, float],
) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("trial", f"validation {sweep.metric}", "95 %", "outcome", "settings"):
        table.add_column(name, overflow="fold")
    for each in ranked[:MAX_ROWS]:
        interval = each.interval
        mean = "" if interval is None else _number(sweep, interval.mean)
        bounds = "" if interval is None else _bounds(sweep, interval)
        row = (str(each.result.number), mean, bounds, each.result.outcome, _values(each.values))
        table.add_row(*map(Text, row))
    console.print(table)
    if weights:
        shares = ", ".join(f"{name} {share:.0%}" for name, share in weights.items())
        console.print(Text(f"What made the difference: {shares}"), soft_wrap=True)
    best = next((each for each in ranked if each.result.outcome == "done"), None)
    if best is not None:
        path = folder.write_best(sweep.recipe_of(best.values))
        console.print(Text(f"Best recipe: glassnet train {path}"), soft_wrap=True)
    console.print(Text(f"Watch the runs: glassnet studio --runs {folder.runs}"), soft_wrap=True)


def _draw(console: Console, sweep: Sweep, folder: SweepFolder, ranked: list[Ranked]) -> None:
    from glassnet.plots import PlottingUnavailable, plot_sweep

    done = [each for each in ranked if each.interval is not None]
    points = [(each.values, each.interval.mean) for each in done if each.interval]
    try:
        path = plot_sweep(
            [each.name for each in sweep.searched], points, sweep.metric, folder.path / "sweep.png"
        )
    except PlottingUnavailable as error:
        console.print(Text(str(error), "yellow"))
    else:
        console.print(Text(f"Plot: {path}"), soft_wrap=True)


def _report(folder: SweepFolder, ranked: list[Ranked], weights: dict[str, float]) -> dict[str, Any]:
    trials = [
        {
            "settings": each.values,
            "interval": None if each.interval is None else asdict(each.interval),
            **each.result.to_plain(),
        }
        for each in ranked
    ]
    best = folder.path / BEST
    return {
        "folder": str(folder.path),
        "best": str(best) if best.exists() else None,
        "importance": weights,
        "trials": trials,
    }


def _values(values: dict[str, Any]) -> str:
    return "  ".join(
        f"{name} {value:.4g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in values.items()
    )


def _bounds(sweep: Sweep, interval: MeanInterval) -> str:
    if interval.low is None or interval.high is None:
        return ""
    return f"{_number(sweep, interval.low)} to {_number(sweep, interval.high)}"


def _number(sweep: Sweep, value: float) -> str:
    return f"{value:.2%}" if sweep.metric == "accuracy" else f"{value:.4f}"
