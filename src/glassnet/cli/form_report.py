"""What `glassnet form read` found: as a table, JSON and CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from glassnet.cli.console import print_table
from glassnet.cli.formats import format_confidence
from glassnet.forms.corrections import Corrections, FieldKey
from glassnet.forms.reading import FieldReading
from glassnet.forms.review_page import ReviewedField
from glassnet.forms.template import Field, Template, list_known
from glassnet.models import DEFAULT_MODEL

UNSURE: Final = 0.9
FILE_COLUMNS: Final = ("input", "page")


@dataclass(frozen=True)
class Form:
    """One filled form: the fields as they were read, and with corrections; or why it could not be read."""

    input: str
    page: int
    read: tuple[FieldReading, ...] = ()
    fields: tuple[FieldReading, ...] = ()
    quality: float = 0.0
    error: str = ""

    @property
    def name(self) -> str:
        """The file, and the page where it is not the first."""
        return self.input if self.page == 1 else f"{self.input}, page {self.page}"

    @property
    def confidence(self) -> float:
        """The lowest of its fields."""
        return min((field.confidence for field in self.fields), default=0.0)

    def key(self, field: FieldReading) -> FieldKey:
        """How corrections name a field of this form."""
        return FieldKey(self.input, self.page, field.name)


def list_reviewed(forms: Sequence[Form]) -> list[ReviewedField]:
    """All fields, for the review page."""
    pages = {form.input: form.page for form in forms}  # of each file the last one
    return [
        ReviewedField(form.key(field), read.text, field, pages[form.input])
        for form in forms
        for read, field in zip(form.read, form.fields, strict=True)
    ]


def csv_rows(template: Template, forms: Sequence[Form]) -> Iterator[Sequence[str]]:
    """A row for each form; one that could not be read has its file alone."""
    names = [field.name for field in template.fields]
    yield [*FILE_COLUMNS, *names, "confidence"]
    for form in forms:
        texts = [field.text for field in form.fields] or [""] * len(names)
        confidence = f"{form.confidence:.6f}" if form.fields else ""
        yield [form.input, str(form.page), *texts, confidence]


def forms_to_plain(template: Template, forms: Sequence[Form]) -> dict[str, Any]:
    """The JSON report."""
    return {
        "template": template.name,
        "fields": [field_to_plain(field) for field in template.fields],
        "forms": [_form_to_plain(form) for form in forms],
    }


def field_to_plain(field: Field) -> dict[str, Any]:
    """A field of a template."""
    box = field.box
    return {
        "name": field.name,
        "kind": field.kind,
        "box": [box.left, box.top, box.right, box.bottom],
        "cells": field.cells,
        "options": list(field.options),
        **list_known(field),
    }


def _form_to_plain(form: Form) -> dict[str, Any]:
    where = {"input": form.input, "page": form.page, "quality": form.quality}
    if form.error:
        return {**where, "error": form.error}
    fields = {
        field.name: {
            "text": field.text,
            "confidence": field.confidence,
            "checked": field.checked,
            "read": read.text,
        }
        for read, field in zip(form.read, form.fields, strict=True)
    }
    return {**where, "fields": fields}


def show_forms(console: Console, template: Template, forms: Sequence[Form]) -> None:
    """Print a row for each form, and below it what could not be read."""
    table = Table("input", box=None, padding=(0, 2, 0, 0))
    for field in template.fields:
        table.add_column(Text(field.name))
    table.add_column("confidence", justify="right")
    for form in forms:
        if form.error:
            table.add_row(Text(form.name), Text("unreadable", style="red"))
            continue
        cells = [
            Text(field.text, style="yellow" if field.confidence < UNSURE else "green")
            for field in form.fields
        ]
        table.add_row(Text(form.name), *cells, format_confidence(form.confidence))
    print_table(console, table)
    for form in forms:
        if form.error:
            console.print(Text(form.error), style="red", soft_wrap=True)


def report_corrections(console: Console, forms: Sequence[Form], corrections: Corrections) -> None:
    """Print how many corrections were applied, and how many are about other forms."""
    if not corrections.texts:
        return
    keys = [form.key(field) for form in forms for field in form.fields]
    unused = corrections.count_unused(keys)
    console.print(f"Applied {len(corrections.texts) - unused:,} checked fields.")
    if unused:
        text = f"{unused:,} checked fields are on none of these forms: name the same files."
        console.print(Text(text), style="yellow", soft_wrap=True)


def report_examples(console: Console, folder: Path, total: int) -> None:
    """Print how many digits were written, and how to train on them."""
    text = (
        f"Wrote {total:,} digits to {folder}: glassnet train --data {folder} --init {DEFAULT_MODEL}"
    )
    if not total:
        text = f"Wrote nothing to {folder}: no checked field has as many digits as its text."
    console.print(Text(text), soft_wrap=True)
