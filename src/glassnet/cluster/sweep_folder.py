"""The folder of a sweep, which survives any kill: each trial is recorded exactly once.

sweeps/learning-rate-001/
    sweep.toml          the sweep
    asked/0007.json     the values of trial 7, written before it begins
    trials/0007.json    values and result of trial 7, written when it ends
    runs/               the run folders of all trials, for `glassnet studio --runs`
    best.toml           the recipe of the best trial, at the end
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from glassnet.bounded_file import read_bounded
from glassnet.cluster.search import Values
from glassnet.cluster.trial import TrialResult, result_from_plain
from glassnet.data.atomic import write_atomically
from glassnet.data.locks import exclusive
from glassnet.errors import GlassnetError, format_error, format_problem
from glassnet.recipes import Recipe, recipe_to_plain

SWEEP = "sweep.toml"
ASKED = "asked"
TRIALS = "trials"
RUNS = "runs"
BEST = "best.toml"
LOCK = ".lock"
LOCK_SECONDS = 1.0


class SweepError(GlassnetError):
    """A sweep's folder that cannot be used as asked."""


class SweepFolder:
    """The files of one sweep."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.runs = path / RUNS

    @contextmanager
    def hold(self, text: str) -> Iterator[None]:
        """Begin the sweep `text`, or go on with it; other processes are kept out.

        Raises `SweepError` where the folder holds another sweep, or a process works on it.
        """
        self.runs.mkdir(parents=True, exist_ok=True)
        with exclusive(self.path / LOCK, LOCK_SECONDS, SweepError):
            file = self.path / SWEEP
            if file.exists() and file.read_text(encoding="utf-8") != text:
                raise SweepError(
                    format_error(
                        str(self.path),
                        "the sweep that it was begun with",
                        "another one",
                        "Choose another folder by --out.",
                    )
                )
            write_atomically(file, text.encode())
            yield

    def asked(self) -> dict[int, Values]:
        """The values of all trials that were begun, in order."""
        return {number: plain["values"] for number, plain in self._read(ASKED)}

    def results(self) -> dict[int, TrialResult]:
        """The results of all trials that ended, in order."""
        return {number: result_from_plain(plain["result"]) for number, plain in self._read(TRIALS)}

    def ask(self, number: int, values: Values) -> None:
        """Record the values of a trial, before it begins."""
        self._write(ASKED, number, {"values": values})

    def record(self, values: Values, result: TrialResult) -> None:
        """Record the result of a trial. Raises `SweepError` where it has one."""
        if self._file(TRIALS, result.number).exists():
            raise SweepError(f"{self.path}: trial {result.number} is recorded already.")
        self._write(TRIALS, result.number, {"values": values, "result": result.to_plain()})

    def write_best(self, recipe: Recipe) -> Path:
        """Write the recipe as TOML; return its path."""
        import tomli_w

        path = self.path / BEST
        write_atomically(path, tomli_w.dumps(recipe_to_plain(recipe)).encode())
        return path

    def _file(self, kind: str, number: int) -> Path:
        return self.path / kind / f"{number:04d}.json"

    def _write(self, kind: str, number: int, plain: dict[str, Any]) -> None:
        write_atomically(self._file(kind, number), (json.dumps(plain, indent=1) + "\n").encode())

    def _read(self, kind: str) -> Iterator[tuple[int, dict[str, Any]]]:
        for path in sorted((self.path / kind).glob("[0-9]*.json")):
            try:
                yield int(path.stem), json.loads(read_bounded(path))
            except (ValueError, RecursionError) as error:
                remedy = "Remove it: the trial is then made again."
                raise SweepError(format_problem(path, f"damaged ({error})", remedy)) from None
