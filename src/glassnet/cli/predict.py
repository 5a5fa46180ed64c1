"""`glassnet predict`: the classes of pictures, stroke files, or the images of a data set."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from csv import writer as csv_writer
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from cyclopts import Parameter
from rich.console import Console
from rich.table import Table
from rich.text import Text

from glassnet.cli.arguments import FileOrDash, read_source, split_models_and_files
from glassnet.cli.compiling import notify_if_compiling
from glassnet.cli.console import (
    STANDARD_STREAM,
    Count,
    CsvFile,
    JsonFile,
    Target,
    error_console,
    print_table,
    report_console,
    write_json,
    write_text,
)
from glassnet.cli.escaping import escape_cell
from glassnet.cli.formats import format_confidence
from glassnet.cli.stage_folder import StageFolder
from glassnet.data import load
from glassnet.data.formats.picture_files import describe_left_out, find_files
from glassnet.errors import GlassnetError, SettingError, ShapeError, format_error, format_problem
from glassnet.ink import Rendering
from glassnet.ink.photo.hypotheses import Shares
from glassnet.ink.rendering import SIDE
from glassnet.models import Ensemble, Model, Reading, load_classifier
from glassnet.models.inputs import Input, read_inputs
from glassnet.models.measuring import Split, choose_split, recipes_of
from glassnet.models.reading import make_readings

MIN_SHOWN_SHARE = 0.005
MAX_SHOWN_ROWS = 1000
COLUMNS = ("input", "label", "confidence", "reason")


@dataclass(frozen=True)
class Row:
    """The result for one input: a reading, or the reason why it could not be read."""

    name: str
    reading: Reading | None = None
    error: str = ""


def predict(
    *files: FileOrDash,
    model: Annotated[tuple[str, ...], Parameter(negative=(), show_default=False)] = (),
    many: bool = False,
    stages: Target | None = None,
    data: str | None = None,
    split: Split | None = None,
    count: Count = 10,
    bulk: str | None = None,
    out: Target | None = None,
    review: Count = 1000,
    workers: Count = 1,
    cluster: str | None = None,
    csv: CsvFile = None,
    json: JsonFile = None,
) -> int:
    """Predict the class of pictures (PNG, JPEG, WebP, TIFF, BMP, GIF) and of drawings (*.jsonl).

    Parameters
    ----------
    files
        The files to read; - is standard input. A folder stands for all that is below it, an IDX file for
        its images. The first one may name the model instead.
    model
        A shipped model, a model file or a run folder; without it, the default model. Given several
        times: the mean of the models' probabilities decides.
    many
        Look for several digits in each picture, and read them row by row.
    stages
        Write every stage from the picture to the 28x28 that the model gets into this folder, as PNG.
    data
        Take the images of this data set instead of files, of any size: see `glassnet train --help`.
    split
        The split of this data set; without it, test or train.
    count
        The number of images to take from this data set.
    bulk
        Read a folder, an archive (tar, zip, parquet), a stroke file or an array (npy, IDX) of any size.
    out
        The folder that the records of --bulk are written to. Given again, the job goes on.
    review
        Draw so many of the least certain images of --bulk on a contact sheet.
    workers
        The number of processes that read --bulk.
    cluster
        The address of a Dask scheduler whose workers read --bulk.
    csv
        Write a line for each input to this file: input,label,confidence,reason. - is standard output.
    """
    if bulk is not None:
        from glassnet.cli.bulk import predict_bulk

        return predict_bulk(bulk, out, [*model, *map(str, files)], workers, cluster, review, json)
    names, files = split_models_and_files("predict", model, files, needs_files=data is None)
    classifier, name = load_classifier(names), " + ".join(names)
    if data is not None and (files or many or stages):
        raise SettingError(format_error("--data", "no files", "some", "Leave one of them out."))
    stage_folder = None if stages is None else StageFolder(stages)
    with notify_if_compiling(error_console()):
        if data is not None:
            rows = _predict_data(classifier, data, split, count)
        else:
            found = [each for file in files for each in _expand(file)]
            rows = [row for file in found for row in _read(classifier, file, stage_folder, many)]
    texts = _join_rows(rows) if many else {}
    plain = {"model": name, "readings": [_to_plain(row, classifier) for row in rows]}
    numbers = {origin: "".join(lines) for origin, lines in texts.items()}
    write_json(json, {**plain, "numbers": numbers, "rows": texts} if many else plain)
    write_rows(csv, rows)
    console = report_console(STANDARD_STREAM if csv == STANDARD_STREAM else json)
    _show(console, rows, classifier)
    for origin, lines in texts.items():
        console.print(Text.assemble(f"{origin}: ", (" ".join(lines), "bold green")))
    for row in rows[:MAX_SHOWN_ROWS]:
        if row.reading is not None and row.reading.rendering.crowded:
            hint = f"{row.name}: there may be several digits; --many reads them all."
            console.print(Text(hint), style="yellow", soft_wrap=True)
    if stage_folder is not None:
        console.print(Text(f"Stages in {stages}: {stage_folder.count} pictures"), soft_wrap=True)
    return 1 if any(row.error for row in rows) else 0


def _read(
    classifier: Model | Ensemble, file: Path, stages: StageFolder | None, many: bool
) -> Iterator[Row]:
    """One row for each digit of a file, or one with the reason why there is none."""
    name = str(file)
    if file.is_dir():
        problem = "no picture or stroke file in this folder"
        yield Row(name, error=format_problem(file, problem, "Name a folder that has some."))
        return
    try:
        source, name = read_source(file)
        inputs = read_inputs(
            source,
            name,
            stages=stages is not None,
            many=many,
            confidence=classifier.confidence,
            shares=_shares_of(classifier),
        )
    except (GlassnetError, OSError, ValueError) as error:
        yield Row(name, error=str(error))
        return
    if stages is not None:
        stages.write(inputs)
    readings = _classify(classifier, inputs)
    for each, reading in zip(inputs, readings, strict=True):
        # The stages of thousands of pictures would fill the memory.
        rendering = replace(reading.rendering, stages=())
        yield Row(each.name, replace(reading, rendering=rendering))


def _shares_of(classifier: Model | Ensemble) -> Shares | None:
    """What chooses between ways to see a picture, for a model of 28x28 pixels."""
    try:
        classifier.expect_ink_shape()
    except ShapeError:
        return None
    return classifier.class_shares


def _classify(classifier: Model | Ensemble, inputs: Sequence[Input]) -> list[Reading]:
    """The readings; images of an IDX file may have any size that the model takes."""
    renderings = [each.rendering for each in inputs]
    images = [each.image for each in renderings if each.image is not None]
    if not images or images[0].shape == (SIDE, SIDE):
        return classifier.read(renderings)
    return make_readings(renderings, classifier.class_names, classifier.score(np.stack(images)))


def _expand(file: Path) -> list[Path]:
    """The file itself; for a folder the pictures and stroke files in it and below it."""
    if file == STANDARD_STREAM or not file.is_dir():
        return [file]
    found = find_files(file, ("picture", "strokes", "idx"))
    left_out = describe_left_out(found.left_out, file)
    if left_out:
        error_console().print(Text(f"{file}: {left_out}"), style="yellow", soft_wrap=True)
    return found.files or [file]


def _predict_data(
    classifier: Model | Ensemble, source: str, split: str | None, count: int
) -> list[Row]:
    chosen = choose_split(load(source), split, recipes_of(classifier))
    images = chosen.images[:count]
    renderings = [Rendering(image) for image in images]
    readings = make_readings(renderings, classifier.class_names, classifier.score(images))
    return [
        Row(f"{chosen.name}, image {number}", reading) for number, reading in enumerate(readings)
    ]


def _to_plain(row: Row, classifier: Model | Ensemble) -> dict[str, Any]:
    if row.reading is None:
        return {"input": row.name, "error": row.error}
    probabilities, place = row.reading.probabilities, row.reading.rendering.place
    return {
        "input": row.name,
        "label": row.reading.label,
        "digit": row.reading.digit,
        "confidence": row.reading.confidence,
        "reason": row.reading.reason,
        "probabilities": None
        if probabilities is None
        else dict(zip(classifier.class_names, map(float, probabilities), strict=True)),
        **({} if place is None else {"place": place._asdict()}),
    }


def write_rows(target: Path | None, rows: Sequence[Row]) -> None:
    """Write a CSV with a line for each row; the reason is why there is no label."""
    if target is None:
        return
    text = io.StringIO()
    lines = csv_writer(text, lineterminator="\n")
    lines.writerow(COLUMNS)
    for row in rows:
        reading = row.reading
        if reading is None:
            lines.writerow([escape_cell(row.name), "", "", escape_cell(row.error)])
            continue
        confidence = "" if reading.confidence is None else f"{reading.confidence:.6f}"
        label = escape_cell(reading.label or "")
        lines.writerow([escape_cell(row.name), label, confidence, reading.reason])
    # Names of files may be no Unicode.
    write_text(target, text.getvalue().encode("utf-8", "replace").decode())


def _show(console: Console, rows: Sequence[Row], classifier: Model | Ensemble) -> None:
    table = Table("input", "prediction", box=None, padding=(0, 2, 0, 0))
    table.add_column("confidence", justify="right")
    table.add_column("runner-up")
    for row in rows[:MAX_SHOWN_ROWS]:
        table.add_row(Text(row.name), *_cells(row, classifier))
    print_table(console, table)
    if len(rows) > MAX_SHOWN_ROWS:
        console.print(
            f"... and {len(rows) - MAX_SHOWN_ROWS:,} more; --csv FILE writes all of them."
        )
    for row in rows:
        if row.error:
            text = row.error if row.name in row.error else f"{row.name}: {row.error}"
            console.print(Text(text), style="red", soft_wrap=True)


def _join_rows(rows: Sequence[Row]) -> dict[str, list[str]]:
    """The labels on each picture with several digits, a text for each row from top to bottom."""
    texts: dict[str, list[str]] = {}
    for row in rows:
        place = None if row.reading is None else row.reading.rendering.place
        if row.reading is None or place is None:
            continue
        lines = texts.setdefault(row.name.rpartition(", digit ")[0], [])
        lines.extend([""] * (place.row - len(lines)))
        lines[place.row - 1] += row.reading.label or "?"
    return texts


def _cells(row: Row, classifier: Model | Ensemble) -> tuple[Text | str, ...]:
    if row.reading is None:
        return Text("unreadable", style="red"), "", ""
    if row.reading.label is None or row.reading.confidence is None:
        return Text(row.reading.reason, style="yellow"), "", ""
    return (
        Text(row.reading.label, style="bold green"),
        format_confidence(row.reading.confidence),
        _runner_up(row.reading, classifier),
    )


def _runner_up(reading: Reading, classifier: Model | Ensemble) -> str:
    """The second most probable class, unless its probability is negligible."""
    if reading.probabilities is None:
        return ""
    second = int(reading.probabilities.argsort()[-2])
    share = float(reading.probabilities[second])
    return f"{classifier.class_names[second]} {share:.1%}" if share >= MIN_SHOWN_SHARE else ""
