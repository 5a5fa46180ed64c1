"""`glassnet predict --many` on files of strokes and IDX files, and what is the same for all files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from glassnet.cli.page_results import PageResult
from glassnet.cli.prediction_rows import Row, classify_inputs
from glassnet.cli.stage_folder import StageFolder
from glassnet.data.errors import DataError
from glassnet.data.formats.stroke_file import read_drawings
from glassnet.ink import from_strokes
from glassnet.models import Ensemble, Model, NumberReading, PageReading, Reading
from glassnet.models.inputs import Input, read_inputs
from glassnet.models.page import UNREADABLE, PageBox
from glassnet.models.structure import Structure
from glassnet.models.structure.pages import choose_readings

WHOLE_PAGE: Final = PageBox(0, 0, 1, 1)


@dataclass(frozen=True)
class Known:
    """What is known of the numbers: their structure, and whether they may have symbols."""

    structure: Structure | None = None
    symbols: bool = False


def read_drawing_file(
    classifier: Model | Ensemble,
    source: Path | bytes,
    shown: str,
    stages: StageFolder | None,
    known: Known,
) -> PageResult:
    """The numbers of the drawings of a stroke file: the lines of each one follow those of the last."""
    rows: list[Row] = []
    sheets: list[PageReading] = []
    line = 0
    for drawing in read_drawings(source, name=shown):
        sheet = classifier.read_stroke_page(
            drawing.strokes, known.structure, symbols=known.symbols, stages=stages is not None
        )
        own = [*_name_digits(drawing.where, sheet.digits)]
        if not own:
            alone = classifier.read([from_strokes(drawing.strokes, stages=stages is not None)])[0]
            own = [Row(drawing.where, alone)]
        if stages is not None:
            stages.write(inputs_of(own))
        rows += map(_strip_row, own)
        numbers = (replace(each, line=each.line + line) for each in sheet.numbers)
        sheets.append(_strip_page(replace(sheet, numbers=tuple(numbers))))
        line += max([1, *(each.line for each in sheet.numbers)])
    if not rows:
        raise DataError.at(shown, "a drawing in each line", "no line", 'Write {"strokes": [...]}.')
    reading = PageReading(tuple(number for sheet in sheets for number in sheet.numbers))
    return PageResult(shown, 1, shown, reading, tuple(rows), sheets=tuple(sheets))


def _name_digits(where: str, digits: Sequence[Reading]) -> Iterator[Row]:
    """A row for each digit; the only one of a drawing has the name of the drawing."""
    for number, digit in enumerate(digits, start=1):
        yield Row(where if len(digits) == 1 else f"{where}, digit {number}", digit)


def read_image_file(
    classifier: Model | Ensemble,
    source: Path | bytes,
    shown: str,
    stages: StageFolder | None,
    known: Known,
) -> PageResult:
    """The images of an IDX file, one digit each, as the lines of a page."""
    inputs = read_inputs(source, shown, stages=stages is not None)
    if stages is not None:
        stages.write(inputs)
    readings = classify_inputs(classifier, inputs)
    rows = [Row(each.name, reading) for each, reading in zip(inputs, readings, strict=True)]
    numbers = [
        make_number(reading, line)
        for line, reading in enumerate(readings, start=1)
        if reading.rendering
    ]
    page = PageReading(tuple(numbers))
    if known.structure is not None:
        page = choose_readings(page, known.structure, classifier)
    sheets = tuple(PageReading((number,)) for number in page.numbers)
    return PageResult(shown, 1, shown, page, tuple(rows), sheets=sheets)


def make_number(reading: Reading, line: int = 1) -> NumberReading:
    """One digit as a number."""
    text, confidence = reading.label or UNREADABLE, reading.confidence or 0.0
    return NumberReading(text, (reading,), line, 1, WHOLE_PAGE, confidence)


def inputs_of(rows: Sequence[Row]) -> list[Input]:
    """What was read of these rows."""
    return [Input(row.name, row.reading.rendering) for row in rows if row.reading is not None]


def without_stages(page: PageResult) -> PageResult:
    """The same; the stages of thousands of digits would fill the memory."""
    return replace(
        page, reading=_strip_page(page.reading), digits=tuple(map(_strip_row, page.digits))
    )


def _strip_page(page: PageReading) -> PageReading:
    numbers = (
        replace(number, digits=tuple(map(_strip, number.digits)), cuts=())
        for number in page.numbers
    )
    return replace(page, numbers=tuple(numbers))


def _strip_row(row: Row) -> Row:
    return row if row.reading is None else replace(row, reading=_strip(row.reading))


def _strip(reading: Reading) -> Reading:
    return replace(reading, rendering=replace(reading.rendering, stages=()))
