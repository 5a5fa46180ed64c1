"""Tables as HTML. Every text is escaped; the page's own colors are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

from glassnet.errors import escape_controls

MAX_TEXT: Final = 400
"""Characters of one text that are shown."""

TABLE: Final = "border-collapse:collapse;margin:.3em 0"
CELL: Final = "text-align:left;vertical-align:top;padding:.15em .8em .15em 0"
CAPTION: Final = "text-align:left;font-weight:600;caption-side:top;color:inherit"


class Html(str):
    """Text that is HTML already, and is not escaped."""

    __slots__ = ()


def to_html(value: object) -> Html:
    """A value as HTML: `Html` as it is, anything else as escaped text, cut where it is long."""
    if isinstance(value, Html):
        return value
    text = str(value)
    text = text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 1]}…"
    return Html(escape(escape_controls(text)))


def join(*parts: str) -> Html:
    """Parts of HTML below each other; parts that are no `Html` are escaped."""
    return Html("".join(f"<div>{to_html(each)}</div>" for each in parts if each))


def make_table(title: str, header: Iterable[str], rows: Iterable[Iterable[object]]) -> Html:
    """A table with a title and a row of names."""
    names = "".join(f'<th style="{CELL}">{to_html(each)}</th>' for each in header)
    return _wrap(title, f"<thead><tr>{names}</tr></thead>{_body(rows)}")


def make_facts(title: str, facts: Mapping[str, object]) -> Html:
    """A table of names and values; values that are None or empty are left out."""
    shown = ((name, value) for name, value in facts.items() if value not in (None, ""))
    rows = "".join(
        f'<tr><th style="{CELL}" scope="row">{to_html(name)}</th>'
        f'<td style="{CELL}">{to_html(value)}</td></tr>'
        for name, value in shown
    )
    return _wrap(title, f"<tbody>{rows}</tbody>")


def _body(rows: Iterable[Iterable[object]]) -> str:
    lines = (
        "".join(f'<td style="{CELL}">{to_html(each)}</td>' for each in cells) for cells in rows
    )
    return f"<tbody>{''.join(f'<tr>{line}</tr>' for line in lines)}</tbody>"


def _wrap(title: str, content: str) -> Html:
    caption = f'<caption style="{CAPTION}">{to_html(title)}</caption>'
    return Html(f'<table style="{TABLE}">{caption}{content}</table>')
