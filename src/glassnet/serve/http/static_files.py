"""Static files: read once, one route per file, so that no path can lead anywhere else."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

CONTENT_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


@cache
def file_routes(folder: Path) -> tuple[Route, ...]:
    """A route for each file of the folder, at its relative path; `index.html` is at `/`."""
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in CONTENT_TYPES]
    return tuple(_file_route(_url_path(folder, path), path) for path in files)


def _url_path(folder: Path, path: Path) -> str:
    relative = path.relative_to(folder).as_posix()
    return "/" if relative == "index.html" else f"/{relative}"


def _file_route(url_path: str, path: Path) -> Route:
    content = path.read_bytes()
    headers = {
        "content-type": CONTENT_TYPES[path.suffix],
        "cache-control": "no-cache",
        "etag": f'"{hashlib.sha256(content).hexdigest()[:32]}"',
    }

    async def static_file(request: Request) -> Response:
        is_known = request.headers.get("if-none-match") == headers["etag"]
        return Response(b"" if is_known else content, 304 if is_known else 200, headers)

    return Route(url_path, static_file, methods=["GET"])
