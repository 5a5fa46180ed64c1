"""The head of a table of times says whether the machine was busy."""

from benchmarks.table import machine_lines

MACHINE = {
    "cpu": "some CPU",
    "cpus": 2,
    "python": "3.11",
    "versions": {},
    "blas": [],
    "commit": "x",
}


def test_the_load_is_said_and_a_busy_machine_is_marked() -> None:
    assert machine_lines({**MACHINE, "load": (0.3, 1, 1)})[-1] == "load 0.3 before the first run"
    assert "no fair comparison" in machine_lines({**MACHINE, "load": (4.6, 1, 1)})[-1]


def test_where_the_load_is_not_known_nothing_is_said_of_it() -> None:
    assert not any("load" in line for line in machine_lines({**MACHINE, "load": None}))
