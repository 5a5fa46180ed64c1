"""The page's HTML, changed for an export: what it says of itself, and its content policy."""

from __future__ import annotations

import re
from typing import Final

from glassnet.errors import GlassnetError, format_error
from glassnet.serve.application import WEB
from glassnet.serve.export.contents import Contents
from glassnet.serve.http.middleware import CONTENT_POLICY
from glassnet.version import __version__

MARK: Final = '<meta name="generator" content="Glassnet export'
"""What every exported page begins with, and no other file."""

HEAD: Final = '<meta charset="utf-8">'
# Browsers know it from a response's headers alone.
SITE_POLICY: Final = CONTENT_POLICY.replace("frame-ancestors 'none'; ", "")


def read_page() -> str:
    """The page as the service sends it."""
    return (WEB / "index.html").read_text(encoding="utf-8")


def add_to_head(page: str, policy: str, contents: Contents) -> str:
    """The page with its mark, its policy, and the description of what came with it."""
    described = contents.describe().decode().replace("<", "\\u003c")
    added = [
        HEAD,
        f'{MARK} {__version__}">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        f'<script type="application/json" id="site">{described}</script>',
    ]
    return replace_once(page, re.escape(HEAD), "\n".join(added))


def replace_once(page: str, pattern: str, text: str) -> str:
    """The page with the one place that the pattern finds replaced."""
    changed, count = re.subn(pattern, lambda _: text, page)
    if count != 1:
        raise GlassnetError(
            format_error("index.html", f"{pattern} once", f"{count} times", "Change the export.")
        )
    return changed
