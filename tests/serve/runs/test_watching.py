"""Runs are listed and watched: nothing is lost or repeated, and no name leads out of the folder."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path

import pytest
from tests.serve.runs.clients import Viewer, call, wait_for

from glassnet.models import read_model
from glassnet.models.event_log import EVENTS, read_events

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


# GLASSNET_FULL=1 takes the full size: 200 MB of events.
LINES = 50_000 if os.environ.get("GLASSNET_FULL") else 2_000


def memory_of(pid: int) -> int:
    """Resident memory of a process in bytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


def settled_memory(pid: int) -> int:
    """Resident memory once it stays the same: the service compiles in the background at first."""
    last, since = memory_of(pid), time.monotonic()
    while time.monotonic() - since < 3:
        time.sleep(0.1)
        if abs(memory_of(pid) - last) > 1 << 19:
            last, since = memory_of(pid), time.monotonic()
    return memory_of(pid)


def count_events(address: tuple[str, int], name: str) -> int:
    with Viewer(address, name) as viewer:
        return sum(1 for _ in viewer.events())


@pytest.fixture(scope="module")
def watched(serving: type, finished_run: Path):
    with serving("--model", "tiny", "--runs", str(finished_run)) as (process, address):
        yield process, address


def test_a_finished_run_is_listed_and_described(watched) -> None:
    _, address = watched
    status, body = call(address, "/api/runs")
    (run,) = [each for each in body["runs"] if each["name"] == "done"]

    assert status == 200
    assert (run["recipe"], run["state"], run["epoch"], run["epochs"]) == ("small", "finished", 3, 3)
    assert (run["started_by"], run["accepts_commands"]) == ("terminal", False)
    assert 0 < run["accuracy"] <= 1
    _, detail = call(address, "/api/runs/done")
    assert detail["recipe_table"]["epochs"] == 3
    assert detail["made_by"] == "glassnet train small"


def test_the_events_of_a_finished_run_are_replayed_from_any_id_on(
    watched, finished_run: Path
) -> None:
    logged = read_events(finished_run / "done" / EVENTS)[0]

    for last_id in (0, 1, len(logged) - 1, len(logged), 10**9):
        with Viewer(watched[1], "done", last_id) as viewer:
            *events, end = viewer.events()
        assert [each["id"] for each in events] == [each.id for each in logged if each.id > last_id]
        assert all(each["data"]["event"] == each["event"] for each in events)
        assert (end["event"], end["data"]) == ("end", {"state": "finished"})
        assert "id" not in end


def test_snapshots_are_listed_and_are_models(watched, tmp_path: Path) -> None:
    _, address = watched
    _, body = call(address, "/api/runs/done/snapshots")
    steps = [each["step"] for each in body["snapshots"]]
    assert steps[0] == 0

    status, content = call(address, f"/api/runs/done/snapshots/{steps[-1]}")
    path = tmp_path / "snapshot.safetensors"
    path.write_bytes(content)
    assert status == 200
    assert read_model(path).recipe.name == "small"
    assert call(address, "/api/runs/done/snapshots/999999")[0] == 404
    assert call(address, "/api/runs/done/snapshots/x")[0] == 422


@pytest.mark.parametrize(
    "name",
    ["..", ".", "%2e%2e", "..%2fdone", "done%2f..%2fdone", "%2fetc", "done%00", "nope", ".hidden",
     "done%0d%0a", "a" * 65, "done/..", "%2e%2e%2f%2e%2e%2fetc%2fpasswd"],
)  # fmt: skip
def test_no_name_leads_out_of_the_folder(watched, name: str) -> None:
    _, (host, port) = watched
    for path in ("", "/events", "/snapshots", "/snapshots/0", "/snapshots/..%2f..%2frecipe.json"):
        connection = HTTPConnection(host, port, timeout=30)
        connection.request("GET", f"/api/runs/{name}{path}", headers={"Host": "localhost"})
        assert connection.getresponse().status in (404, 422)
        connection.close()


def test_without_a_folder_of_runs_there_are_none(serving: type) -> None:
    with serving("--model", "tiny") as (_, address):
        assert call(address, "/api/runs")[0] == 404
        assert call(address, "/api/runs", {"recipe": "tiny"})[0] == 404


