"""What the site adds to Sphinx: our docstrings, our links, formulas as MathML, pages of the reference."""

from __future__ import annotations

from typing import Any

from building.accessibility import complete_context
from building.docstrings import to_restructured_text
from building.formulas import RENDERER
from building.pages import complete_page


def setup(app: Any) -> dict[str, Any]:
    """Connect everything to Sphinx."""
    app.connect("source-read", complete_page)
    app.connect("autodoc-process-docstring", to_restructured_text)
    app.connect("html-page-context", complete_context, priority=900)  # after the theme
    app.add_html_math_renderer("mathml", **RENDERER)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
