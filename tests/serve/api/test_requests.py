"""Invalid and extreme bodies, each by name, and the status that they get."""

import json
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

PIXELS = [0] * 783 + [255]


def with_first(value: Any) -> bytes:
    return json.dumps({"pixels": [value, *PIXELS[1:]]}).encode()


def spelled(text: str) -> bytes:
    return ('{"pixels":[' + text + "," + ",".join(map(str, PIXELS[1:])) + "]}").encode()


def body(value: Any) -> bytes:
    return json.dumps(value).encode()


SHAPES = {
    "no pixels": (body({"pixels": []}), 422),
    "one pixel": (body({"pixels": [1]}), 422),
    "783 pixels": (body({"pixels": PIXELS[1:]}), 422),
    "785 pixels": (body({"pixels": [*PIXELS, 0]}), 422),
    "28 rows": (body({"pixels": [[0] * 28] * 28}), 200),
    "null pixels": (body({"pixels": None}), 422),
    "pixels as text": (body({"pixels": "0" * 784}), 422),
    "pixels as a table": (body({"pixels": {"0": 1}}), 422),
    "null among pixels": (with_first(None), 422),
    "a digit string among pixels": (with_first("255"), 422),
    "a truth among pixels": (with_first(True), 422),
    "a list among pixels": (with_first([1]), 422),
    "strokes and pixels": (body({"pixels": PIXELS, "strokes": []}), 422),
    "neither": (body({}), 422),
    "an unknown key": (body({"pixels": PIXELS, "model": "tiny"}), 422),
    "a list": (body([PIXELS]), 422),
    "null": (b"null", 422),
    "a number": (b"7", 422),
    "a text": (b'"pixels"', 422),
    "strokes as numbers": (body({"strokes": [1, 2]}), 422),
    "points as numbers": (body({"strokes": [[1, 2]]}), 422),
    "points of one": (body({"strokes": [[[1]]]}), 422),
    "points of three": (body({"strokes": [[[1, 2, 3]]]}), 422),
    "points as text": (body({"strokes": [[["1", "2"]]]}), 422),
    "points of nothing": (body({"strokes": [[[]]]}), 422),
    "too many strokes": (body({"strokes": [[]] * 257}), 422),
    "too many points": (body({"strokes": [[[0, 0]] * 20_001]}), 422),
    "a sheet without a pen": (body({"strokes": [], "raw": {"side": 28}}), 422),
    "a sheet of no size": (body({"strokes": [], "raw": {"side": 0, "pen": 1}}), 422),
    "a sheet of next to no size": (body({"strokes": [], "raw": {"side": 1e-226, "pen": 1}}), 422),
    "a raw that is true": (body({"strokes": [], "raw": True}), 422),
    "scale 2": (body({"pixels": PIXELS, "scale": 2}), 422),
    "scale true": (body({"pixels": [0] * 784, "scale": True}), 422),
    "scale 1 with gray levels": (body({"pixels": PIXELS, "scale": 1}), 422),
}
NUMBERS = {
    "NaN": (spelled("NaN"), 422),
    "Infinity": (spelled("Infinity"), 422),
    "-Infinity": (spelled("-Infinity"), 422),
    "1e999": (spelled("1e999"), 422),
    "256": (spelled("256"), 422),
    "255.001": (spelled("255.001"), 422),
    "-1": (spelled("-1"), 422),
    "-0.5": (spelled("-0.5"), 422),
    "5,000 digits": (spelled("9" * 5000), 400),
    "a leading zero": (spelled("01"), 400),
    "a plus sign": (spelled("+1"), 400),
    "hexadecimal": (spelled("0x1"), 400),
    "a lone point": (spelled(".5"), 400),
    "negative zero": (spelled("-0.0"), 200),
    "a denormal": (spelled("1e-320"), 200),
    "a half": (spelled("0.5"), 200),
    "a far point": (body({"strokes": [[[0, 0], [1e300, 1]]]}), 422),
    "a point beyond numbers": (b'{"strokes":[[[0,1e999],[1,1]]]}', 422),
    "the farthest points": (body({"strokes": [[[-1e6, 1e6], [1e6, -1e6]]]}), 200),
}
SYNTAX = {
    "nothing": (b"", 400),
    "a blank": (b" ", 400),
    "cut off": (body({"pixels": PIXELS})[:-3], 400),
    "bytes after the end": (body({"pixels": PIXELS}) + b"x", 400),
    "two values": (body({"pixels": PIXELS}) * 2, 400),
    "a null byte after the end": (body({"pixels": PIXELS}) + b"\0", 400),
    "a byte order mark": (b"\xef\xbb\xbf" + body({"pixels": PIXELS}), 400),
    "UTF-16": (json.dumps({"pixels": PIXELS}).encode("utf-16"), 400),
    "bytes that are not UTF-8": (b'{"pi\xffxels":[]}', 400),
    "a lone surrogate": (b'{"\\ud800":1}', 400),
    "single quotes": (b"{'pixels':[]}", 400),
    "a trailing comma": (b'{"strokes":[],}', 400),
    "a comment": (b'{"strokes":[]/**/}', 400),
    "a key without quotes": (b"{strokes:[]}", 400),
    "the same key twice": (b'{"strokes":[],"strokes":[]}', 400),
    "the same inner key twice": (b'{"strokes":[],"raw":{"pen":1,"pen":1,"side":2}}', 400),
    "100,000 brackets": (b"[" * 100_000, 400),
    "100,000 brackets under a key": (b'{"strokes":' + b"[" * 100_000, 400),
    "100,000 braces": (b'{"a":' * 40_000, 400),
    "a form": (b"pixels=1&scale=1", 400),
    "a pickle": (b"\x80\x04\x95\x0b\x00\x00\x00", 400),
    "XML": (b"<pixels/>", 400),
}
CASES = SHAPES | NUMBERS | SYNTAX


