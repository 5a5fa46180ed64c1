"""The page's files: read once, served by exact name, so that no path can lead anywhere else."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

WEB: Final = Path(__file__).parent / "web"
INDEX: Final = "/"
TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True)
class File:
    """One file, ready to be sent."""

    content: bytes
    headers: dict[str, str]


class Page:
    """Answers GET and HEAD for the files of a folder; anything else is not found."""

    def __init__(self, folder: Path = WEB) -> None:
        self._files = {
            _address(folder, path): _file(path)
            for path in sorted(folder.rglob("*"))
            if path.suffix in TYPES
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file, or word that it has not changed."""
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(405, headers={"allow": "GET, HEAD"})
        file = self._files.get(scope["path"])
        if file is None:
            raise HTTPException(404)
        known = Headers(scope=scope).get("if-none-match") == file.headers["etag"]
        response = Response(b"" if known else file.content, 304 if known else 200, file.headers)
        await response(scope, receive, send)


def _address(folder: Path, path: Path) -> str:
    address = "/" + path.relative_to(folder).as_posix()
    return INDEX if address == "/index.html" else address


def _file(path: Path) -> File:
    content = path.read_bytes()
    headers = {
        "content-type": TYPES[path.suffix],
        "cache-control": "no-cache",
        "etag": f'"{hashlib.sha256(content).hexdigest()[:32]}"',
    }
    return File(content, headers)
