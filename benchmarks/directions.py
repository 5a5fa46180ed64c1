"""`python -m benchmarks.directions`: what the pen's trajectory adds to its ink, on the pen-drawn digits.

The network of directions alone, and combined with shipped models by a weighted sum of log-probabilities.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.pages.hands import HALVES, split_writers
from glassnet.data.formats.stroke_file import read_drawings
from glassnet.data.published.catalog import MNIST
from glassnet.data.published.files import user_folder
from glassnet.ink import from_strokes
from glassnet.ink.strokes.directions import draw_direction_maps
from glassnet.models import load_model
from glassnet.models.directions.reader import FILE
from glassnet.models.small_network import read_small_network

Shares = NDArray[np.floating]
STROKES: Final = "drawn/unipen_validation.jsonl.gz"
WEIGHTS: Final = (0.0, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0)


def combine(own: Shares, others: Shares, weight: float) -> NDArray[np.int64]:
    """The most probable class by the log-probabilities of the maps and of the shipped models."""
    logs = [np.log(np.maximum(each, 1e-9)) for each in (own, others)]
    return (weight * logs[0] + logs[1]).argmax(axis=1)


def report(name: str, right: NDArray[np.bool_], looks: NDArray[np.bool_]) -> None:
    """A row: the share of all digits, and of each half of the writers."""
    shares = (right.mean(), right[looks].mean(), right[~looks].mean())
    print(f"| {name} | " + " | ".join(f"{share:.2%}" for share in shares) + " |", flush=True)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", type=Path, default=FILE, help="the file of another network")
    options = parser.parse_args()
    folder = user_folder(MNIST)
    if folder is None:
        raise SystemExit(f"Set GLASSNET_DATA to the folder that has {STROKES}.")
    drawings = list(read_drawings(folder.parent / STROKES))
    labels = np.array([int(drawing.label or 0) for drawing in drawings])
    chosen = {id(each) for each in split_writers(drawings, HALVES[0])}
    looks = np.array([id(each) in chosen for each in drawings])
    network = read_small_network(options.network)
    own = network.predict(draw_direction_maps([drawing.strokes for drawing in drawings]))
    rendered = [from_strokes(each.strokes, stages=False).image for each in drawings]
    images = np.stack([image for image in rendered if image is not None])
    shipped = {name: load_model(name).predict_proba(images) for name in ("cnn", "mlp")}
    shipped["cnn and mlp"] = (shipped["cnn"] + shipped["mlp"]) / 2
    print("| read by | all writers | first half | second half |\n| --- | --- | --- | --- |")
    report("directions alone", own.argmax(axis=1) == labels, looks)
    for name, probabilities in shipped.items():
        for weight in WEIGHTS:
            right = combine(own, probabilities, weight) == labels
            report(f"{name} + {weight:g} x directions", right, looks)


if __name__ == "__main__":
    main()
