"""Bulk reading on a worker: from a block of a source to the content of its files.

The worker makes the content, and not only the answers: of the work for an image that is all but its
network, and the process that collects has the content to write and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.cluster.bulk_blocks import Block, Content, ImageBlock, Unreadable
from glassnet.data.errors import DataError
from glassnet.data.formats.stroke_file import parse_drawing
from glassnet.ink import InkError, Rendering, from_image, from_strokes
from glassnet.models import Model, load_model
from glassnet.models.reading import Reading, name_rejection

# Of each block, so many least certain images are kept for review.
REVIEWED_IN_BLOCK = 50

Record = dict[str, Any]


@dataclass(frozen=True)
class BulkTask:
    """A block, and the model that reads it: a name or the path of a file."""

    model: str
    block: Block | ImageBlock


@dataclass(frozen=True)
class BlockRead:
    """What a block becomes: its records as JSON lines, its least certain images as `.npz`, and counts."""

    number: int
    lines: bytes
    review: bytes
    records: int
    errors: int


def read_block(task: BulkTask) -> BlockRead:
    """On a worker: read all records of a block; a bad one becomes a record with its error."""
    model, block = _load(task.model), task.block
    if isinstance(block, ImageBlock):
        return _read_images(model, block)
    renderings, errors = list[Rendering | None](), dict[int, str]()
    for number, (name, content) in enumerate(zip(block.names, block.contents, strict=True)):
        try:
            renderings.append(_render(model, block.kind, name, content))
        except (InkError, DataError) as error:
            renderings.append(None)
            errors[number] = str(error)
    readings = iter(model.read([each for each in renderings if each is not None]))
    records, certain, images = list[Record](), list[float](), list[Any]()
    for number, (name, rendering) in enumerate(zip(block.names, renderings, strict=True)):
        if rendering is None:
            records.append({"input": name, "error": errors[number]})
            certain.append(np.inf)
            images.append(np.zeros((28, 28), np.uint8))
            continue
        reading = next(readings)
        records.append(_record(name, reading))
        certain.append(np.inf if reading.confidence is None else reading.confidence)
        images.append(np.zeros((28, 28), np.uint8) if rendering.image is None else rendering.image)
    lines = "".join(json.dumps(each) + "\n" for each in records)
    labels = [str(each.get("label")) for each in records]
    review = _pack_uncertain(block.names, labels, np.array(certain), np.array(images))
    return BlockRead(block.number, lines.encode(), review, len(records), len(errors))


def _render(model: Model, kind: str, name: str, content: Content) -> Rendering:
    if isinstance(content, Unreadable):
        raise DataError.about(name, content.problem, "Repair or replace it.")
    if kind == "strokes":
        return from_strokes(parse_drawing(name, 0, content).strokes)
    return from_image(content, model.class_shares, stages=False)


def _record(name: str, reading: Reading) -> Record:
    confidence = None if reading.confidence is None else round(reading.confidence, 6)
    return {
        "input": name,
        "label": reading.label,
        "confidence": confidence,
        "reason": reading.reason,
    }


def _read_images(model: Model, block: ImageBlock) -> BlockRead:
    """As pixels, without the ink pipeline; an image is named by its number."""
    images = block.read()
    scores = model.score(images)
    best = scores.probabilities.argmax(axis=1)
    certain = np.round(scores.probabilities.max(axis=1).astype(float), 6)
    rejected = np.zeros(len(images), bool) if scores.rejected is None else scores.rejected
    # One line takes less time than `json.dumps` of it: most of it is the same for all of a class.
    middles = [f'", "label": {json.dumps(name)}, "confidence": ' for name in model.class_names]
    reason = json.dumps(name_rejection(model.class_names))
    refused = f'", "label": null, "confidence": null, "reason": {reason}}}\n'
    rows = zip(best.tolist(), certain.tolist(), rejected.tolist(), strict=True)
    lines = "".join(
        [
            f'{{"input": "{number}{refused}'
            if no
            else f'{{"input": "{number}{middles[label]}{sure}, "reason": ""}}\n'
            for number, (label, sure, no) in enumerate(rows, block.start)
        ]
    )
    names = range(block.start, block.start + len(images))
    labels = [model.class_names[each] for each in best.tolist()]
    review = _pack_uncertain(names, labels, np.where(rejected, np.inf, certain), images)
    return BlockRead(block.number, lines.encode(), review, len(images), 0)


def _pack_uncertain(
    names: Sequence[object],
    labels: Sequence[str],
    certain: NDArray[np.float64],
    images: NDArray[np.uint8],
) -> bytes:
    """The least certain images as an `.npz` file, least certain first; infinite ones are left out."""
    order = np.argsort(certain, kind="stable")[:REVIEWED_IN_BLOCK]
    order = order[np.isfinite(certain[order])]
    packed = BytesIO()
    np.savez_compressed(
        packed,
        images=images[order],
        confidence=certain[order],
        names=np.array([str(names[each]) for each in order.tolist()], str),
        labels=np.array([labels[each] for each in order.tolist()], str),
    )
    return packed.getvalue()


@lru_cache(maxsize=1)
def _load(model: str) -> Model:
    loaded = load_model(model)
    if not isinstance(loaded, Model):
        raise DataError.at(model, "one network", "an ensemble", "Name one of its models.")
    return loaded
