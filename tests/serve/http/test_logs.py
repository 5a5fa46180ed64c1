"""What is logged: a line for each request where that is wanted, and never too many."""

import json
import logging
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from glassnet.serve.http.logs import MAX_LINES, REQUESTS, LineLimit, limit_log_lines


def test_each_request_is_a_line_of_json_with_its_id(
    client_with: Callable[..., TestClient], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, REQUESTS.name)
    with client_with(request_log=True) as client:
        answer = client.get("/api/nope%0A%1b[2J?key=secret", headers={"X-API-Key": "secret"})

    [line] = [each.getMessage() for each in caplog.records if each.name == REQUESTS.name]
    plain = json.loads(line)
    assert plain["request_id"] == answer.headers["x-request-id"]
    assert (plain["status"], plain["method"]) == (404, "GET")
    assert "secret" not in line
    assert line.isprintable()


def record(text: str, *values: object, created: float = 0.0, line: int = 1) -> logging.LogRecord:
    made = logging.LogRecord("x", logging.WARNING, "x.py", line, text, values, None)
    made.created = created
    return made


def test_lines_of_one_kind_are_limited_and_counted() -> None:
    limit = LineLimit(max_lines=3, seconds=60)
    written = [limit.filter(record("Invalid %s.", number)) for number in range(100)]
    after = record("Invalid %s.", 1, created=61.0)

    assert sum(written) == 3
    assert limit.filter(after)
    assert after.getMessage() == "Invalid 1. (97 lines like this one were left out)"
    assert limit.filter(record("Another.", line=2))


def test_text_that_differs_each_time_is_of_one_kind() -> None:
    limit = LineLimit(max_lines=3, seconds=60)

    assert sum(limit.filter(record(f"Invalid {number}.")) for number in range(100)) == 3


def test_lines_of_packages_are_limited_too(capsys: pytest.CaptureFixture[str]) -> None:
    package = logging.Logger("a package")
    with limit_log_lines():
        for number in range(100):
            package.warning("Expected boundary character %d", number)

    assert capsys.readouterr().err.count("Expected") == MAX_LINES
