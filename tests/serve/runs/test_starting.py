"""Runs that the service starts: commands, limits, and no process that outlives the service."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.serve.runs.clients import LONG, Viewer, call, children_of, is_alive, wait_for

from glassnet.models.checkpoints import NEWEST
from glassnet.models.event_log import EVENTS, read_events
from glassnet.models.run_folder import create_run
from glassnet.serve.http.settings import Key
from glassnet.tutorials import find_recipe

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

KEY = "correct horse battery staple"


def names_of(folder: Path) -> list[str]:
    events, offset, names = *read_events(folder / EVENTS), []
    while events:
        names += [each.name for each in events]
        events, offset = read_events(folder / EVENTS, offset)
    return names


def test_a_run_is_started_paused_stepped_resumed_and_stopped(serving: type, tmp_path: Path) -> None:
    with serving("--model", "tiny", "--runs", str(tmp_path)) as (process, address):
        status, run = call(address, "/api/runs", {"recipe": LONG, "seed": 3})
        assert (status, run["name"], run["state"]) == (200, "long-001", "running")
        assert (run["started_by"], run["accepts_commands"]) == ("service", True)
        (pid,) = children_of(process.pid)

        def command(name: str) -> None:
            assert call(address, "/api/runs/long-001/commands", {"command": name})[0] == 200

        with Viewer(address, "long-001") as viewer:
            events = viewer.events()
            assert next(events)["event"] == "started"
            command("pause")
            assert next(each for each in events if each["event"] == "paused")
            assert call(address, "/api/runs/long-001")[1]["state"] == "paused"
            assert (tmp_path / "long-001" / NEWEST).exists()
            command("step")
            names = [each["event"] for each in islice(events, 3)]
            assert names[0] == "resumed"
            assert "paused" in names[1:] or next(events)["event"] == "paused"
            command("resume")
            assert next(each for each in events if each["event"] == "epoch_done")
            command("stop")
            *_, end = events
            assert end["data"] == {"state": "stopped"}
        wait_for(lambda: not is_alive(pid), "the end of the process")
        status, run = call(address, "/api/runs/long-001")
        assert (run["state"], run["accepts_commands"]) == ("stopped", False)
        assert run["recipe_table"]["seed"] == 3


def test_a_run_ends_with_a_service_that_is_killed_and_is_resumed_by_the_next(
    serving: type, tmp_path: Path
) -> None:
    folder = tmp_path / "long-001"
    with serving("--model", "tiny", "--runs", str(tmp_path)) as (process, address):
        call(address, "/api/runs", {"recipe": LONG})
        wait_for(lambda: "epoch_done" in names_of(folder), "an epoch")
        (pid,) = children_of(process.pid)
        process.kill()
        process.wait()
    wait_for(lambda: not is_alive(pid), "the end of the process")
    assert names_of(folder)[-1] == "stopped"
    assert (folder / NEWEST).exists()

    with serving("--model", "tiny", "--runs", str(tmp_path)) as (process, address):
        (run,) = call(address, "/api/runs")[1]["runs"]
        assert run["state"] == "stopped"
        last = run["last_event"]
        status, run = call(address, "/api/runs/long-001/commands", {"command": "resume"})
        assert (status, run["state"]) == (200, "running")
        with Viewer(address, "long-001", last) as viewer:
            started = next(viewer.events())
        assert (started["event"], started["id"]) == ("started", last + 1)
        assert started["data"]["step"] > 0
        (pid,) = children_of(process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert not is_alive(pid)
    assert names_of(folder)[-1] == "stopped"


def test_a_training_process_that_is_killed_is_seen_and_resumed(
    serving: type, tmp_path: Path
) -> None:
    with serving("--model", "tiny", "--runs", str(tmp_path)) as (process, address):
        call(address, "/api/runs", {"recipe": LONG, "name": "mine"})
        wait_for(lambda: "epoch_done" in names_of(tmp_path / "mine"), "an epoch")
        (pid,) = children_of(process.pid)
        with Viewer(address, "mine") as viewer:
            os.kill(pid, signal.SIGKILL)
            *events, end = viewer.events()
        assert end["data"] == {"state": "stopped"}
        assert [each["id"] for each in events] == list(range(1, len(events) + 1))
        wait_for(lambda: not call(address, "/api/runs/mine")[1]["accepts_commands"])
        assert call(address, "/api/runs/mine/commands", {"command": "pause"})[0] == 409
        assert call(address, "/api/runs/mine/commands", {"command": "resume"})[0] == 200
        with Viewer(address, "mine", len(events)) as viewer:
            assert next(viewer.events())["event"] == "started"


def test_a_run_that_was_killed_before_it_began_begins(serving: type, tmp_path: Path) -> None:
    create_run(
        tmp_path / "early", find_recipe("tiny").with_changes(data="simulated"), "", "service"
    )
    with serving("--model", "tiny", "--runs", str(tmp_path)) as (_, address):
        assert call(address, "/api/runs/early/commands", {"command": "resume"})[0] == 200
        with Viewer(address, "early") as viewer:
            assert next(viewer.events())["event"] == "started"


def test_at_most_two_runs_train_at_a_time_and_names_are_used_once(
    serving: type, tmp_path: Path
) -> None:
    with serving("--model", "tiny", "--runs", str(tmp_path)) as (process, address):
        assert call(address, "/api/runs", {"recipe": LONG, "name": "a"})[0] == 200
        assert call(address, "/api/runs", {"recipe": LONG, "name": "a"})[0] == 409
        assert call(address, "/api/runs", {"recipe": LONG, "name": "b"})[0] == 200
        assert call(address, "/api/runs", {"recipe": LONG, "name": "c"})[0] == 429
        assert len(children_of(process.pid)) == 2
        assert not (tmp_path / "c").exists()


def test_a_recipe_that_fails_to_train_says_why(serving: type, tmp_path: Path) -> None:
    recipe = {**LONG, "input_shape": [784]}
    with serving("--model", "tiny", "--runs", str(tmp_path)) as (_, address):
        call(address, "/api/runs", {"recipe": recipe, "name": "bad"})
        wait_for(lambda: call(address, "/api/runs/bad")[1]["state"] == "stopped", "the end")
        assert "Error: " in (tmp_path / "bad" / "train.log").read_text()
        assert call(address, "/api/runs/bad")[1]["message"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"recipe": "nope"}, "no such recipe"),
        ({"recipe": "../recipe.toml"}, "no such recipe"),
        ({"recipe": {**LONG, "data": "/etc"}}, "the name of a source"),
        ({"recipe": {**LONG, "epochs": 10**6}}, "1,000 epochs"),
        ({"recipe": "tiny", "epochs": 1001}, "1,000 epochs"),
        ({"recipe": {**LONG, "layers": [{"type": "dense", "units": 10**7}]}}, "parameters"),
        ({"recipe": {**LONG, "layers": [{"type": "dense", "units": 1}] * 101}}, "100 layers"),
        ({"recipe": {**LONG, "simulated": 10**9}}, "simulated examples"),
        ({"recipe": {**LONG, "batch_size": 10**9}}, "for one batch"),
        ({"recipe": {**LONG, "layers": 3}}, ""),
        ({"recipe": {**LONG, "layers": [{"type": "os.system"}]}}, ""),
        ({"recipe": {"layers": [{"type": "dense", "units": "x"}]}}, ""),
        ({"recipe": 3}, "recipe"),
        ({"recipe": "tiny", "name": "../x"}, "name"),
        ({"recipe": "tiny", "name": ".x"}, "name"),
        ({"recipe": "tiny", "seed": -1}, "seed"),
        ({"recipe": "tiny", "path": "x"}, "path"),
        ({}, "recipe"),
    ],
)
def test_other_recipes_and_those_beyond_the_limits_are_refused(
    client_with: Callable[..., TestClient], tmp_path: Path, body: Any, words: str
) -> None:
    with client_with(runs=tmp_path) as client:
        answer = client.post("/api/runs", json=body)

    assert answer.status_code == 422, answer.text
    assert words in answer.json()["error"]["message"]
    assert list(tmp_path.iterdir()) == []


def test_a_recipe_that_is_too_long_is_refused(
    client_with: Callable[..., TestClient], tmp_path: Path
) -> None:
    with client_with(runs=tmp_path) as client:
        long = {"recipe": {**LONG, "description": "x" * 70_000}}
        assert client.post("/api/runs", json=long).status_code == 413
        assert client.post("/api/runs", content=b"{").status_code == 415


def test_only_callers_that_may_change_things_start_runs(
    client_with: Callable[..., TestClient], tmp_path: Path
) -> None:
    body = {"recipe": "nope"}  # 422 where the request would be accepted
    with client_with(runs=tmp_path) as client:
        assert client.post("/api/runs", json=body).status_code == 422
        for headers in ({"origin": "https://example.org"}, {"sec-fetch-site": "same-site"}):
            assert client.post("/api/runs", json=body, headers=headers).status_code == 403
            commands = client.post("/api/runs/x/commands", json={}, headers=headers)
            assert commands.status_code == 403
    with client_with(runs=tmp_path, key=Key(KEY)) as client:
        assert client.post("/api/runs", json=body).status_code == 401
        assert client.get("/api/runs").status_code == 401
        keyed = client.post("/api/runs", json=body, headers={"x-api-key": KEY})
        assert keyed.status_code == 422
    with client_with(runs=tmp_path, host="0.0.0.0", without_key=True) as client:  # noqa: S104
        assert client.post("/api/runs", json=body).status_code == 403
        assert client.get("/api/runs").status_code == 200
