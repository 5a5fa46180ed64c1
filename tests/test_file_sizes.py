"""A source file is one idea: it can be read in one sitting."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
MAX_LINES = 300
SUFFIXES = {".py", ".js", ".css", ".html"}
ALLOWED: dict[str, str] = {}
"""Longer files by path, each with the reason."""


def test_no_source_file_is_longer_than_300_lines() -> None:
    paths = [path for name in ("src", "benchmarks") for path in (ROOT / name).rglob("*")]
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines())
        for path in paths
        if path.suffix in SUFFIXES
    }
    assert lengths

    assert {path: count for path, count in lengths.items() if count > MAX_LINES} == {
        path: lengths[path] for path in ALLOWED
    }