@pytest.mark.parametrize("name", CASES)
def test_an_extreme_body_gets_its_status(client: TestClient, name: str) -> None:
    content, expected = CASES[name]

    answer = client.post(
        "/api/predict", content=content, headers={"content-type": "application/json"}
    )

    assert answer.status_code == expected, answer.text
    if expected != 200:
        assert set(answer.json()["error"]) == {"code", "message", "request_id"}


def test_an_error_names_the_place_of_the_mistake(client: TestClient) -> None:
    answer = client.post("/api/predict", json={"strokes": [[[0, 0], [1, "2"]]]})

    assert "strokes.0.1.1" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "drawings", [[], [{}], [{"strokes": 1}], [{"strokes": []}] * 1001, [None], "x"]
)
def test_an_invalid_batch_is_refused(client: TestClient, drawings: Any) -> None:
    assert client.post("/api/predict/batch", json={"drawings": drawings}).status_code == 422


def test_a_fraction_above_one_is_named(client: TestClient) -> None:
    sent = {"pixels": [5] + [0] * 783, "scale": 1}

    answer = client.post("/api/predict", json=sent)

    assert "at pixels.0" in answer.json()["error"]["message"]


def test_an_error_in_a_batch_names_the_drawing(client: TestClient) -> None:
    answer = client.post("/api/predict/batch", json={"drawings": [{"strokes": []}, {"strokes": 1}]})

    assert "drawings.1.strokes" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "kind",
    ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonx", "image/svg+xml"],
)
def test_another_content_type_is_never_parsed(client: TestClient, kind: str) -> None:
    headers = {"content-type": kind} if kind else {}

    answer = client.post("/api/predict", content=body({"pixels": PIXELS}), headers=headers)

    assert answer.status_code == 415


def test_a_charset_in_the_content_type_is_accepted(client: TestClient) -> None:
    headers = {"content-type": "Application/JSON; charset=utf-8"}

    assert client.post("/api/predict", content=b'{"strokes":[]}', headers=headers).is_success


def test_compressed_bodies_are_refused(client: TestClient) -> None:
    headers = {"content-type": "application/json", "content-encoding": "gzip"}

    assert client.post("/api/predict", content=b"\x1f\x8b", headers=headers).status_code == 415


@pytest.mark.parametrize(
    ("path", "limit"),
    [("/api/predict", 256 * 1024), ("/api/compare", 256 * 1024), ("/api/predict/batch", 4 << 20)],
)
def test_a_body_above_its_limit_is_too_large(client: TestClient, path: str, limit: int) -> None:
    headers = {"content-type": "application/json"}

    assert client.post(path, content=b" " * (limit + 1), headers=headers).status_code == 413
    assert client.post(path, content=b" " * limit, headers=headers).status_code == 400


def test_a_body_without_a_declared_length_is_cut_at_its_limit(client: TestClient) -> None:
    taken = 0

    def endless() -> Any:
        nonlocal taken
        for _ in range(100):
            taken += 65536
            yield b" " * 65536

    headers = {"content-type": "application/json"}
    answer = client.post("/api/predict", content=endless(), headers=headers)

    assert answer.status_code == 413


@pytest.mark.parametrize(
    "query",
    ["stages=1", "stages=True", "activations=json", "activation=list", "stages=true&stages=true"],
)
def test_an_invalid_query_is_refused(client: TestClient, query: str) -> None:
    assert client.post(f"/api/predict?{query}", json={"strokes": []}).status_code == 422


def test_whole_numbers_and_fractions_are_the_same_numbers(client: TestClient) -> None:
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, 784).tolist()

    whole = client.post("/api/predict", json={"pixels": pixels}).json()
    fractions = client.post("/api/predict", json={"pixels": list(map(float, pixels))}).json()

    assert whole == fractions
