"""Run folders that others filled: links, pipes and odd JSON lead nowhere and break nothing."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Timer

import pytest
from starlette.testclient import TestClient

from glassnet.bounded_file import open_file
from glassnet.models.event_log import EVENTS, EventLog, last_events, read_events
from glassnet.models.recording import Stopped
from glassnet.models.run_folder import LOCK, METRICS, RECIPE
from glassnet.models.snapshots import SNAPSHOTS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes as POSIX has them")

SECRET = b"a secret line\n"
ABOUT = {"recipe": {"name": "small", "epochs": 3}, "made_by": "a test", "started_by": "terminal"}
STEP = "0000000001.safetensors"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "runs" / "odd"
    (folder / SNAPSHOTS).mkdir(parents=True)
    (folder / RECIPE).write_text(json.dumps(ABOUT))
    (folder / METRICS).write_text(json.dumps({"epoch": 1, "train_accuracy": 0.5}) + "\n")
    return folder


@pytest.fixture
def answers(folder: Path, client_with: Callable[..., TestClient]) -> Callable[[], list[bytes]]:
    def answers() -> list[bytes]:
        """All that is said of the runs: each is answered, and none with a failure."""
        found = []
        with client_with(runs=folder.parent) as client:
            paths = ("", "/odd", "/odd/events", "/odd/snapshots", "/odd/snapshots/1")
            for each in paths:
                answer = client.get(f"/api/runs{each}")
                assert answer.status_code in (200, 404), (each, answer.text)
                found.append(answer.content)
        return found

    return answers


@pytest.mark.parametrize(
    "name", [RECIPE, METRICS, EVENTS, "train.log", LOCK, f"{SNAPSHOTS}/{STEP}"]
)
def test_no_link_in_a_run_folder_is_followed(
    folder: Path, name: str, answers: Callable[[], list[bytes]], tmp_path: Path
) -> None:
    event = b'{"id": 1, "event": "a_secret_line"}\n'
    (tmp_path / "outside").write_bytes(SECRET if name != EVENTS else event)
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(tmp_path / "outside")

    assert all(b"secret" not in each for each in answers())


@pytest.mark.parametrize("name", [METRICS, EVENTS, "train.log", LOCK, f"{SNAPSHOTS}/{STEP}"])
@pytest.mark.parametrize("kind", ["pipe", "folder", "device"])
def test_what_is_no_file_is_not_waited_for(
    folder: Path, name: str, kind: str, answers: Callable[[], list[bytes]]
) -> None:
    path = folder / name
    path.unlink(missing_ok=True)
    writer = None
    if kind == "pipe":
        os.mkfifo(path)
        # With a writer that writes nothing, a reader waits, or gets nothing.
        writer = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero")

    assert len(answers()) == 5
    if writer is not None:
        os.close(writer)


@pytest.mark.parametrize(
    "text",
    [
        "[]", "{}", '{"recipe": 1, "made_by": "x"}', "[" * 100_000,
        '{"recipe": {"name": "\\ud800"}, "made_by": "x"}', '{"recipe": {"name": 1e999}, "made_by": "x"}',
        '{"recipe": {"epochs": 1e400}, "made_by": "x"}', '{"recipe": {"epochs": true}, "made_by": "x"}',
        '{"recipe": {"x": NaN}, "made_by": "x"}', '{"recipe": {}, "made_by": "x", "started_by": ["y"]}',
        '{"recipe": {"a": {"b": {"c": "\\ud800"}}}, "made_by": "\\udfff"}',
    ],
)  # fmt: skip
def test_an_odd_description_is_listed_or_left_out(
    folder: Path, text: str, answers: Callable[[], list[bytes]]
) -> None:
    (folder / RECIPE).write_text(text)

    json.loads(answers()[0])


@pytest.mark.parametrize(
    "line",
    [
        '{"epoch": "x"}', '{"epoch": 1e999}', '{"epoch": null}', '{"epoch": -5}', "[" * 3_000,
        '{"epoch": true}',
        '{"epoch": 1, "train_accuracy": "\\ud800"}', '{"epoch": 1, "train_accuracy": 1e999}',
        '{"epoch": 1, "train_accuracy": [1]}', '{"epoch": 1, "train_accuracy": NaN}',
    ],
)  # fmt: skip
def test_odd_metrics_are_passed_over(
    folder: Path, line: str, answers: Callable[[], list[bytes]]
) -> None:
    with (folder / METRICS).open("a") as file:
        file.write(line + "\n")

    (run,) = json.loads(answers()[0])["runs"]

    assert (run["epoch"], run["accuracy"]) == (2, 0.5)


@pytest.mark.parametrize(
    "line",
    [
        b'{"id": 1e999, "event": "x"}', b'{"id": Infinity, "event": "x"}', b'{"id": -1, "event": "x"}',
        b'{"id": "9", "event": {"a": 1}}', b'{"id": 99999999999999999999999, "event": "x"}', b"[" * 5_000,
        b'{"id": 2, "event": "x\\nevent: end"}',
    ],
)  # fmt: skip
def test_odd_events_are_passed_over(
    folder: Path, line: bytes, answers: Callable[[], list[bytes]]
) -> None:
    with EventLog(folder / EVENTS) as log:
        log.append(Stopped(0, 1))
    with (folder / EVENTS).open("ab") as file:
        file.write(line + b"\n")

    stream = answers()[2]

    assert [each.id for each in read_events(folder / EVENTS)[0]] == [1]
    assert [each.id for each in last_events(folder / EVENTS)] == [1]
    assert stream.count(b"\nevent: ") == 2  # that one, and the end


def test_nothing_is_appended_through_a_link(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").write_bytes(SECRET)
    (folder / EVENTS).symlink_to(tmp_path / "outside")

    with pytest.raises(OSError, match="is a link"), EventLog(folder / EVENTS):
        pass
    assert (tmp_path / "outside").read_bytes() == SECRET


def test_runs_may_vanish_while_they_are_listed(
    folder: Path, client_with: Callable[..., TestClient]
) -> None:
    others = [folder.with_name(f"run-{number}") for number in range(30)]
    for each in others:
        each.mkdir()
        (each / RECIPE).write_text(json.dumps(ABOUT))

    def remove_all() -> None:
        for each in others:
            (each / RECIPE).unlink()

    with client_with(runs=folder.parent) as client:
        Timer(0.005, remove_all).start()
        statuses = {client.get("/api/runs").status_code for _ in range(20)}

    assert statuses == {200}


def test_a_file_is_opened_as_usual(tmp_path: Path) -> None:
    with open_file(tmp_path / "new", "ab") as file:
        file.write(b"one")
    with open_file(tmp_path / "new", "ab") as file:
        file.write(b"two")

    with open_file(tmp_path / "new") as file:
        assert file.read() == b"onetwo"
    assert (tmp_path / "new").stat().st_mode & 0o400
