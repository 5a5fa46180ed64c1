"""What every answer carries, and what happens when something breaks inside."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from glassnet.serve import routes

ADDRESSES = ["/", "/main.js", "/api/health", "/api/models", "/openapi.json", "/nope", "/metrics"]
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("host", ["localhost", "example.org"])
def test_every_answer_has_the_security_headers(client: TestClient, address: str, host: str) -> None:
    headers = client.get(address, headers={"host": host}).headers

    assert {name: headers[name] for name in HEADERS} == HEADERS
    assert "server" not in headers
    assert headers["x-request-id"]
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_answers_of_the_api_are_not_stored(client: TestClient) -> None:
    assert client.get("/api/models").headers["cache-control"] == "no-store"


def test_each_request_has_a_number_of_its_own(client: TestClient) -> None:
    numbers = [client.get("/nope").json()["error"]["request_id"] for _ in range(3)]

    assert len(set(numbers)) == 3


def test_a_failure_inside_is_told_without_its_insides(
    client_with: Callable[..., TestClient],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret insides")

    monkeypatch.setattr(routes, "parse", fail)
    client = client_with()
    with caplog.at_level(logging.ERROR, logger="glassnet.serve"):
        answer = client.post("/api/predict", json={"strokes": []})

    assert answer.status_code == 500
    assert "secret" not in answer.text
    number = answer.json()["error"]["request_id"]
    assert any(number in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize("address", ["/api/nope", "/nope", "/api/models/nope", "/api/predict/"])
def test_what_is_not_there_is_not_found(client: TestClient, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


def test_another_method_is_told_which_ones_there_are(client: TestClient) -> None:
    answer = client.get("/api/predict")

    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"


def test_metrics_count_requests_and_readings(client: TestClient) -> None:
    client.post("/api/predict", json={"strokes": []})
    client.get("/nope")
    text = client.get("/metrics").text

    assert 'glassnet_requests_total{endpoint="predict",status="200"} 1' in text
    assert 'glassnet_requests_total{endpoint="other",status="404"} 1' in text
    assert 'glassnet_readings_total{model="tiny",outcome="no ink"} 1' in text
    assert "glassnet_request_seconds_count 2" in text
    for line in text.splitlines():
        assert line.startswith("# ") or re.fullmatch(r"[a-z_]+(\{[^{}]*\})? [\d.e+-]+", line), line
