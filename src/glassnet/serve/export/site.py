"""The studio as a site: the page's own files, with models and digits beside them."""

from __future__ import annotations

from typing import Final

from glassnet.serve.application import WEB
from glassnet.serve.export.contents import Contents
from glassnet.serve.export.page import SITE_POLICY, add_to_head, read_page
from glassnet.serve.http.static_files import CONTENT_TYPES

INDEX: Final = "index.html"


def build_site(contents: Contents) -> dict[str, bytes]:
    """All files of the site by their path in its folder."""
    page = add_to_head(read_page(), SITE_POLICY, contents)
    own = {
        path.relative_to(WEB).as_posix(): path.read_bytes()
        for path in sorted(WEB.rglob("*"))
        if path.suffix in CONTENT_TYPES or path.name == "OFL.txt"
    }
    return {**own, **contents.files, INDEX: page.encode()}
