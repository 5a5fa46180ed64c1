"""The studio as one HTML file, with all inside: pages opened from disk load no modules, files or workers."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from glassnet.export.bundle import bundle_modules
from glassnet.serve.application import WEB
from glassnet.serve.export.contents import DIGITS, Contents
from glassnet.serve.export.page import add_to_head, read_page, replace_once
from glassnet.serve.http.static_files import CONTENT_TYPES

STYLESHEET: Final = re.compile(r'<link rel="stylesheet" href="(?P<path>[^"]+)"(?P<media>[^>]*)>')
CSS_ADDRESS: Final = re.compile(r'url\("(?!data:)(?P<path>[^"]+)"\)')
ICONS: Final = "icons.svg#"
# Ids of icons share the page with those of its elements.
OWN_ICONS: Final = "#icon-"


def build_one_file(contents: Contents) -> bytes:
    """The whole page with its contents."""
    script = _close_safely(_shorten(bundle_modules(WEB / "main.js"))).replace(ICONS, OWN_ICONS)
    blocks = [*_embed_contents(contents), *_embed_workers(script)]
    page = add_to_head(read_page(), _write_policy(script), contents)
    page = re.sub(r'<link rel="preload"[^>]*>\n', "", page)
    icon = _encode_address(WEB / "favicon.svg")
    page = replace_once(page, r'href="favicon\.svg"', f'href="{icon}"')
    page = STYLESHEET.sub(_inline_style, page)
    page = replace_once(page, r'<script type="module" src="main\.js"></script>\n', "")
    page = page.replace(ICONS, OWN_ICONS)
    end = "\n".join([_inline_icons(), *blocks, f"<script>{script}</script>", "</body>"])
    return replace_once(page, "</body>", end).encode()


def _write_policy(script: str) -> str:
    """Nothing is loaded from anywhere, and no script runs but this one and its workers."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; worker-src blob:; "
        "img-src data: blob:; font-src data:; media-src blob:; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'"
    )


def _inline_style(found: re.Match[str]) -> str:
    path = WEB / found["path"]

    def inline(address: re.Match[str]) -> str:
        return f'url("{_encode_address(path.parent / address["path"])}")'

    style = CSS_ADDRESS.sub(inline, path.read_text(encoding="utf-8"))
    return f"<style{found['media']}>\n{style}</style>"


def _inline_icons() -> str:
    icons = (WEB / "icons.svg").read_text(encoding="utf-8").strip()
    icons = icons.replace('<symbol id="', f'<symbol id="{OWN_ICONS[1:]}')
    return icons.replace(
        "<svg ", '<svg width="0" height="0" class="visually-hidden" aria-hidden="true" ', 1
    )


def _embed_contents(contents: Contents) -> Iterator[str]:
    for path, text in contents.files.items():
        if path != DIGITS:
            yield _embed(path, text.decode().replace("<", "\\u003c"))
    yield _embed(DIGITS, base64.b64encode(contents.digits).decode(), ' data-encoding="base64"')


def _embed_workers(script: str) -> Iterator[str]:
    """Each worker that the page's script names by its path, as one script of its own."""
    for file in sorted(WEB.rglob("*worker.js")):
        path = file.relative_to(WEB).as_posix()
        if f'"{path}"' in script:
            yield _embed(path, _close_safely(_shorten(bundle_modules(file))))


def _embed(path: str, text: str, attributes: str = "") -> str:
    """A block that the browser leaves alone: see `web/data/embedded.js`."""
    return f'<script type="text/plain" data-file="{path}"{attributes}>{text}</script>'


def _shorten(script: str) -> str:
    """The same script without indentation and lines that are comments: no text of the page spans lines."""
    lines = (line.strip() for line in script.splitlines())
    return "\n".join(line for line in lines if not line.startswith("//"))


def _close_safely(script: str) -> str:
    """The same script without what would end, or hide, the element that it is in."""
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _encode_address(path: Path) -> str:
    kind = CONTENT_TYPES[path.suffix]
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
