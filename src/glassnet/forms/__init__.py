"""Filled forms: a template, scans aligned to it, each field read, corrections kept."""

from typing import TYPE_CHECKING

from glassnet.lazy_imports import import_on_use

if TYPE_CHECKING:
    from glassnet.forms.finding import find_template
    from glassnet.forms.reading import FieldReading, FormReading, read_form
    from glassnet.forms.template import Field, Template, TemplateError, read_template

__all__ = [
    "Field", "FieldReading", "FormReading", "Template", "TemplateError", "find_template", "read_form",
    "read_template",
]  # fmt: skip

__getattr__ = import_on_use(
    __name__,
    {
        "find_template": "glassnet.forms.finding",
        "FieldReading": "glassnet.forms.reading",
        "FormReading": "glassnet.forms.reading",
        "read_form": "glassnet.forms.reading",
        "Field": "glassnet.forms.template",
        "Template": "glassnet.forms.template",
        "TemplateError": "glassnet.forms.template",
        "read_template": "glassnet.forms.template",
    },
)
