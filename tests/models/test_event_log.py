"""Events of a run keep their ids, whenever the writer is killed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from glassnet.models.event_log import EventLog, last_events, read_events
from glassnet.models.recording import Stopped


def write(path: Path, count: int) -> None:
    with EventLog(path) as log:
        for step in range(count):
            log.append(Stopped(0, step))


def ids(path: Path) -> list[int]:
    return [each.id for each in read_events(path)[0]]


def test_ids_go_on_when_the_log_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    write(path, 3)
    write(path, 2)

    assert ids(path) == [1, 2, 3, 4, 5]
    assert json.loads(path.read_bytes().splitlines()[4])["event"] == "stopped"


def test_a_line_cut_off_anywhere_is_ignored_and_then_removed(tmp_path: Path) -> None:
    whole = tmp_path / "whole.jsonl"
    write(whole, 3)
    content = whole.read_bytes()
    last = len(content.splitlines(keepends=True)[2])

    for missing in range(1, last + 1):
        path = tmp_path / f"{missing}.jsonl"
        path.write_bytes(content[:-missing])
        assert ids(path) == [1, 2]
        write(path, 1)
        assert ids(path) == [1, 2, 3]


def test_damaged_lines_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    write(path, 2)
    with path.open("ab") as file:
        file.write(b"\0" * 40_000 + b"\n[1]\n\xff\n" + b"\0" * 40_000)
    write(path, 1)

    assert last_events(path)[-1].id == 3
    assert path.read_bytes().count(b"\0") == 40_000


def test_events_are_read_in_parts_and_after_an_id(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    write(path, 2_000)

    seen, offset = [], 0
    while found := read_events(path, offset, last_id=1_000):
        events, after = found
        if after == offset:
            break
        offset = after
        seen += [each.id for each in events]

    assert seen == list(range(1_001, 2_001))
    assert len(read_events(path)[0]) < 2_000
    assert [each.id for each in last_events(path)][-1] == 2_000


def test_without_a_file_there_are_no_events(tmp_path: Path) -> None:
    assert read_events(tmp_path / "none") == ([], 0)
    assert last_events(tmp_path / "none") == []


CUT_OFF = """
import resource, signal, sys
from pathlib import Path
from glassnet.models.event_log import EventLog, read_events
from glassnet.models.recording import Stopped
path = Path(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with EventLog(path) as log:
    log.append(Stopped(0, 1))
    size = path.stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20, resource.RLIM_INFINITY))
    try:
        log.append(Stopped(0, 2))
    except OSError as error:
        print(error.filename == str(path), path.stat().st_size - size)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
with EventLog(path) as log:
    log.append(Stopped(0, 2))
print([each.id for each in read_events(path)[0]])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits as POSIX has them")
def test_a_line_that_the_disk_has_no_room_for_is_reported_and_then_removed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CUT_OFF, str(tmp_path / "events.jsonl")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout.splitlines() == ["True 20", "[1, 2]"]
