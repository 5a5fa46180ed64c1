"""`python -m benchmarks.directions`: what the direction of pen strokes tells, beside their ink.

A second network reads maps of direction: where the pen moved which way, where it was set down and lifted.
It is trained on simulated ink alone, and combined with shipped models by a weighted mean of log-probabilities.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

import glassnet
from benchmarks.pages.hands import HALVES, split_writers
from glassnet.data.formats.stroke_file import Drawing, read_drawings
from glassnet.data.labeled_images import LabeledImages
from glassnet.data.published.catalog import MNIST
from glassnet.data.published.files import user_folder
from glassnet.data.simulated.style import HandwritingStyle
from glassnet.data.simulated.writing import choose_variants, write
from glassnet.ink import from_strokes
from glassnet.models import Model, load_model
from glassnet.nn import (
    Activate,
    AdamW,
    Conv2D,
    Cosine,
    Dense,
    Dropout,
    ExponentialAverage,
    Flatten,
    He,
    LinearWarmUp,
    MaxPool2D,
    ReLU,
    SoftmaxCrossEntropy,
)
from glassnet.recipes import Recipe

Floats = NDArray[np.float32]
STROKES: Final = "drawn/unipen_validation.jsonl.gz"

DIRECTIONS: Final = 8
CHANNELS: Final = DIRECTIONS + 2
"""Directions of movement, where the pen is set down, and where it is lifted."""

GRID: Final = 14
"""Cells of a map on a side."""

BOX: Final = 10.5  # cells on the longer side of the ink
STEP: Final = 0.25  # cells between two points of a stroke
FULL: Final = 110.0  # of 255: a straight stroke through a cell
SIZE: Final = 2048  # drawings at once
WEIGHTS: Final = (0.0, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0)


class Movements(NamedTuple):
    """Short movements of the pen of several drawings, one after the other."""

    drawing: NDArray[np.int64]
    begin: Floats
    """(movements, 2) in cells."""
    end: Floats
    is_first: NDArray[np.bool_]
    is_last: NDArray[np.bool_]


def draw_maps(movements: Movements, count: int) -> NDArray[np.uint8]:
    """Maps (count, GRID, GRID, CHANNELS): how long the pen moved in a cell and a direction, smoothed."""
    step = movements.end - movements.begin
    length = np.hypot(step[:, 0], step[:, 1])
    middle = (movements.begin + movements.end) / 2
    turn = np.mod(np.arctan2(step[:, 1], step[:, 0]) / (2 * np.pi) * DIRECTIONS, DIRECTIONS)
    lower = np.floor(turn).astype(np.int64)
    share = turn - lower
    maps = np.zeros((count, GRID, GRID, CHANNELS), np.float32)
    parts = [
        (movements.drawing, middle, lower % DIRECTIONS, length * (1 - share)),
        (movements.drawing, middle, (lower + 1) % DIRECTIONS, length * share),
    ]
    for place, ends, channel in (
        (movements.begin, movements.is_first, DIRECTIONS),
        (movements.end, movements.is_last, DIRECTIONS + 1),
    ):
        own = np.flatnonzero(ends)
        channels = np.full(len(own), channel)
        parts.append((movements.drawing[own], place[own], channels, np.ones(len(own))))
    for drawing, place, channel, weight in parts:
        _add(maps, drawing, place, channel, weight)
    smoothed = _smooth(_smooth(maps, 1), 2)
    return np.minimum(255, FULL * np.sqrt(smoothed)).astype(np.uint8)


def _add(
    maps: Floats,
    drawing: NDArray[np.int64],
    place: Floats,
    channel: NDArray[np.int64],
    weight: NDArray[np.floating],
) -> None:
    """Weights shared among the four cells around each place."""
    corner = np.floor(place - 0.5).astype(np.int64)
    right, down = (place - 0.5 - corner).T
    flat = maps.reshape(-1)
    for column, row, share in (
        (0, 0, (1 - right) * (1 - down)), (1, 0, right * (1 - down)),
        (0, 1, (1 - right) * down), (1, 1, right * down),
    ):  # fmt: skip
        x = np.clip(corner[:, 0] + column, 0, GRID - 1)
        y = np.clip(corner[:, 1] + row, 0, GRID - 1)
        index = ((drawing * GRID + y) * GRID + x) * CHANNELS + channel
        flat += np.bincount(index, share * weight, flat.size).astype(np.float32)


def _smooth(maps: Floats, axis: int) -> Floats:
    """Means with both neighbors along an axis, a half and two quarters."""
    padded = np.pad(maps, [(1, 1) if each == axis else (0, 0) for each in range(maps.ndim)])
    parts = [np.take(padded, range(at, at + GRID), axis) for at in range(3)]
    return (parts[0] + 2 * parts[1] + parts[2]) / np.float32(4)


def to_movements(drawings: Sequence[Sequence[NDArray[np.floating]]]) -> Movements:
    """The movements of drawings, each a list of strokes (points, 2), scaled into the grid."""
    parts = []
    for number, strokes in enumerate(drawings):
        points = np.concatenate(list(strokes))
        low, high = points.min(axis=0), points.max(axis=0)
        scale = BOX / max(float((high - low).max()), 1e-9)
        middle = (low + high) / 2
        for stroke in strokes:
            way = _resample((stroke - middle) * scale + GRID / 2)
            count = len(way) - 1
            first, last = np.zeros(count, bool), np.zeros(count, bool)
            first[0] = last[-1] = True
            parts.append((np.full(count, number), way[:-1], way[1:], first, last))
    return Movements(*(np.concatenate(each) for each in zip(*parts, strict=True)))


def _resample(stroke: NDArray[np.floating]) -> NDArray[np.floating]:
    """Evenly spaced points along a stroke, two at least."""
    lengths = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])
    places = np.linspace(0, lengths[-1], max(2, round(float(lengths[-1]) / STEP) + 1))
    return np.stack([np.interp(places, lengths, stroke[:, axis]) for axis in (0, 1)], axis=1)


def simulate_maps(count: int, reversed_share: float, rng: np.random.Generator) -> LabeledImages:
    """Maps of simulated ink; this share of the strokes runs backward."""
    labels = rng.integers(0, 10, count)
    maps = [draw_maps(_simulate(part, reversed_share, rng), len(part)) for part in _batches(labels)]
    return LabeledImages(np.concatenate(maps), labels, "simulated strokes")


def _batches(labels: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    return (labels[first : first + SIZE] for first in range(0, len(labels), SIZE))


def _simulate(
    labels: NDArray[np.int64], reversed_share: float, rng: np.random.Generator
) -> Movements:
    drawings: list[list[NDArray[np.floating]]] = [[] for _ in labels]
    for variant, places in choose_variants(labels, rng):
        writing = write(variant, len(places), HandwritingStyle(), rng)
        for place, points, inked in zip(places, writing.points, writing.inked, strict=True):
            parts = np.split(points, np.flatnonzero(~inked) + 1)
            drawings[place] = [
                part[::-1] if rng.random() < reversed_share else part
                for part in parts
                if len(part) > 1
            ]
    return to_movements(drawings)


def make_recipe(epochs: int, seed: int) -> Recipe:
    """A small network of the maps: two convolutions."""
    return Recipe(
        name="directions",
        layers=(
            Conv2D(32, 3, 1, "same"), MaxPool2D(2), Activate(ReLU()),
            Conv2D(48, 3), Activate(ReLU()), Flatten(), Dropout(0.3),
            Dense(96, ReLU(), He()), Dense(10),
        ),
        input_shape=(GRID, GRID, CHANNELS),
        optimizer=AdamW(weight_decay=0.01),
        schedule=LinearWarmUp(200, Cosine(0.002)),
        loss=SoftmaxCrossEntropy(label_smoothing=0.05),
        epochs=epochs,
        averaging=ExponentialAverage(0.999),
        validation=2000,
        seed=seed,
    )  # fmt: skip


def combine(own: Floats, others: Floats, weight: float) -> NDArray[np.int64]:
    """The most probable class by the log-probabilities of the maps and of the shipped models."""
    logs = [np.log(np.maximum(each, 1e-9)) for each in (own, others)]
    return (weight * logs[0] + logs[1]).argmax(axis=1)


def report(name: str, right: NDArray[np.bool_], looks: NDArray[np.bool_]) -> None:
    """A row: the share of all digits, and of each half of the writers."""
    shares = (right.mean(), right[looks].mean(), right[~looks].mean())
    print(f"| {name} | " + " | ".join(f"{share:.2%}" for share in shares) + " |", flush=True)


def read_validation(folder: Path) -> list[Drawing]:
    """The pen-drawn digits."""
    return list(read_drawings(folder / STROKES))


def main() -> None:
    """Train, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=60_000, help="simulated drawings")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--reversed", type=float, default=0.05, help="share of the strokes")
    parser.add_argument("--save", type=Path, help="keep the probabilities in this .npy file")
    options = parser.parse_args()
    folder = user_folder(MNIST)
    if folder is None:
        raise SystemExit(f"Set GLASSNET_DATA to the folder that has {STROKES}.")
    drawings = read_validation(folder.parent)
    labels = np.array([int(drawing.label or 0) for drawing in drawings])
    chosen = {id(each) for each in split_writers(drawings, HALVES[0])}
    looks = np.array([id(each) in chosen for each in drawings])
    rng = np.random.default_rng(options.seed)
    data = simulate_maps(options.count, options.reversed, rng)
    model: Model = glassnet.train(make_recipe(options.epochs, options.seed), data)
    maps = draw_maps(to_movements([drawing.strokes for drawing in drawings]), len(drawings))
    own = model.predict_proba(maps)
    if options.save:
        np.save(options.save, own)
    images = np.stack([from_strokes(each.strokes, stages=False).image for each in drawings])
    shipped = {name: load_model(name).predict_proba(images) for name in ("cnn", "mlp")}
    shipped["cnn + mlp"] = np.sqrt(shipped["cnn"] * shipped["mlp"])
    print("| read by | all writers | first half | second half |\n| --- | --- | --- | --- |")
    report("directions alone", own.argmax(axis=1) == labels, looks)
    for name, probabilities in shipped.items():
        for weight in WEIGHTS:
            right = combine(own, probabilities, weight) == labels
            report(f"{name} + {weight:g} x directions", right, looks)


if __name__ == "__main__":
    main()
