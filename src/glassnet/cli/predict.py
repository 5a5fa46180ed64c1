"""`glassnet predict`: the classes of pictures, stroke files, or the images of a data set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter
from rich.text import Text

from glassnet.cli.arguments import FileOrDash, read_source, split_models_and_files
from glassnet.cli.compiling import notify_if_compiling
from glassnet.cli.console import (
    STANDARD_STREAM,
    Count,
    CsvFile,
    JsonFile,
    TableFile,
    Target,
    error_console,
    report_console,
    write_json,
)
from glassnet.cli.kaggle import choose_images, write_submission
from glassnet.cli.page_overlay import OverlayFiles
from glassnet.cli.predict_drawings import Known
from glassnet.cli.predict_pages import Outputs, predict_pages
from glassnet.cli.prediction_rows import (
    MAX_SHOWN_ROWS,
    Row,
    classify_inputs,
    row_to_plain,
    show_rows,
    write_rows,
)
from glassnet.cli.stage_folder import StageFolder
from glassnet.cli.structure_options import NO_STRUCTURE, StructureOptions
from glassnet.data.formats.picture_files import describe_left_out, find_files
from glassnet.data.formats.recognition import Kind
from glassnet.data.formats.stroke_file import STROKE_KINDS
from glassnet.errors import GlassnetError, SettingError, ShapeError, format_error, format_problem
from glassnet.ink import Rendering
from glassnet.ink.photo.hypotheses import Shares
from glassnet.models import Ensemble, Model, load_classifier
from glassnet.models.inputs import read_inputs
from glassnet.models.loading import DIRECTIONS
from glassnet.models.measuring import Split
from glassnet.models.reading import make_readings

SINGLE: Final[tuple[Kind, ...]] = ("picture", "idx", *STROKE_KINDS)
PAGES: Final[tuple[Kind, ...]] = (*SINGLE, "pdf")


def predict(
    *files: FileOrDash,
    model: Annotated[tuple[str, ...], Parameter(negative=(), show_default=False)] = (),
    many: bool = False,
    symbols: bool = False,
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
    table: TableFile = None,
    overlay: Target | None = None,
    structure: StructureOptions = NO_STRUCTURE,
    kaggle: Target | None = None,
    json: JsonFile = None,
) -> int:
    """Predict the class of pictures (PNG, JPEG, WebP, TIFF, BMP, GIF) and of drawings (*.jsonl).

    Parameters
    ----------
    files
        The files to read; - is standard input. A folder stands for all that is below it, an IDX file for
        its images. The first one may name the model instead.
    model
        A shipped model, a model file or a run folder; without it, the default model, for drawings together
        with `directions`. Given several times: the mean of the models' probabilities decides.
    many
        Look for several digits in each picture, and read them as numbers, row by row. PDF (needs pypdfium2)
        and TIFF files are read page by page.
    symbols
        With --many: read decimal points, commas, minus signs, slashes and colons, too.
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
        Write a line for each input to this file: input,label,confidence,reason. With --many, a line for
        each number: input,page,line,column,text,confidence. - is standard output.
    table
        With --many: write the numbers to this CSV file in rows and columns, as on the page. - is standard
        output.
    overlay
        With --many: draw what was read on the picture, with boxes, as SVG or PNG. Each further page has its
        number in the file's name.
    kaggle
        Write a submission for Kaggle's Digit Recognizer to this file, from its test.csv.
    """
    if bulk is not None:
        from glassnet.cli.bulk import predict_bulk

        return predict_bulk(bulk, out, [*model, *map(str, files)], workers, cluster, review, json)
    given = files
    names, files = split_models_and_files("predict", model, given, needs_files=data is None)
    classifier, name = load_classifier(names), " + ".join(names)
    # Where no model is named, drawings are read by the pen's trajectory, too.
    of_strokes = None if model or files != given else load_classifier((*names, DIRECTIONS))
    if kaggle is not None:
        return write_submission(classifier, data, files, kaggle)
    if data is not None and (files or many or stages):
        raise SettingError(format_error("--data", "no files", "some", "Leave one of them out."))
    overlays = None if overlay is None else OverlayFiles(overlay)
    if not many and (overlay or table or symbols):
        option = "--overlay" if overlay else "--table" if table else "--symbols"
        raise SettingError(format_error(option, "--many", "none", "Add --many."))
    known = structure.build(many)
    stage_folder = None if stages is None else StageFolder(stages)
    if many:
        found = (each for file in files for each in _expand(file, PAGES))
        outputs = Outputs(csv, json, table, overlays, stage_folder)
        return predict_pages(classifier, name, found, outputs, Known(known, symbols))
    with notify_if_compiling(error_console()):
        if data is not None:
            rows = _predict_data(classifier, data, split, count)
        else:
            found = (each for file in files for each in _expand(file, SINGLE))
            rows = [
                row for file in found for row in _read(classifier, of_strokes, file, stage_folder)
            ]
    if of_strokes is not None and any(
        row.reading and row.reading.rendering.strokes for row in rows
    ):
        name = f"{name} + {DIRECTIONS}"
    plain = [row_to_plain(row, classifier.class_names) for row in rows]
    write_json(json, {"model": name, "readings": plain})
    write_rows(csv, rows)
    console = report_console(STANDARD_STREAM if csv == STANDARD_STREAM else json)
    show_rows(console, rows, classifier)
    for row in rows[:MAX_SHOWN_ROWS]:
        if row.reading is not None and row.reading.rendering.crowded:
            hint = f"{row.name}: there may be several digits; --many reads them all."
            console.print(Text(hint), style="yellow", soft_wrap=True)
    if stage_folder is not None:
        console.print(Text(stage_folder.describe()), soft_wrap=True)
    return 1 if any(row.error for row in rows) else 0


def _read(
    classifier: Model | Ensemble,
    of_strokes: Model | Ensemble | None,
    file: Path,
    stages: StageFolder | None,
) -> Iterator[Row]:
    """One row for each digit of a file, or one with the reason why there is none."""
    name = str(file)
    if file.is_dir():
        problem = "no picture or stroke file in this folder"
        yield Row(name, error=format_problem(file, problem, "Name a folder that has some."))
        return
    try:
        source, name = read_source(file)
        inputs = read_inputs(source, name, stages=stages is not None, shares=_shares_of(classifier))
    except (GlassnetError, OSError, ValueError) as error:
        yield Row(name, error=str(error))
        return
    if stages is not None:
        stages.write(inputs)
    are_strokes = any(each.rendering.strokes for each in inputs)
    reader = of_strokes if are_strokes and of_strokes is not None else classifier
    readings = classify_inputs(reader, inputs)
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


def _expand(file: Path, kinds: Sequence[Kind]) -> list[Path]:
    """The file itself; for a folder the files of these kinds in it and below it."""
    if file == STANDARD_STREAM or not file.is_dir():
        return [file]
    found = find_files(file, kinds)
    left_out = describe_left_out(found.left_out, file)
    if left_out:
        error_console().print(Text(f"{file}: {left_out}"), style="yellow", soft_wrap=True)
    return found.files or [file]


def _predict_data(
    classifier: Model | Ensemble, source: str, split: str | None, count: int
) -> list[Row]:
    chosen, images = choose_images(classifier, source, split)
    images = images[:count]
    renderings = [Rendering(image) for image in images]
    readings = make_readings(renderings, classifier.class_names, classifier.score(images))
    return [Row(f"{chosen}, image {number}", reading) for number, reading in enumerate(readings)]
