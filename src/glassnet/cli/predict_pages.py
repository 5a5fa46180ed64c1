"""`glassnet predict --many`: the numbers on pages, as text, JSON, CSV, a table, and on the picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from glassnet.cli.arguments import read_source
from glassnet.cli.compiling import notify_if_compiling
from glassnet.cli.console import (
    STANDARD_STREAM,
    error_console,
    print_table,
    report_console,
    write_json,
    write_text,
)
from glassnet.cli.formats import format_confidence
from glassnet.cli.page_overlay import OverlayFiles
from glassnet.cli.page_results import PageResult, pages_to_plain
from glassnet.cli.prediction_rows import (
    MAX_SHOWN_ROWS,
    Row,
    classify_inputs,
    show_error,
)
from glassnet.cli.stage_folder import StageFolder
from glassnet.cli.structure_options import describe_odds
from glassnet.data.errors import DataError
from glassnet.data.formats.csv_writing import to_csv
from glassnet.data.formats.page_files import PagePicture, read_pages
from glassnet.data.formats.recognition import Kind, recognize
from glassnet.data.formats.stroke_file import STROKE_KINDS, read_drawings
from glassnet.errors import GlassnetError, format_problem
from glassnet.ink import from_strokes
from glassnet.models import Ensemble, Model, NumberReading, PageReading, Reading
from glassnet.models.inputs import Input, read_inputs
from glassnet.models.page import UNREADABLE, PageBox
from glassnet.models.structure import Structure
from glassnet.models.structure.pages import choose_readings

COLUMNS: Final = ("input", "page", "line", "column", "text", "confidence")
PAGED: Final[tuple[Kind, ...]] = ("picture", "pdf")
"""The kinds of files that hold pictures of pages."""

WHOLE_PAGE: Final = PageBox(0, 0, 1, 1)


@dataclass(frozen=True)
class Outputs:
    """What is written besides the report on the console; None for what is not."""

    csv: Path | None = None
    json: Path | None = None
    table: Path | None = None
    overlay: OverlayFiles | None = None
    stages: StageFolder | None = None


@dataclass(frozen=True)
class Known:
    """What is known of the numbers: their structure, and whether they may have symbols."""

    structure: Structure | None = None
    symbols: bool = False


NOTHING_KNOWN: Final = Known()


def predict_pages(
    classifier: Model | Ensemble,
    name: str,
    files: Iterable[Path],
    outputs: Outputs,
    known: Known = NOTHING_KNOWN,
) -> int:
    """Read all pages of these files; write and print what was found. Returns the exit status."""
    with notify_if_compiling(error_console()):
        pages = [page for file in files for page in _read_file(classifier, file, outputs, known)]
    write_json(outputs.json, pages_to_plain(name, pages, classifier.class_names))
    if outputs.csv is not None:
        lines = [line for page in pages for line in _csv_lines(page)]
        write_text(outputs.csv, to_csv([COLUMNS, *lines]))
    if outputs.table is not None:
        write_text(outputs.table, to_csv(_table_rows(pages)))
    taken = STANDARD_STREAM in (outputs.csv, outputs.table)
    _show(report_console(STANDARD_STREAM if taken else outputs.json), pages, outputs)
    return 1 if any(page.error for page in pages) else 0


def _read_file(
    classifier: Model | Ensemble, file: Path, outputs: Outputs, known: Known
) -> Iterator[PageResult]:
    """The pages of one file; the last one has the reason where the file cannot be read further."""
    shown, number = str(file), 0
    try:
        if file.is_dir():
            problem = "no picture or stroke file in this folder"
            error = format_problem(file, problem, "Name a folder that has some.")
            yield PageResult(shown, 1, shown, error=error)
            return
        source, shown = read_source(file)
        kind = _recognize(source)
        if kind not in PAGED:
            read = _read_drawings if kind in STROKE_KINDS else _read_images
            yield _without_stages(read(classifier, source, shown, outputs.stages, known))
            return
        for page in read_pages(source, shown):
            result = _read_page(classifier, shown, page, known)
            if outputs.overlay is not None:
                outputs.overlay.write(page.picture, result.reading)
            if outputs.stages is not None:
                outputs.stages.write(_inputs_of(result.digits))
            yield _without_stages(result)
            number = page.number
    except (GlassnetError, OSError, ValueError) as error:
        yield PageResult(shown, number + 1, shown, error=str(error))


def _recognize(source: Path | bytes) -> Kind:
    try:
        return recognize(source)
    except OSError:
        return "unknown"  # reading it says why


def _read_page(
    classifier: Model | Ensemble, shown: str, page: PagePicture, known: Known
) -> PageResult:
    """The numbers on a page; what is not found to be several digits is read as one."""
    reading = classifier.read_page(page.picture, known.structure, symbols=known.symbols)
    if reading.numbers:
        digits = enumerate(reading.digits, start=1)
        rows = tuple(Row(f"{page.name}, digit {number}", digit) for number, digit in digits)
        return PageResult(shown, page.number, page.name, reading, rows)
    alone = classifier.read_image(page.picture)
    numbers = (_make_number(alone),) if alone.rendering else ()
    rows = (Row(page.name, alone),)
    return PageResult(shown, page.number, page.name, PageReading(numbers), rows)


def _read_drawings(
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
            stages.write(_inputs_of(own))
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


def _read_images(
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
        _make_number(reading, line)
        for line, reading in enumerate(readings, start=1)
        if reading.rendering
    ]
    page = PageReading(tuple(numbers))
    if known.structure is not None:
        page = choose_readings(page, known.structure, classifier)
    sheets = tuple(PageReading((number,)) for number in page.numbers)
    return PageResult(shown, 1, shown, page, tuple(rows), sheets=sheets)


def _make_number(reading: Reading, line: int = 1) -> NumberReading:
    """One digit as a number."""
    text, confidence = reading.label or UNREADABLE, reading.confidence or 0.0
    return NumberReading(text, (reading,), line, 1, WHOLE_PAGE, confidence)


def _inputs_of(rows: Sequence[Row]) -> list[Input]:
    return [Input(row.name, row.reading.rendering) for row in rows if row.reading is not None]


def _without_stages(page: PageResult) -> PageResult:
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


def _csv_lines(page: PageResult) -> Iterator[Sequence[str]]:
    """A line for each number; a page without one has a line without a text."""
    for number in page.reading.numbers:
        where = str(number.line), str(number.column)
        yield page.input, str(page.page), *where, number.text, f"{number.confidence:.6f}"
    if not page.reading.numbers:
        yield page.input, str(page.page), "", "", "", ""


def _table_rows(pages: Sequence[PageResult]) -> Iterator[Sequence[str]]:
    """The numbers of each page as they lie on it, with an empty line between pages."""
    for index, page in enumerate(pages):
        if index:
            yield ()
        yield from page.table


def _show(console: Console, pages: Sequence[PageResult], outputs: Outputs) -> None:
    numbers = [(page, number) for page in pages for number in page.reading.numbers]
    table = Table("input", box=None, padding=(0, 2, 0, 0))
    for head in ("line", "column"):
        table.add_column(head, justify="right")
    table.add_column("number")
    table.add_column("confidence", justify="right")
    table.add_column("or")
    table.add_column("odds", justify="right")
    for page, number in numbers[:MAX_SHOWN_ROWS]:
        table.add_row(Text(page.name), *_cells(number))
    if numbers:
        print_table(console, table)
    if len(numbers) > MAX_SHOWN_ROWS:
        console.print(f"... and {len(numbers) - MAX_SHOWN_ROWS:,} more; --csv FILE has all.")
    for page in pages:
        show_error(console, page.name, page.error)
        if page.reading.turn:
            console.print(
                Text(f"{page.name}: turned clockwise by {page.reading.turn} degrees to be upright.")
            )
    if outputs.overlay is not None:
        console.print(Text(outputs.overlay.describe()), soft_wrap=True)
    if outputs.stages is not None:
        console.print(Text(outputs.stages.describe()), soft_wrap=True)
    for page in pages:
        if not page.error:
            found = " ".join(page.lines) or "no digit found"
            console.print(Text.assemble(f"{page.name}: ", (found, "bold green")))


def _cells(number: NumberReading) -> tuple[str | Text, ...]:
    others = ", ".join(f"{each.text} {each.confidence:.1%}" for each in number.alternatives)
    return (
        str(number.line),
        str(number.column),
        Text(number.text, style="bold green"),
        format_confidence(number.confidence),
        others,
        Text(describe_odds(number), style="yellow" if number.consistent is False else ""),
    )
