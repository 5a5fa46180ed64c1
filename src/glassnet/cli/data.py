"""`glassnet data`: fetch, verify and look at data sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from cyclopts import App, Parameter, validators
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.table import Table

from glassnet.cli.console import (
    Count,
    JsonFile,
    Seed,
    Target,
    WholeNumber,
    error_console,
    report_console,
    write_json,
)
from glassnet.data import Dataset, LabeledImages, load
from glassnet.data.download.client import Received
from glassnet.data.download.mirrors import Terms, fetch
from glassnet.data.download.published import PUBLISHED
from glassnet.data.mnist import Verdict, find, verify
from glassnet.data.sheet import contact_sheet, terminal_sheet
from glassnet.data.sources import SIMULATED_TEST, SIMULATED_TRAIN, simulated

app = App(name="data", help="Fetch, verify and look at data sets.")

Name = Literal["mnist", "fashion-mnist"]
SplitName = Literal["train", "validation", "test"]


@app.command(name="fetch")
def fetch_command(*names: Name, into: Path | None = None) -> int:
    """Download data sets, resume what was cut off, repair what is damaged.

    Parameters
    ----------
    names
        Which: mnist (the default) and fashion-mnist.
    into
        Put each into its own folder in here instead of the cache, for GLASSNET_DATA.
    """
    console = report_console()
    for name in names or ("mnist",):
        published = PUBLISHED[name]
        with download_bars(error_console()) as report:
            folder = fetch(
                published, into / published.folder if into else None, Terms(report=report)
            )
        console.print(f"{published.name}: all files are in {folder}, verified.")
    return 0


@app.command(name="verify")
def verify_command(source: str = "mnist", *, json: JsonFile = None) -> int:
    """Read a data set and prove it: digests of every file, examples of every class.

    Parameters
    ----------
    source
        mnist, fashion-mnist, simulated, or the path of a folder, CSV or stroke file.
    """
    verdicts = _verdicts(source)
    intact = all(verdict.fault is None for verdict in verdicts)
    dataset = load(source) if intact else None
    write_json(json, _findings(source, verdicts, dataset))
    _show_findings(report_console(json), source, verdicts, dataset)
    return 0 if intact else 1


@app.command(name="show")
def show_command(
    source: str = "mnist",
    *,
    split: SplitName | None = None,
    digit: Annotated[
        WholeNumber | None, Parameter(validator=validators.Number(gte=0, lte=9))
    ] = None,
    count: Count = 30,
    seed: Seed = 0,
    augmented: bool = False,
    png: Target | None = None,
) -> int:
    """Show some images of a data set, picked at random.

    Parameters
    ----------
    source
        mnist, fashion-mnist, simulated, or the path of a folder, CSV or stroke file.
    split
        train, validation or test; the first that there is, if not given.
    digit
        Only this class, 0 to 9.
    count
        How many images.
    seed
        Where the picking begins.
    augmented
        Deform them at random, as training with augmentation does.
    png
        Write them to this picture too.
    """
    dataset = _enough_simulated(count, seed) if source == "simulated" else load(source, seed)
    digits = dataset.split(split) if split else next(iter(dataset))
    chosen = _pick(digits if digit is None else digits.only(digit), count, seed)
    if augmented:
        chosen = _augmented(chosen, seed)
    captions = [digits.class_names[label] for label in chosen.labels]
    console = report_console()
    console.print(f"{chosen}, picked from {digits}", markup=False)
    coloured = console.color_system is not None
    console.print(terminal_sheet(chosen.images, captions, console.width, coloured), end="")
    if png is not None:
        contact_sheet(chosen.images, captions).save(png, format="PNG")
        console.print(f"Written to {png}.", markup=False)
    return 0


def _enough_simulated(count: int, seed: int) -> Dataset:
    """So many that there are `count` of each digit: all that training reads would take long to write."""
    enough = 20 * count + 200
    return simulated(seed, min(enough, SIMULATED_TRAIN), min(enough, SIMULATED_TEST))


def _pick(digits: LabeledImages, count: int, seed: int) -> LabeledImages:
    """So many examples in random order, or all where there are fewer."""
    return digits.take(np.random.default_rng(seed).permutation(len(digits))[:count])


def _augmented(digits: LabeledImages, seed: int) -> LabeledImages:
    from glassnet.data.augmentation import augment

    images = augment(digits.images, np.random.default_rng(seed))
    return replace(digits, images=images, name=f"{digits.name}, augmented")


@contextmanager
def download_bars(console: Console) -> Iterator[Callable[[Received], None]]:
    """A bar for each file that is fetched; nothing where nobody watches."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        tasks: dict[str, Any] = {}

        def report(received: Received) -> None:
            if received.url not in tasks:
                tasks[received.url] = progress.add_task(received.url.rpartition("/")[2])
            progress.update(tasks[received.url], completed=received.done, total=received.total)

        yield report


def _verdicts(source: str) -> list[Verdict]:
    """What is found of each file of a published set; nothing for other sources."""
    if source not in PUBLISHED:
        return []
    published = PUBLISHED[source]
    folder = find(published)
    return (
        [Verdict(file, None, "missing") for file in published.files]
        if folder is None
        else verify(published, folder)
    )


def _findings(source: str, verdicts: list[Verdict], dataset: Dataset | None) -> dict[str, Any]:
    return {
        "source": source,
        "intact": dataset is not None,
        "files": [
            {
                "name": verdict.file.name,
                "path": str(verdict.path) if verdict.path else None,
                "expected": verdict.file.digest,
                "fault": verdict.fault,
            }
            for verdict in verdicts
        ],
        "splits": {
            name: {
                "name": split.name,
                "count": len(split),
                "sha256": split.digest(),
                "classes": dict(zip(split.class_names, split.counts().tolist(), strict=True)),
            }
            for name, split in (dataset.splits if dataset else {}).items()
        },
    }


def _show_findings(
    console: Console, source: str, verdicts: list[Verdict], dataset: Dataset | None
) -> None:
    if verdicts:
        console.print(_file_table(verdicts))
    if dataset is None:
        console.print(f"Fetch what is missing or damaged with: glassnet data fetch {source}")
        return
    console.print(_class_table(dataset))
    for split in dataset:
        console.print(f"{split}: SHA-256 {split.digest()}", soft_wrap=True)


def _file_table(verdicts: list[Verdict]) -> Table:
    places = {str(verdict.path.parent) for verdict in verdicts if verdict.path}
    table = Table("file", "verdict", box=None, padding=(0, 2, 0, 0))
    table.title = f"Files in {', '.join(places)}" if places else "Files"
    for verdict in verdicts:
        name = verdict.path.name if verdict.path else verdict.file.name
        fault = verdict.fault
        table.add_row(name, "[green]as published[/]" if fault is None else f"[bold red]{fault}[/]")
    return table


def _class_table(dataset: Dataset) -> Table:
    table = Table("class", box=None, padding=(0, 2, 0, 0))
    for split in dataset:
        table.add_column(split.name, justify="right")
    for label, name in enumerate(dataset.class_names):
        table.add_row(name, *(f"{split.counts()[label]:,}" for split in dataset))
    return table
