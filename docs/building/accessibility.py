"""What a keyboard and a screen reader need of a page, and Sphinx and its theme leave out."""

from __future__ import annotations

from typing import Any


def complete_context(
    app: Any, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Levels for the headings of the navigation; code that scrolls can be reached by the keyboard."""
    if "furo_navigation_tree" in context:
        context["furo_navigation_tree"] = context["furo_navigation_tree"].replace(
            'role="heading"', 'role="heading" aria-level="2"'
        )
    if "body" in context:
        context["body"] = context["body"].replace("<pre>", '<pre tabindex="0">')
