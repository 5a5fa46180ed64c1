"""`glassnet predict --many`: the numbers on pages, as text, JSON, CSV, a table, and on the picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
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
from glassnet.cli.predict_drawings import (
    Known,
    inputs_of,
    make_number,
    read_drawing_file,
    read_image_file,
    without_stages,
)
from glassnet.cli.prediction_rows import MAX_SHOWN_ROWS, Row, show_error
from glassnet.cli.stage_folder import StageFolder
from glassnet.cli.structure_options import describe_odds
from glassnet.data.formats.csv_writing import to_csv
from glassnet.data.formats.page_files import PagePicture, read_pages
from glassnet.data.formats.recognition import Kind, recognize
from glassnet.data.formats.stroke_file import STROKE_KINDS
from glassnet.errors import GlassnetError, format_problem
from glassnet.models import Ensemble, Model, NumberReading, PageReading

COLUMNS: Final = ("input", "page", "line", "column", "text", "confidence")
PAGED: Final[tuple[Kind, ...]] = ("picture", "pdf")
"""The kinds of files that hold pictures of pages."""


@dataclass(frozen=True)
class Outputs:
    """What is written besides the report on the console; None for what is not."""

    csv: Path | None = None
    json: Path | None = None
    table: Path | None = None
    overlay: OverlayFiles | None = None
    stages: StageFolder | None = None


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
            read = read_drawing_file if kind in STROKE_KINDS else read_image_file
            yield without_stages(read(classifier, source, shown, outputs.stages, known))
            return
        for page in read_pages(source, shown):
            result = _read_page(classifier, shown, page, known)
            if outputs.overlay is not None:
                outputs.overlay.write(page.picture, result.reading)
            if outputs.stages is not None:
                outputs.stages.write(inputs_of(result.digits))
            yield without_stages(result)
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
    numbers = (make_number(alone),) if alone.rendering else ()
    rows = (Row(page.name, alone),)
    return PageResult(shown, page.number, page.name, PageReading(numbers), rows)


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
