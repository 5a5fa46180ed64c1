"""The code that the page writes for a drawing does what it says."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np

Call = Callable[..., Any]
STROKES = {"kind": "strokes", "pen": 18, "strokes": [[[60, 60], [200, 60], [120, 230]]]}
OPTIONS = {"model": "tiny", "address": "http://localhost:8000/", "raw": False, "side": 280}


def write(call: Call, drawing: Any, pixels: list[int], **options: Any) -> dict[str, str]:
    snippets = call("snippets", drawing, pixels, {**OPTIONS, **options})
    return {each["id"]: each["code"] for each in snippets}


def test_strokes_are_written_for_three_languages(call: Call) -> None:
    codes = write(call, STROKES, [0] * 784)

    body = json.loads(codes["curl"].partition("-d '")[2].rstrip("'"))
    assert body == {"strokes": STROKES["strokes"]}
    assert "http://localhost:8000/api/predict?model=tiny" in codes["curl"]
    assert "http://localhost:8000/api/predict?model=tiny" in codes["javascript"]
    names: dict[str, Any] = {}
    lines = codes["python"].split("strokes = ")[1].split("\nreading")[0]
    exec(f"strokes = {lines}", names)  # noqa: S102 - what the page wrote
    assert np.array_equal(names["strokes"], STROKES["strokes"])
    compile(codes["python"], "snippet", "exec")


def test_raw_strokes_are_written_with_their_sheet(call: Call) -> None:
    codes = write(call, STROKES, [9] * 784, raw=True)

    body = json.loads(codes["curl"].partition("-d '")[2].rstrip("'"))
    assert body["raw"] == {"side": 280, "pen": 18}
    assert "read_pixels" in codes["python"]


def test_pixels_are_written_as_they_are(call: Call) -> None:
    pixels = [i % 256 for i in range(784)]
    codes = write(call, {"kind": "pixels"}, pixels)

    body = json.loads(codes["curl"].partition("-d '")[2].rstrip("'"))
    assert body == {"pixels": pixels, "scale": 255}
    names: dict[str, Any] = {}
    lines = codes["python"].split("pixels = ")[1].split("\nreading")[0]
    exec(f"pixels = {lines}", names)  # noqa: S102 - what the page wrote
    assert np.array_equal(np.ravel(names["pixels"]), pixels)
