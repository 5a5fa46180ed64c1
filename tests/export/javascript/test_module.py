"""An exported module reads strokes and pixels in Node as the model does in Python."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet.export import export_model
from glassnet.export.runners import find_node, run_program
from glassnet.models import load_model

STROKES = [
    [[[30, 10], [28, 60], [26, 110]]],
    [[[20, 20], [80, 20], [40, 100]]],
    [[[50, 50], [50, 50]]],
    [],
]

SCRIPT = """
import { readFileSync } from "node:fs";
const { readStrokes, readPixels, classNames } = await import(process.argv[2]);
const sent = JSON.parse(readFileSync(process.argv[3], "utf8"));
const calls = [() => readPixels([1, 2, 3]), () => readPixels(Array(784).fill(0.5)), () => readStrokes(null)];
const refusals = calls.map((call) => {
  try { call(); return ""; } catch (error) { return error.message; }
});
console.log(JSON.stringify({ classNames, refusals, readings: sent.map(readStrokes) }));
"""


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    node, folder = find_node(), tmp_path_factory.mktemp("module")
    if node is None:
        pytest.skip("needs Node")
    export_model(load_model("cnn"), "js", folder / "digits.mjs")
    (folder / "run.mjs").write_text(SCRIPT)
    (folder / "strokes.json").write_text(json.dumps(STROKES))
    module = (folder / "digits.mjs").as_uri()
    return json.loads(run_program([node, folder / "run.mjs", module, folder / "strokes.json"]))


def test_strokes_are_read_as_in_python(answered: dict[str, Any]) -> None:
    model = load_model("cnn")
    for strokes, found in zip(STROKES, answered["readings"], strict=True):
        expected = model.read_strokes(strokes)
        assert found["label"] == expected.label
        assert found["reason"] == expected.reason
        if expected.probabilities is not None:
            values = list(found["probabilities"].values())
            np.testing.assert_allclose(values, expected.probabilities, atol=1e-5)


def test_the_classes_are_exported_and_what_is_no_drawing_refused(answered: dict[str, Any]) -> None:
    assert answered["classNames"] == list("0123456789")
    too_few, unscaled, nothing = answered["refusals"]
    assert nothing == "readStrokes expects a list of strokes, each of points [x, y]."
    assert too_few == "readPixels expects 784 pixels from 0 to 255, got 3."
    assert "whole numbers from 0 to 255. Multiply those from 0 to 1 by 255" in unscaled


def test_the_page_has_about_twenty_lines_and_names_the_module(tmp_path: Path) -> None:
    export_model(load_model("tiny"), "js", tmp_path / "mine.js")
    page = (tmp_path / "mine.html").read_text()

    assert len(page.splitlines()) <= 21
    assert 'from "./mine.js"' in page
    assert "http" not in page
    assert "import " not in (tmp_path / "mine.js").read_text().split("*/", 1)[1]
