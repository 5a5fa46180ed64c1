"""`glassnet predict --bulk`: read an archive of pictures into a folder of records."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from glassnet.cli.console import error_console, report_console, write_json
from glassnet.cli.contact_sheet import contact_sheet
from glassnet.cli.pools import pool_for
from glassnet.cluster.bulk import BulkFolder, least_certain, run_bulk
from glassnet.cluster.bulk_source import open_source
from glassnet.data.output_file import write_picture
from glassnet.errors import SettingError, format_error
from glassnet.models import DEFAULT_MODEL


def predict_bulk(
    source: str,
    out: Path | None,
    models: Sequence[str],
    workers: int,
    cluster: str | None,
    review: int,
    json: Path | None,
) -> int:
    """Read a source into `out` by one model; draw the `review` least certain images there."""
    names = models or [DEFAULT_MODEL]
    if out is None or len(names) > 1:
        expected = "--out FOLDER and at most one model with --bulk"
        got = "no --out" if out is None else ", ".join(names)
        remedy = "glassnet predict --bulk SOURCE --out FOLDER --model NAME"
        raise SettingError(format_error("predict --bulk", expected, got, remedy))
    folder, console = BulkFolder(out), report_console(json)
    with open_source(source) as opened:
        total = opened.count
    known = len(folder.done())
    if known:
        console.print(f"{out} has {known:,} blocks already.")
    records = errors = 0
    columns = (
        SpinnerColumn(),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.fields[errors]} errors"),
        TimeRemainingColumn(),
    )
    progress = Progress(*columns, console=error_console(), transient=True)
    with progress, pool_for(workers, cluster, error_console()) as pool:
        task = progress.add_task("", total=None if known else total, errors=0)
        for done in run_bulk(source, names[0], folder, pool):
            records, errors = records + done.records, errors + done.errors
            progress.update(task, completed=records, errors=errors)
    console.print(
        Text(f"{records:,} records read, {errors:,} of them errors, in {out}/part-*.jsonl", "bold")
    )
    sheet = _draw_review(folder, review)
    if sheet is not None:
        console.print(Text(f"The least certain: {sheet}"), soft_wrap=True)
    write_json(json, _report(folder, records, errors, sheet))
    return 0


def _draw_review(folder: BulkFolder, count: int) -> Path | None:
    found = least_certain(folder, count)
    if not found:
        return None
    captions = [f"{each.label} {each.confidence:.0%}" for each in found]
    path = folder.path / "review.png"
    images = np.stack([each.image for each in found])
    write_picture(path, contact_sheet(images, captions, columns=25))
    return path


def _report(folder: BulkFolder, records: int, errors: int, sheet: Path | None) -> dict[str, Any]:
    return {
        "folder": str(folder.path),
        "parts": len(folder.done()),
        "records": records,
        "errors": errors,
        "review": None if sheet is None else str(sheet),
    }
