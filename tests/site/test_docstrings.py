"""Our docstrings become reStructuredText that says the same."""

import sys
from pathlib import Path

import pytest

pytest.importorskip("docutils", reason="docutils is not installed: pip install 'glassnet[docs]'")
sys.path.insert(0, str(Path(__file__).parent.parent.parent / "docs"))

from building.docstrings import to_restructured_text
from docutils.core import publish_doctree


def converted(docstring: str) -> str:
    lines = docstring.splitlines()
    to_restructured_text(None, "function", "name", None, None, lines)
    return "\n".join(lines)


def text_of(docstring: str) -> str:
    """What a reader sees; a warning of the parser is an error."""
    settings = {"report_level": 2, "halt_level": 2}
    return publish_doctree(converted(docstring), settings_overrides=settings).astext()


@pytest.mark.parametrize(
    "docstring",
    [
        "w <- w - rate * g, and x_i |x| *a b* c_",
        "A name with an underscore_ at its end, and a back\\slash.",
        "Two <angles> and a * b * c.",
    ],
)
def test_text_keeps_its_characters(docstring: str) -> None:
    assert text_of(docstring) == docstring


def test_code_in_backticks_is_a_literal() -> None:
    assert converted("Weights `(inputs, units)`, bias.") == "Weights ``(inputs, units)``, bias.\n"
    assert text_of("The `Name`s of `a_b*`.") == "The Names of a_b*."


def test_an_indented_block_is_code() -> None:
    tree = publish_doctree(converted("Formulas:\n\n    dW = X^T dZ\n    db = sum\n\nAnd then."))

    assert [
        node.astext() for node in tree.findall(lambda node: node.tagname == "literal_block")
    ] == ["dW = X^T dZ\ndb = sum"]


def test_a_list_may_follow_its_introduction() -> None:
    tree = publish_doctree(converted("Settings:\n- `one` is\n  first\n- two"))

    assert len(list(tree.findall(lambda node: node.tagname == "list_item"))) == 2
