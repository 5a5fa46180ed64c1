"""Bulk reading: millions of pictures, block by block, each record written exactly once.

scans-read/
    bulk.json             the source and the model
    part-000007.jsonl     a line for each record of block 7: input, label, confidence, reason or error
    review/000007.npz     the least certain images of block 7
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.cluster.bulk_source import MAX_PICTURE_BYTES, Block, open_source
from glassnet.cluster.pool import Pool
from glassnet.data.atomic import write_atomically
from glassnet.data.errors import DataError
from glassnet.data.formats.stroke_file import parse_drawing
from glassnet.data.locks import exclusive
from glassnet.errors import GlassnetError, format_error
from glassnet.ink import InkError, Rendering, from_image, from_strokes
from glassnet.models import Model, load_model
from glassnet.models.reading import Reading, name_rejection

JOB = "bulk.json"
LOCK = ".lock"
REVIEW = "review"
LOCK_SECONDS = 1.0
# Of each block, so many least certain images are kept for review.
REVIEWED_IN_BLOCK = 50

Record = dict[str, Any]


class BulkError(GlassnetError):
    """A folder that cannot be used for this job."""


@dataclass(frozen=True)
class BulkTask:
    """A block, and the model that reads it: a name or the path of a file."""

    model: str
    block: Block


@dataclass(frozen=True)
class BlockRead:
    """The records of a block, and the numbers and images of the least certain ones."""

    number: int
    records: list[Record]
    uncertain: tuple[int, ...]
    images: NDArray[np.uint8]


@dataclass(frozen=True)
class BlockDone:
    """A block that was read and written: how many records it has, and how many of them are errors."""

    records: int
    errors: int


def read_block(task: BulkTask) -> BlockRead:
    """On a worker: read all records of a block; a bad one becomes a record with its error."""
    model, block = _load(task.model), task.block
    if block.kind == "pixels":
        return _read_pixels(model, block)
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
    return _keep_uncertain(block.number, records, np.array(certain), np.array(images))


def _render(model: Model, kind: str, name: str, content: bytes | None) -> Rendering:
    if content is None:
        raise DataError.at(name, f"at most {MAX_PICTURE_BYTES:,} bytes", "more", "Shrink it.")
    if kind == "strokes":
        return from_strokes(parse_drawing(name, 0, content).strokes)
    return from_image(content, model.class_shares)


def _record(name: str, reading: Reading) -> Record:
    confidence = None if reading.confidence is None else round(reading.confidence, 6)
    return {
        "input": name,
        "label": reading.label,
        "confidence": confidence,
        "reason": reading.reason,
    }


def _read_pixels(model: Model, block: Block) -> BlockRead:
    images = block.images
    if images is None:
        raise ValueError("a block of pixels has images")
    scores = model.score(images)
    best = scores.probabilities.argmax(axis=1)
    confidence = np.round(scores.probabilities.max(axis=1).astype(float), 6)
    rejected = np.zeros(len(images), bool) if scores.rejected is None else scores.rejected
    reason, names = name_rejection(model.class_names), model.class_names
    rows = zip(block.names, best.tolist(), confidence.tolist(), rejected.tolist(), strict=True)
    records: list[Record] = [
        {"input": name, "label": None, "confidence": None, "reason": reason}
        if no
        else {"input": name, "label": names[label], "confidence": sure, "reason": ""}
        for name, label, sure, no in rows
    ]
    return _keep_uncertain(block.number, records, np.where(rejected, np.inf, confidence), images)


def _keep_uncertain(
    number: int, records: list[Record], certain: np.ndarray, images: NDArray[np.uint8]
) -> BlockRead:
    order = np.argsort(certain, kind="stable")[:REVIEWED_IN_BLOCK]
    order = order[np.isfinite(certain[order])]
    return BlockRead(number, records, tuple(order.tolist()), images[order])


@lru_cache(maxsize=1)
def _load(model: str) -> Model:
    loaded = load_model(model)
    if not isinstance(loaded, Model):
        raise DataError.at(model, "one network", "an ensemble", "Name one of its models.")
    return loaded


class BulkFolder:
    """The files of one job."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def done(self) -> dict[int, Path]:
        """The parts that are written, by the numbers of their blocks."""
        return {int(each.stem[5:]): each for each in sorted(self.path.glob("part-*.jsonl"))}

    def begin(self, source: str, model: str) -> None:
        """Record the job. Raises `BulkError` where the folder holds another one."""
        about = {"source": source, "model": model}
        file = self.path / JOB
        if file.exists() and json.loads(file.read_text(encoding="utf-8")) != about:
            raise BulkError(
                format_error(
                    str(self.path),
                    "the job that it was begun with",
                    "another source or model",
                    "Choose another folder by --out.",
                )
            )
        write_atomically(file, json.dumps(about).encode())

    def write(self, block: BlockRead) -> None:
        """Write the records of a block: first what is for review, then the part that says it is done."""
        stem = f"{block.number:06d}"
        kept = BytesIO()
        sure = [block.records[number]["confidence"] for number in block.uncertain]
        names = [block.records[number]["input"] for number in block.uncertain]
        labels = [block.records[number]["label"] for number in block.uncertain]
        np.savez_compressed(
            kept, images=block.images, confidence=np.array(sure, float),
            names=np.array(names, str), labels=np.array(labels, str),
        )  # fmt: skip
        write_atomically(self.path / REVIEW / f"{stem}.npz", kept.getvalue(), durable=False)
        lines = "".join(json.dumps(each) + "\n" for each in block.records)
        write_atomically(self.path / f"part-{stem}.jsonl", lines.encode())


def run_bulk(source: str, model: str, folder: BulkFolder, pool: Pool) -> Iterator[BlockDone]:
    """Read all blocks of a source that `folder` does not have yet; yields each block that is written.

    Killed at any moment and started again, it neither repeats nor loses a record. Raises `BulkError`
    where the folder holds another job, `UnknownSource` and `DataError` for the source as a whole.
    """
    folder.path.mkdir(parents=True, exist_ok=True)
    with exclusive(folder.path / LOCK, LOCK_SECONDS, BulkError), open_source(source) as opened:
        folder.begin(source, model)
        done = folder.done()
        tasks = (BulkTask(model, block) for block in opened.blocks(done.__contains__))
        for _, result in pool.run(read_block, tasks):
            folder.write(result)
            errors = sum("error" in each for each in result.records)
            yield BlockDone(len(result.records), errors)


@dataclass(frozen=True)
class Uncertain:
    """A record to review."""

    name: str
    label: str
    confidence: float
    image: NDArray[np.uint8]


def least_certain(folder: BulkFolder, count: int) -> list[Uncertain]:
    """The `count` least certain records of those kept for review, least certain first."""
    found: list[Uncertain] = []
    for number in folder.done():
        path = folder.path / REVIEW / f"{number:06d}.npz"
        if not path.exists():
            continue
        with np.load(path, allow_pickle=False) as kept:
            columns = (kept[name] for name in ("names", "labels", "confidence", "images"))
            rows = zip(*columns, strict=True)
            found += [Uncertain(str(a), str(b), float(c), image) for a, b, c, image in rows]
        found = sorted(found, key=lambda each: (each.confidence, each.name))[:count]
    return found
