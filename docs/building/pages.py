"""Pages as Sphinx wants them, from pages as they are read in the repository.

Links that leave the folder of the documentation lead to the page that shows the file, pages of the book get
the source of their file, pages of the reference the names of their package.
"""

from __future__ import annotations

import os
import re
from importlib import import_module
from inspect import isclass, isroutine
from pathlib import Path
from typing import Any, Final

DOCS: Final = Path(__file__).resolve().parent.parent
ROOT: Final = DOCS.parent
BOOK: Final = "book/"
REFERENCE: Final = "reference/"

SHOWN: Final = {
    f"project/{name.lower()}": ROOT / f"{name}.md"
    for name in ("ARCHITECTURE", "CONTRIBUTING", "SECURITY", "CHANGELOG")
}
"""Pages that show a file of the repository."""

PAGES: Final = {path: DOCS / f"{page}.md" for page, path in SHOWN.items()} | {
    ROOT / "README.md": DOCS / "index.md"
}
LINK: Final = re.compile(r"\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)#\s]+)(#[^)\s]*)?\)")
FENCE: Final = re.compile(r"^ *```.*?^ *```$", re.DOTALL | re.MULTILINE)
ANCHOR: Final = re.compile(r'^<a id="([\w-]+)"></a>$', re.MULTILINE)


def complete_page(app: Any, page: str, source: list[str]) -> None:
    """Change the text of a page, in place, before Sphinx reads it."""
    shown = SHOWN.get(page)
    text = source[0] if shown is None else shown.read_text("utf-8")
    here = (DOCS / page).parent
    text = _change_outside_code(text, here if shown is None else ROOT, here)
    text = ANCHOR.sub(r"(\1)=", text)
    if page.startswith(BOOK) and page != "book/index":
        text += _show_source(page.removeprefix(BOOK))
    if page.startswith(REFERENCE) and page != "reference/index":
        text += _list_names(page.removeprefix(REFERENCE))
    source[0] = text


def _change_outside_code(text: str, base: Path, here: Path) -> str:
    pieces, end = [], 0
    for code in FENCE.finditer(text):
        pieces += [_change_links(text[end : code.start()], base, here), code[0]]
        end = code.end()
    return "".join([*pieces, _change_links(text[end:], base, here)])


def _change_links(text: str, base: Path, here: Path) -> str:
    """Links that are relative to `base` as links from `here`; one to a folder of sources becomes text."""

    def change(link: re.Match[str]) -> str:
        label, target, anchor = link[1], link[2], link[3] or ""
        path = (base / target).resolve()
        if "://" in target or not path.exists():
            return link[0]
        path = PAGES.get(path, path)
        if path.is_dir():
            return label
        return f"[{label}]({os.path.relpath(path, here)}{anchor})"

    return LINK.sub(change, text)


def _show_source(name: str) -> str:
    return (
        f"\n## The file\n\n```{{literalinclude}} ../../src/glassnet/nn/{name}.py\n"
        ":language: python\n```\n"
    )


def _list_names(name: str) -> str:
    """The public names of a package, each with its docstring."""
    package = "glassnet" if name == "glassnet" else f"glassnet.{name}"
    module = import_module(package)
    entries = [_describe(package, each, getattr(module, each)) for each in module.__all__]
    return "\n```{eval-rst}\n" + "\n".join(filter(None, entries)) + "\n```\n"


def _describe(package: str, name: str, value: object) -> str:
    """The directive for a class or function; nothing for other values, such as types and constants."""
    if isclass(value):
        kind = "exception" if issubclass(value, BaseException) else "class"
        # A class has one place in the index: the page of its own package.
        once = "   :no-index:\n" if package == "glassnet" else ""
        return (
            f".. auto{kind}:: {package}.{name}\n   :members:\n   :special-members: __call__\n{once}"
        )
    return f".. autofunction:: {package}.{name}\n" if isroutine(value) else ""
