"""The page's files: served by exact name, and loading nothing from other sites."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from glassnet.serve.application import WEB
from glassnet.serve.http.static_files import CONTENT_TYPES

FILES = sorted(path for path in WEB.rglob("*") if path.suffix in CONTENT_TYPES)
TEXTS = [path for path in FILES if path.suffix in {".html", ".css", ".js", ".svg"}]


def address(path: Path) -> str:
    return "/" + path.relative_to(WEB).as_posix()


@pytest.fixture(scope="module")
def one_client(client_with: Callable[..., TestClient]) -> Iterator[TestClient]:
    """One client for all files."""
    with client_with() as each:
        yield each


@pytest.mark.parametrize("path", FILES, ids=address)
def test_every_file_is_served_with_its_content_type(one_client: TestClient, path: Path) -> None:
    answer = one_client.get("/" if path.name == "index.html" else address(path))

    assert answer.content == path.read_bytes()
    assert answer.headers["content-type"] == CONTENT_TYPES[path.suffix]


def test_an_unchanged_file_is_not_sent_again(client: TestClient) -> None:
    tag = client.get("/main.js").headers["etag"]

    again = client.get("/main.js", headers={"if-none-match": tag})

    assert again.status_code == 304
    assert not again.content


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_files_answer_get_only(client: TestClient, method: str) -> None:
    assert client.request(method, "/main.js").status_code == 405


def test_the_api_runs_without_the_page(client_with: Callable[..., TestClient]) -> None:
    client = client_with(page=False)

    assert client.get("/").status_code == 404
    assert client.get("/api/health").is_success


@pytest.mark.parametrize("path", TEXTS, ids=address)
def test_no_file_names_another_site(path: Path) -> None:
    names = re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z]{2,}[^\s\"']*", path.read_text("utf-8"))

    assert not [name for name in names if "www.w3.org" not in name]


@pytest.mark.parametrize("path", TEXTS, ids=address)
def test_no_file_turns_data_into_markup_or_code(path: Path) -> None:
    text = path.read_text("utf-8")

    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
    ):
        assert word not in text
    if path.suffix == ".html":
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|<style|javascript:", text)


@pytest.mark.parametrize("path", [path for path in TEXTS if path.suffix == ".js"], ids=address)
def test_modules_are_short_and_import_files_that_exist(path: Path) -> None:
    text = path.read_text("utf-8")

    assert len(text.splitlines()) <= 250
    for name in re.findall(r'from "(\.[^"]+)"|import\("(\.[^"]+)"\)', text):
        assert (path.parent / (name[0] or name[1])).resolve().is_file()
