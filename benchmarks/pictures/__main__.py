"""`python -m benchmarks.pictures`: pictures of every kind, read by a model, beside the same strokes."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks.pictures.kinds import KINDS
from glassnet.data.formats.stroke_file import Drawing, read_drawings
from glassnet.data.published.catalog import MNIST
from glassnet.data.published.files import user_folder
from glassnet.data.simulated import simulate_strokes
from glassnet.models import Model, Reading, load_model

SURE = 0.95
STROKES = "drawn/unipen_validation.jsonl.gz"


@dataclass(frozen=True)
class Result:
    """Shares of the digits of one kind, as pictures and as strokes."""

    kind: str
    right: float
    right_as_strokes: float
    sure_and_wrong: float
    sure_and_wrong_as_strokes: float
    unread: float
    wrong_though_sure_as_strokes: float
    milliseconds: float
    slowest: float

    def __str__(self) -> str:
        lost = self.right_as_strokes - self.right
        more = self.sure_and_wrong - self.sure_and_wrong_as_strokes
        return (
            f"| {self.kind} | {self.right:.1%} | {self.right_as_strokes:.1%} | {100 * lost:+.1f} | "
            f"{self.sure_and_wrong:.1%} | {100 * more:+.1f} | {self.unread:.1%} | "
            f"{self.wrong_though_sure_as_strokes:.1%} | {self.milliseconds:.0f} | {self.slowest:.0f} |"
        )


HEAD = (
    "| kind | right | as strokes | lost, points | sure and wrong | more, points | unread | "
    "wrong, of the surely right strokes | ms | slowest |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
)


def measure(
    model: Model, kind: str, drawings: Sequence[Drawing], seed: int, keep: Path | None
) -> Result:
    """One row: `drawings` as pictures of this kind and as strokes."""
    pictures, strokes, seconds = [], [], []
    for number, drawing in enumerate(drawings):
        rng = np.random.default_rng([seed, number, len(kind)])
        picture = KINDS[kind](drawing.strokes, rng)
        started = perf_counter()
        pictures.append(model.read_image(picture))
        seconds.append(perf_counter() - started)
        strokes.append(model.read_strokes(drawing.strokes))
        if keep is not None and pictures[-1].label != drawing.label == strokes[-1].label:
            read = f"{pictures[-1].label or pictures[-1].reason}-{pictures[-1].confidence or 0:.3f}"
            picture.save(keep / f"{kind}-{number}-{drawing.label}-as-{read}.png".replace(" ", "_"))
    labels = [drawing.label for drawing in drawings]
    surely_right = [
        (picture, label)
        for picture, stroke, label in zip(pictures, strokes, labels, strict=True)
        if stroke.label == label and picture.label is not None and (stroke.confidence or 0) > SURE
    ]
    return Result(
        kind,
        _share(pictures, labels, lambda reading, label: reading.label == label),
        _share(strokes, labels, lambda reading, label: reading.label == label),
        _share(pictures, labels, _is_sure_and_wrong),
        _share(strokes, labels, _is_sure_and_wrong),
        _share(pictures, labels, lambda reading, label: reading.label is None),
        float(np.mean([reading.label != label for reading, label in surely_right])),
        1000 * float(np.median(seconds)),
        1000 * max(seconds),
    )


def _is_sure_and_wrong(reading: Reading, label: str | None) -> bool:
    return reading.label not in (None, label) and (reading.confidence or 0) > SURE


def _share(
    readings: Sequence[Reading],
    labels: Sequence[str | None],
    holds: Callable[[Reading, str | None], bool],
) -> float:
    return float(np.mean([holds(*each) for each in zip(readings, labels, strict=True)]))


def simulate_drawings(count: int, seed: int) -> list[Drawing]:
    """So many simulated digits, each label in turn."""
    rng = np.random.default_rng(seed)
    return [
        Drawing(number, tuple(simulate_strokes(rng, number % 10)), str(number % 10), None)
        for number in range(count)
    ]


def take(drawings: Sequence[Drawing], count: int, seed: int) -> list[Drawing]:
    """So many drawings at random."""
    chosen = np.random.default_rng(seed).permutation(len(drawings))[:count]
    return [drawings[index] for index in chosen.tolist()]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500, help="pictures of each kind")
    parser.add_argument("--model", default="cnn")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--simulated", action="store_true", help="simulated digits, not drawn ones")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only this kind")
    parser.add_argument("--keep", type=Path, help="a folder for the pictures that are read wrong")
    options = parser.parse_args()
    folder = user_folder(MNIST)
    if options.simulated:
        drawings = simulate_drawings(options.count, options.seed)
    elif folder is not None:
        drawings = take(list(read_drawings(folder.parent / STROKES)), options.count, options.seed)
    else:
        parser.error(f"set GLASSNET_DATA to the folder that has {STROKES}, or give --simulated")
    if options.keep is not None:
        options.keep.mkdir(parents=True, exist_ok=True)
    model = load_model(options.model)
    print(HEAD)
    for kind in options.kind or KINDS:
        print(measure(model, kind, drawings, options.seed, options.keep), flush=True)


if __name__ == "__main__":
    main()
