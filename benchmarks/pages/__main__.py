"""`python -m benchmarks.pages`: made-up pages of every kind, read by a model."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import process_time

import numpy as np

from benchmarks.pages.hands import HALVES, Legible, Strokes, choose_hand, split_writers
from benchmarks.pages.kinds import KINDS, Page, make_page
from benchmarks.pages.scoring import Score, score_page
from glassnet.data.formats.stroke_file import Drawing, read_drawings
from glassnet.data.published.catalog import MNIST
from glassnet.data.published.files import user_folder
from glassnet.models import Model, PageReading, load_model

STROKES = "drawn/unipen_validation.jsonl.gz"
JUDGES = ("cnn", "mlp")
SUFFIX = ".jpg"


@dataclass(frozen=True)
class Result:
    """Shares of the digits and of the pages of one kind.

    `joined` takes each page as one text, without its grouping into numbers. `as_strokes` and
    `pages_as_strokes` are what the same model reads of the same digits, given one by one as strokes.
    `seconds` of all CPUs are the median of a page; with OPENBLAS_NUM_THREADS=1 those of one core.
    """

    kind: str
    pages: int
    digits: int
    right: float
    pages_right: float
    joined: float
    as_strokes: float
    pages_as_strokes: float
    boxes: float
    turn_right: float
    seconds: float
    slowest: float

    def __str__(self) -> str:
        shares = (
            self.right, self.pages_right, self.joined, self.as_strokes, self.pages_as_strokes,
            self.boxes, self.turn_right,
        )  # fmt: skip
        cells = " | ".join(f"{share:.1%}" for share in shares)
        return (
            f"| {self.kind} | {self.pages} | {self.digits} | {cells} | "
            f"{self.seconds:.2f} | {self.slowest:.2f} |"
        )


HEAD = (
    "| kind | pages | digits | right | pages without error | as one text | as strokes | pages as strokes | "
    "boxes | turn | CPU s | slowest |\n" + "| --- " * 12 + "|"
)


@dataclass(frozen=True)
class Measured:
    """One page: its score, and how many of its digits are right as strokes."""

    score: Score
    right_as_strokes: int
    seconds: float


def measure_kind(
    model: Model,
    kind: str,
    drawings: Sequence[Drawing],
    legible: Legible,
    seeds: Sequence[Sequence[int]],
    out: Path | None,
) -> list[Measured]:
    """Make and read pages of a kind, one for each seed; keep those with an error in `out`."""
    measured = []
    for number, seed in enumerate(seeds):
        rng = np.random.default_rng(seed)
        page = make_page(kind, choose_hand(drawings, legible, rng), rng)
        started = process_time()
        reading = model.read_page(page.picture)
        seconds = process_time() - started
        score = score_page(page, reading)
        measured.append(Measured(score, count_as_strokes(model, page), seconds))
        if out is not None and not score.is_right:
            keep_page(out / f"{kind}-{number:03d}{SUFFIX}", page, reading)
    return measured


def count_as_strokes(model: Model, page: Page) -> int:
    """How many of the digits the model reads right, given one by one as strokes."""
    pairs = [
        pair for number in page.numbers for pair in zip(number.text, number.strokes, strict=True)
    ]
    return sum(model.read_strokes(strokes).label == digit for digit, strokes in pairs)


def keep_page(file: Path, page: Page, reading: PageReading) -> None:
    """The picture, and beside it what is written and what was read."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(page.picture)
    written = " ".join(number.text for number in page.numbers)
    read = " ".join(number.text for number in reading.numbers)
    text = f"written {written}\nread    {read}\nturn    {page.turn}, read {reading.turn}\n"
    file.with_suffix(".txt").write_text(text)


def summarize(kind: str, measured: Sequence[Measured]) -> Result:
    """The shares over all of these pages."""
    scores = [each.score for each in measured]
    digits = sum(score.digits for score in scores)
    errors = sum(min(score.errors, score.digits) for score in scores)
    joined = sum(min(score.joined_errors, score.digits) for score in scores)
    whole = [each.right_as_strokes == each.score.digits for each in measured]
    seconds = [each.seconds for each in measured]
    return Result(
        kind,
        len(scores),
        digits,
        1 - errors / digits,
        float(np.mean([score.is_right for score in scores])),
        1 - joined / digits,
        sum(each.right_as_strokes for each in measured) / digits,
        float(np.mean(whole)),
        sum(score.boxes_found for score in scores) / digits,
        float(np.mean([score.turn_right for score in scores])),
        float(np.median(seconds)),
        max(seconds),
    )


def make_judge(every_digit: bool) -> Legible:
    """Whether a digit can be read: one of two models reads its strokes as its label."""
    judges = [] if every_digit else [load_model(name) for name in JUDGES]

    def is_legible(strokes: Strokes, digit: str) -> bool:
        return every_digit or any(judge.read_strokes(strokes).label == digit for judge in judges)

    return is_legible


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=HALVES, default="look", help="which of the writers")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only this kind")
    parser.add_argument("--count", type=int, default=25, help="pages of each kind")
    parser.add_argument("--model", default="cnn")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--every-digit", action="store_true", help="also those that no model reads as strokes"
    )
    parser.add_argument("--out", type=Path, help="a folder for the pages with an error")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser.parse_args()


def main() -> None:
    """Print a row for each kind, and one for all."""
    options = parse_arguments()
    folder = user_folder(MNIST)
    if folder is None:
        raise SystemExit(f"Set GLASSNET_DATA to the folder that has {STROKES}.")
    drawings = split_writers(list(read_drawings(folder.parent / STROKES)), options.half)
    model, legible = load_model(options.model), make_judge(options.every_digit)
    results: list[Result] = []
    everything: list[Measured] = []
    if not options.json:
        print(HEAD)
    for kind in options.kind or KINDS:
        seeds = [
            (options.seed, HALVES.index(options.half), list(KINDS).index(kind), number)
            for number in range(options.count)
        ]
        measured = measure_kind(model, kind, drawings, legible, seeds, options.out)
        everything += measured
        results.append(summarize(kind, measured))
        if not options.json:
            print(results[-1], flush=True)
    results.append(summarize("all", everything))
    print(json.dumps([asdict(each) for each in results], indent=2) if options.json else results[-1])


if __name__ == "__main__":
    main()
