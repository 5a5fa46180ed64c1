"""A worksheet to print, with the digit that was drawn."""

from typing import Any

import pytest
from starlette.testclient import TestClient


def test_the_drawn_digit_is_on_the_sheet(client: TestClient, drawings: Any) -> None:
    answer = client.post("/api/worksheet?seed=7", json=drawings["strokes"])

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>Worksheet 7</h1>" in answer.text
    assert "<h1>Worksheet 7: key</h1>" in answer.text
    assert answer.text.count("Your digit") > 0
    assert client.post("/api/worksheet?seed=8", json=drawings["strokes"]).text != answer.text


@pytest.mark.parametrize("seed", ["x", "-1", "1.5", "9" * 10, "²"])
def test_another_seed_is_refused(client: TestClient, drawings: Any, seed: str) -> None:
    answer = client.post("/api/worksheet", params={"seed": seed}, json=drawings["strokes"])

    assert answer.status_code == 422
    assert "seed must be a whole number" in answer.text


def test_a_drawing_without_ink_is_refused(client: TestClient) -> None:
    answer = client.post("/api/worksheet", json={"strokes": []})

    assert answer.status_code == 422
    assert "nothing to add up" in answer.text
