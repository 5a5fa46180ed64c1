"""A readable list of the endpoints, as one static HTML page without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from glassnet.serve.api.routes import ApiRoute

HEAD = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Glassnet: the HTTP API</title>
<link rel="stylesheet" href="/styles/base.css">
<h1>The HTTP API</h1>
<p>Schemas and examples are in <a href="/openapi.json">openapi.json</a>, for people and programs.</p>
"""


def render_docs(routes: Sequence[ApiRoute]) -> str:
    """The page for these routes."""
    return HEAD + "".join(map(_render_route, routes))


def _render_route(route: ApiRoute) -> str:
    items = [f"<code>?{each.name}</code> {escape(each.description)}" for each in route.query]
    if route.body is not None:
        items.append(f"Body: {escape(route.body.description)}")
    if not route.needs_key:
        items.append("Needs no key.")
    listed = "".join(f"<li>{item}</li>" for item in items)
    return (
        f"<h2><code>{route.method} {escape(route.path)}</code></h2>\n"
        f"<p>{escape(route.summary)}</p>\n<ul>{listed}</ul>\n"
    )
