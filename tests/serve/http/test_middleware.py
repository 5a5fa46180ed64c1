"""What every response carries, and what happens when something fails inside."""

from __future__ import annotations

import logging
import re

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from glassnet.serve.http.errors import ALL_ERROR_HANDLERS
from glassnet.serve.http.middleware import RequestIdMiddleware

ADDRESSES = [
    "/", "/main.js", "/api/health", "/api/models", "/openapi.json", "/docs", "/nope", "/metrics",
]  # fmt: skip
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("host", ["localhost", "example.org"])
def test_every_response_has_the_security_headers(
    client: TestClient, address: str, host: str
) -> None:
    headers = client.get(address, headers={"host": host}).headers

    assert {name: headers[name] for name in HEADERS} == HEADERS
    assert "server" not in headers
    assert headers["x-request-id"]
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_responses_of_the_api_are_not_stored(client: TestClient) -> None:
    assert client.get("/api/models").headers["cache-control"] == "no-store"


def test_each_request_has_an_id_of_its_own(client: TestClient) -> None:
    numbers = [client.get("/nope").json()["error"]["request_id"] for _ in range(3)]

    assert len(set(numbers)) == 3


def test_an_unexpected_failure_is_logged_and_its_details_are_not_sent(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail(request: Request) -> Response:
        raise RuntimeError("secret details")

    stack = [
        Middleware(RequestIdMiddleware),
        Middleware(ExceptionMiddleware, handlers=ALL_ERROR_HANDLERS),
    ]
    client = TestClient(Starlette(routes=[Route("/fail", fail)], middleware=stack))
    with caplog.at_level(logging.ERROR, logger="glassnet.serve"):
        answer = client.get("/fail")

    assert answer.status_code == 500
    assert "secret" not in answer.text
    number = answer.json()["error"]["request_id"]
    assert any(number in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize("address", ["/api/nope", "/nope", "/api/models/nope", "/api/predict//"])
def test_unknown_addresses_are_not_found(client: TestClient, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


def test_a_wrong_method_is_refused_with_the_allowed_ones(client: TestClient) -> None:
    answer = client.get("/api/predict")

    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"


def test_metrics_count_requests_and_predictions(client: TestClient) -> None:
    client.post("/api/predict", json={"strokes": []})
    client.get("/nope")
    text = client.get("/metrics").text

    assert 'glassnet_requests_total{endpoint="predict",status="200"} 1' in text
    assert 'glassnet_requests_total{endpoint="other",status="404"} 1' in text
    assert 'glassnet_predictions_total{model="tiny",outcome="no ink"} 1' in text
    assert "glassnet_request_seconds_count 2" in text
    for line in text.splitlines():
        assert line.startswith("# ") or re.fullmatch(r"[a-z_]+(\{[^{}]*\})? [\d.e+-]+", line), line
