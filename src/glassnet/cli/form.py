"""`glassnet form`: find the fields of a blank form, and read filled ones into a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

from cyclopts import App, Parameter
from rich.table import Table
from rich.text import Text

from glassnet.cli.arguments import read_source
from glassnet.cli.compiling import notify_if_compiling
from glassnet.cli.console import (
    STANDARD_STREAM,
    CsvFile,
    JsonFile,
    Target,
    error_console,
    print_table,
    report_console,
    write_json,
    write_text,
)
from glassnet.cli.form_report import (
    Form,
    csv_rows,
    field_to_plain,
    forms_to_plain,
    list_reviewed,
    report_corrections,
    report_examples,
    show_forms,
)
from glassnet.data.formats.csv_writing import to_csv
from glassnet.data.formats.page_files import read_pages
from glassnet.data.formats.picture_files import find_files
from glassnet.data.output_file import write_picture
from glassnet.errors import GlassnetError, SettingError, format_error, format_problem
from glassnet.forms.aligned_page import PAGE_SIDE, BlankForm, open_blank
from glassnet.forms.corrections import Corrections, FieldKey, read_corrections
from glassnet.forms.examples import write_examples
from glassnet.forms.finding import find_template
from glassnet.forms.reading import read_form
from glassnet.forms.review_page import make_review_page
from glassnet.forms.template import Template, read_template, to_toml
from glassnet.ink.photo.opening import open_picture
from glassnet.models import DEFAULT_MODEL, Ensemble, Model, load_model

app = App(name="form", help_format="markdown", help="Read filled forms into a table.")

NOT_FOUND: Final = "the form was not found on this picture"
REMEDY: Final = "Photograph the whole sheet from above, sharp and evenly lit."


@app.command(name="find")
def find_command(blank: Path, /, *, out: Target, json: JsonFile = None) -> int:
    """Find the fields of a blank form by the boxes that are printed on it, and write a template.

    Beside the template, the blank form is written as a picture: scans are aligned to it. Names and kinds of
    fields may then be changed in the template.

    Parameters
    ----------
    blank
        A scan, a picture or a PDF of the empty form; of several pages the first.
    out
        The template to write: a TOML file.
    """
    if out.suffix.lower() != ".toml":
        raise SettingError(
            format_error("--out", "a file that ends in .toml", out.name, "Rename it.")
        )
    page = next(read_pages(blank, str(blank)))
    picture = open_picture(page.picture, PAGE_SIDE)
    found = find_template(picture, out.stem)
    beside = out.with_suffix(".png")
    template = Template(out.stem, found.width, found.height, found.fields, beside)
    write_picture(beside, picture.convert("L"))
    write_text(out, to_toml(template))
    write_json(json, {"template": str(out), "fields": [field_to_plain(f) for f in found.fields]})
    console = report_console(json)
    table = Table("field", "kind", "cells", box=None, padding=(0, 2, 0, 0))
    for field in found.fields:
        table.add_row(field.name, field.kind, str(field.cells) if field.cells > 1 else "")
    print_table(console, table)
    count = len(found.fields)
    console.print(Text(f"Wrote {out} with {count} fields, and {beside}."), soft_wrap=True)
    return 0


@app.command(name="read")
def read_command(
    template: Path,
    /,
    *scans: Path,
    csv: CsvFile = None,
    review: Target | None = None,
    corrections: Path | None = None,
    training: Target | None = None,
    model: Annotated[str, Parameter(show_default=False)] = DEFAULT_MODEL,
    json: JsonFile = None,
) -> int:
    """Read filled forms, scans or photos: one row for each.

    Parameters
    ----------
    template
        The template, a TOML file: see docs/forms.md.
    scans
        Pictures and PDFs, each page a filled form; a folder stands for all that is below it.
    csv
        Write a row for each form to this file: input, page, the fields, and the lowest confidence. - is
        standard output.
    review
        Write a page for the browser that shows the least certain fields first, and takes corrections.
    corrections
        Apply the corrections that the review page has saved.
    training
        Write the digits of checked fields into this folder, for `glassnet train --data`. Needs --corrections.
    model
        A shipped model, a model file or a run folder; without it, the default model.
    """
    _check_call(scans, corrections, training)
    form = read_template(template)
    checked = Corrections({}) if corrections is None else read_corrections(corrections)
    blank, classifier = open_blank(form), load_model(model)
    reader = _Reader(classifier, form, blank, checked)
    with notify_if_compiling(error_console()):
        forms = [each for file in _expand(scans) for each in reader.read_file(file)]
    write_json(json, forms_to_plain(form, forms))
    if csv is not None:
        write_text(csv, to_csv(csv_rows(form, forms)))
    if review is not None:
        write_text(review, make_review_page(form.name, list_reviewed(forms)))
    console = report_console(STANDARD_STREAM if csv == STANDARD_STREAM else json)
    show_forms(console, form, forms)
    report_corrections(console, forms, checked)
    if review is not None:
        console.print(Text(f"Wrote {review}: open it in a browser."), soft_wrap=True)
    if training is not None:
        counts = write_examples(training, [field for each in forms for field in each.fields])
        report_examples(console, training, sum(counts.values()))
    return 1 if any(each.error for each in forms) else 0


def _check_call(scans: Sequence[Path], corrections: Path | None, training: Path | None) -> None:
    if not scans:
        raise SettingError(
            format_error("form read", "scans or photos of filled forms", "none", "Add some.")
        )
    if training is not None and corrections is None:
        remedy = "Check fields on the page of --review, and add --corrections corrections.json."
        raise SettingError(format_error("--training", "--corrections", "none", remedy))


def _expand(files: Sequence[Path]) -> list[Path]:
    """The files themselves; for folders the pictures and PDFs in them and below them."""
    found = []
    for file in files:
        inside = find_files(file, ("picture", "pdf")).files if file.is_dir() else [file]
        found += inside or [file]
    return found


class _Reader:
    """Reads files of forms of one template."""

    def __init__(
        self,
        classifier: Model | Ensemble,
        template: Template,
        blank: BlankForm,
        corrections: Corrections,
    ) -> None:
        self.classifier = classifier
        self.template = template
        self.blank = blank
        self.corrections = corrections

    def read_file(self, file: Path) -> Iterator[Form]:
        """The forms of a file, a page each; the last one has the reason where it cannot be read further."""
        shown, number = str(file), 0
        if file.is_dir():
            problem = "no picture in this folder"
            error = format_problem(file, problem, "Name a folder that has some.")
            yield Form(shown, 1, error=error)
            return
        try:
            source, shown = read_source(file)
            for page in read_pages(source, shown):
                reading = read_form(self.classifier, self.template, self.blank, page.picture)
                fields = tuple(
                    self.corrections.apply(FieldKey(shown, page.number, each.name), each)
                    for each in reading.fields
                )
                error = "" if reading.found else format_problem(page.name, NOT_FOUND, REMEDY)
                yield Form(shown, page.number, reading.fields, fields, reading.quality, error)
                number = page.number
        except (GlassnetError, OSError, ValueError) as error:
            yield Form(shown, number + 1, error=str(error))
