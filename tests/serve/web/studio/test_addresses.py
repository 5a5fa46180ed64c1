"""Every state is an address, old ones included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Call = Callable[..., Any]


@pytest.mark.parametrize(
    ("address", "room", "path", "params"),
    [
        ("", "read", [], {}),
        ("#/", "read", [], {}),
        ("#/learn", "learn", [], {}),
        ("#/lab/fool?net=tiny", "lab", ["fool"], {"net": "tiny"}),
        ("#/read?net=cnn&at=2.5&level=3", "read", [], {"net": "cnn", "at": "2.5", "level": "3"}),
        ("#model=tiny&raw=1&ink=AB", "read", [], {"net": "tiny", "raw": "1", "ink": "AB"}),
        ("#/a%2Fb", "a/b", [], {}),
        ("#/%E0%A4%A", "%E0%A4%A", [], {}),
    ],
)
def test_an_address_names_room_path_and_parameters(
    call: Call, address: str, room: str, path: list[str], params: dict[str, str]
) -> None:
    assert call("parseAddress", address) == {"room": room, "path": path, "params": params}


def test_an_address_is_written_as_it_is_read(call: Call) -> None:
    address = {
        "room": "lab",
        "path": ["fool"],
        "params": {"net": "my net", "seed": "7", "at": "1.2"},
    }
    written = call("formatAddress", address)

    assert written == "#/lab/fool?net=my+net&at=1.2&seed=7"
    assert call("parseAddress", written) == address


@pytest.mark.parametrize(
    "selection",
    [
        None,
        {"kind": "neuron", "column": 0, "index": 783},
        {"kind": "neuron", "column": 3, "index": 0},
        {"kind": "weight", "column": 2, "from": 4, "to": 9},
    ],
)
def test_a_selection_is_written_as_it_is_read(call: Call, selection: Any) -> None:
    assert call("parseSelection", call("formatSelection", selection)) == selection


@pytest.mark.parametrize(
    "params", [{"at": "1"}, {"at": "1.0"}, {"at": "a.b"}, {"w": "0.1.1"}, {"at": "1.99999999999"}]
)
def test_what_is_no_selection_selects_nothing(call: Call, params: dict[str, str]) -> None:
    assert call("parseSelection", params) is None


def test_strokes_are_read_as_they_are_written(call: Call) -> None:
    drawing = {"kind": "strokes", "strokes": [[[10.25, 20], [280, 0]], [[5, 5]]], "pen": 24}

    assert call("reopen", drawing) == drawing


@pytest.mark.parametrize("params", [{"ink": "%%%"}, {"pixels": "AA"}, {"ink": ""}, {}])
def test_damaged_parameters_are_no_drawing(call: Call, params: dict[str, str]) -> None:
    assert call("parseDrawing", params) is None


def test_a_store_calls_the_listeners_of_changed_fields_only(call: Call) -> None:
    result = call("listen")

    assert result["heard"] == [5]
    assert result["state"] == {"one": 7, "other": 6}
    assert result["frozen"]
