"""`glassnet data`: list, fetch, verify and show data sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from cyclopts import App, Parameter
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.table import Table
from rich.text import Text

from glassnet.cli.console import (
    Count,
    JsonFile,
    Seed,
    Target,
    error_console,
    print_table,
    report_console,
    write_json,
)
from glassnet.cli.contact_sheet import contact_sheet, terminal_sheet
from glassnet.data import Dataset, LabeledImages, UnknownSource, load
from glassnet.data.download.client import Received
from glassnet.data.download.fetch import FetchOptions, fetch
from glassnet.data.labeled_images import shorten
from glassnet.data.output_file import write_picture
from glassnet.data.published.catalog import PUBLISHED, PublishedSet
from glassnet.data.published.files import CheckResult, find, remedy_for, verify
from glassnet.data.sources import SIMULATED_TEST, SIMULATED_TRAIN, SOURCES, simulated
from glassnet.errors import did_you_mean

app = App(name="data", help_format="markdown", help="List, fetch, verify and show data sets.")

SplitName = Literal["train", "validation", "test"]


@app.command(name="list")
def list_command(*, json: JsonFile = None) -> int:
    """List the data sets that have a name, and which of the published ones are on this machine."""
    found = {name: find(published) for name, published in PUBLISHED.items()}
    sources = [
        {
            "name": name,
            "summary": source.summary,
            "folder": str(found[name]) if found.get(name) else None,
        }
        for name, source in SOURCES.items()
    ]
    write_json(json, {"sources": sources})
    table = Table("name", "data set", "found in", box=None, padding=(0, 2, 0, 0))
    for each in sources:
        table.add_row(each["name"], each["summary"], each["folder"] or "")
    print_table(report_console(json), table)
    return 0


@app.command(name="fetch")
def fetch_command(*names: str, into: Path | None = None) -> int:
    """Download data sets; resume interrupted downloads, replace damaged files.

    Parameters
    ----------
    names
        Published sets, as `glassnet data list` shows them; mnist if none is given.
    into
        Put each into its own folder in here instead of the cache, for GLASSNET_DATA.
    """
    console = report_console()
    chosen = [_published(name) for name in names or ("mnist",)]
    for published in chosen:
        with download_bars(error_console()) as report:
            folder = fetch(
                published, into / published.folder if into else None, FetchOptions(report=report)
            )
        console.print(f"{published.name}: all files are in {folder}, verified.")
    return 0


def _published(name: str) -> PublishedSet:
    if name not in PUBLISHED:
        raise UnknownSource(
            f"unknown data set {name!r}: expected one that can be fetched. "
            f"{did_you_mean(name, PUBLISHED)}"
        )
    return PUBLISHED[name]


@app.command(name="verify")
def verify_command(source: str = "mnist", *, json: JsonFile = None) -> int:
    """Read a data set and verify it: digests of every file, examples of every class.

    Parameters
    ----------
    source
        A name that `glassnet data list` shows, or the path of a folder, CSV or stroke file.
    """
    results = _check_files(source)
    intact = all(result.fault is None for result in results)
    dataset = load(source) if intact else None
    write_json(json, _findings(source, results, dataset))
    _show_findings(report_console(json), source, results, dataset)
    return 0 if intact else 1


@app.command(name="show")
def show_command(
    source: str = "mnist",
    *,
    split: SplitName | None = None,
    class_name: Annotated[str | None, Parameter(name="--class")] = None,
    count: Count = 30,
    seed: Seed = 0,
    augmented: bool = False,
    png: Target | None = None,
) -> int:
    """Show some images of a data set, picked at random.

    Parameters
    ----------
    source
        A name that `glassnet data list` shows, or the path of a folder, CSV or stroke file.
    split
        train, validation or test; by default the first that exists.
    class_name
        Only this class, by its name.
    count
        How many images.
    seed
        Seed of the random choice.
    augmented
        Change them at random, as training with augmentation does.
    png
        Write them to this PNG file, too.
    """
    dataset = _enough_simulated(count, seed) if source == "simulated" else load(source, seed)
    data = dataset.split(split) if split else next(iter(dataset))
    label = None if class_name is None else _find_label(data, class_name)
    chosen = _pick(data if label is None else data.only(label), count, seed)
    if augmented:
        chosen = _augmented(chosen, seed)
    captions = [data.class_names[label] for label in chosen.labels]
    console = report_console()
    console.print(f"{chosen}, picked from {data}", markup=False)
    _print_notes(console, dataset)
    colored = console.color_system is not None
    console.print(terminal_sheet(chosen.images, captions, console.width, colored), end="")
    if png is not None:
        write_picture(png, contact_sheet(chosen.images, captions))
        console.print(f"Written to {png}.", markup=False)
    return 0


def _find_label(data: LabeledImages, class_name: str) -> int:
    if class_name not in data.class_names:
        raise UnknownSource(
            f"{data.name}: unknown class {class_name!r}. {did_you_mean(class_name, data.class_names)}"
        )
    return data.class_names.index(class_name)


def _print_notes(console: Console, dataset: Dataset) -> None:
    for note in dataset.notes:
        console.print(note, markup=False, soft_wrap=True)


def _enough_simulated(count: int, seed: int) -> Dataset:
    """Enough for `count` of each digit: the full set takes longer to draw."""
    enough = 20 * count + 200
    return simulated(seed, min(enough, SIMULATED_TRAIN), min(enough, SIMULATED_TEST))


def _pick(data: LabeledImages, count: int, seed: int) -> LabeledImages:
    """At most `count` examples in random order."""
    return data.take(np.random.default_rng(seed).permutation(len(data))[:count])


def _augmented(data: LabeledImages, seed: int) -> LabeledImages:
    from glassnet.data.augmentation import augment

    images = augment(data.images, np.random.default_rng(seed))
    return replace(data, images=images, name=f"{data.name}, augmented")


@contextmanager
def download_bars(console: Console) -> Iterator[Callable[[Received], None]]:
    """A progress bar for each file that is fetched; none outside a terminal."""
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


def _check_files(source: str) -> list[CheckResult]:
    """What is found of each file of a published set; nothing for other sources."""
    if source not in PUBLISHED:
        return []
    published = PUBLISHED[source]
    folder = find(published)
    return (
        [CheckResult(file, None, "missing") for file in published.files]
        if folder is None
        else verify(published, folder)
    )


def _findings(source: str, results: list[CheckResult], dataset: Dataset | None) -> dict[str, Any]:
    return {
        "source": source,
        "intact": dataset is not None,
        "notes": list(dataset.notes) if dataset else [],
        "files": [
            {
                "name": result.file.name,
                "path": str(result.path) if result.path else None,
                "expected": result.file.digest or None,
                "fault": result.fault,
            }
            for result in results
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
    console: Console, source: str, results: list[CheckResult], dataset: Dataset | None
) -> None:
    if results:
        console.print(_file_table(results))
    if dataset is None:
        console.print(
            f"Files are missing or damaged. {remedy_for(PUBLISHED[source])}",
            markup=False,
            soft_wrap=True,
        )
        return
    _print_notes(console, dataset)
    console.print(_class_table(dataset))
    for split in dataset:
        console.print(f"{split}: SHA-256 {split.digest()}", soft_wrap=True)
    if dataset.untrained_classes:
        names = shorten(dataset.untrained_classes)
        console.print(f"Classes without a training image: {names}.", markup=False, soft_wrap=True)


def _file_table(results: list[CheckResult]) -> Table:
    places = {str(result.path.parent) for result in results if result.path}
    table = Table("file", "check", box=None, padding=(0, 2, 0, 0))
    table.title = f"Files in {', '.join(places)}" if places else "Files"
    for result in results:
        name = result.path.name if result.path else result.file.name
        fault = result.fault
        fits = "as published" if result.file.digest else "size fits (no digest is published)"
        table.add_row(name, Text(fits, "green") if fault is None else Text(fault, "bold red"))
    return table


def _class_table(dataset: Dataset) -> Table:
    table = Table("class", box=None, padding=(0, 2, 0, 0))
    for split in dataset:
        table.add_column(split.name, justify="right")
    for label, name in enumerate(dataset.class_names):
        table.add_row(name, *(f"{split.counts()[label]:,}" for split in dataset))
    return table