def test_a_run_of_a_terminal_is_followed_live_through_kills_of_all(
    serving: type,
    terminal_run: Callable[[Path], subprocess.Popen[bytes]],
    tmp_path: Path,
) -> None:
    root = tmp_path / "runs"
    child = terminal_run(root / "mine")
    seen: list[int] = []
    for _ in range(2):
        with serving("--model", "tiny", "--runs", str(root)) as (process, address):
            wait_for(lambda: (root / "mine" / EVENTS).exists(), "a file of events")
            for _ in range(3):  # a viewer that connects again
                with Viewer(address, "mine", seen[-1] if seen else 0) as viewer:
                    seen += [each["id"] for each in islice(viewer.events(), 4)]
            (run,) = call(address, "/api/runs")[1]["runs"]
            assert (run["state"], run["accepts_commands"]) == ("running", False)
            assert call(address, "/api/runs/mine/commands", {"command": "stop"})[0] == 409
            assert call(address, "/api/runs/mine/commands", {"command": "resume"})[0] == 409
            process.kill()
        assert child.poll() is None  # it goes on without the service

    with serving("--model", "tiny", "--runs", str(root)) as (_, address):
        with Viewer(address, "mine", seen[-1]) as viewer:
            child.send_signal(signal.SIGKILL)
            *events, end = viewer.events()
            seen += [each["id"] for each in events]
        assert (end["event"], end["data"]) == ("end", {"state": "stopped"})
        terminal_run(root / "mine")
        wait_for(lambda: call(address, "/api/runs/mine")[1]["state"] == "running", "running")
        with Viewer(address, "mine", seen[-1]) as viewer:
            followed = list(islice(viewer.events(), 3))
        assert followed[0]["event"] == "started"
        seen += [each["id"] for each in followed]
    assert seen == list(range(1, len(seen) + 1))


@pytest.mark.slow
def test_viewers_that_stall_are_dropped_and_cost_little_memory(
    serving: type, finished_run: Path, tmp_path: Path
) -> None:
    """20 viewers of a large file of events, two of which do not read."""
    run = tmp_path / "runs" / "large"
    run.mkdir(parents=True)
    (run / "recipe.json").write_bytes((finished_run / "done" / "recipe.json").read_bytes())
    padding = "x" * 4_000
    with (run / EVENTS).open("w") as file:
        for number in range(1, LINES + 1):
            line = {"id": number, "event": "progress", "padding": padding}
            file.write(json.dumps(line) + "\n")

    with serving("--model", "tiny", "--runs", str(tmp_path / "runs")) as (process, address):
        before = settled_memory(process.pid)
        idle = count_sockets(process.pid)
        stalled = [socket.create_connection(address) for _ in range(2)]
        for each in stalled:
            each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            each.sendall(b"GET /api/runs/large/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        wait_for(lambda: count_sockets(process.pid) >= idle + 2, "the viewers connected")
        with ThreadPoolExecutor(18) as pool:
            counts = [pool.submit(count_events, address, "large") for _ in range(18)]
            peak = before
            while not all(each.done() for each in counts):
                peak = max(peak, memory_of(process.pid))
                time.sleep(0.05)
        assert [each.result() for each in counts] == [LINES + 1] * 18
        assert (peak - before) >> 20 < 24, "MiB of more memory"

        started = time.monotonic()
        wait_for(lambda: count_sockets(process.pid) <= idle, "the stalled viewers dropped")
        assert time.monotonic() - started < 60
        for each in stalled:
            each.close()


def count_sockets(pid: int) -> int:
    count = 0
    for each in Path(f"/proc/{pid}/fd").iterdir():
        try:
            count += each.readlink().name.startswith("socket:")
        except OSError:
            continue
    return count


def test_the_service_ends_in_time_with_viewers(
    serving: type, terminal_run: Callable[[Path], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    terminal_run(tmp_path / "runs" / "mine")
    wait_for(lambda: (tmp_path / "runs" / "mine" / EVENTS).exists(), "a file of events")
    with (
        serving("--model", "tiny", "--runs", str(tmp_path / "runs")) as (process, address),
        Viewer(address, "mine") as viewer,
    ):
        next(viewer.events())
        started = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert time.monotonic() - started < 6
