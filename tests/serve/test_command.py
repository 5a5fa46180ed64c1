"""`glassnet serve` and `glassnet studio` as commands."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from glassnet.cli import main
from glassnet.cli import serve as command


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--host", "192.168.0.9"], "GLASSNET_API_KEY"),
        (["--require-key"], "GLASSNET_API_KEY"),
        (["--model", "nope"], "Unknown model 'nope'"),
        (["--allow-origin", "*"], "one origin"),
    ],
)
def test_invalid_options_are_refused_at_the_start(
    arguments: list[str],
    words: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("GLASSNET_API_KEY", raising=False)

    assert main(["serve", "--port", "0", *arguments]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("key", ["", "short"])
def test_an_empty_key_is_refused(
    key: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GLASSNET_API_KEY", key)

    assert main(["serve", "--port", "0"]) == 2
    assert "at least 16 characters" in capsys.readouterr().err


def test_a_port_in_use_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status = main(["serve", "--port", str(port), "--model", "tiny"])

    assert status == 2
    assert str(port) in capsys.readouterr().err


def test_without_the_extra_the_error_says_how_to_install_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "PACKAGES", ("a_package_that_is_not_there",))

    assert main(["studio"]) == 1
    assert "pip install 'glassnet[serve]'" in capsys.readouterr().err


def test_it_listens_on_loopback_only(serving: Any) -> None:
    with serving("--model", "tiny") as (_, (host, port)):
        assert host == "127.0.0.1"
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((_other_address(), port), timeout=2).close()


def _other_address() -> str:
    """An address of this machine that is not 127.0.0.1."""
    return "127.0.0.2"


@pytest.mark.parametrize("content", [None, "", "\nkey"])
def test_a_key_file_without_a_key_is_refused(content: str | None, tmp_path: Path, capsys) -> None:
    path = tmp_path / "key"
    if content is not None:
        path.write_text(content)

    assert main(["serve", "--key-file", str(path), "--port", "0"]) == 2
    assert "--key-file expects a file with the key in its first line" in capsys.readouterr().err
