"""Bulk reading: millions of pictures, block by block, each record written exactly once.

scans-read/
    bulk.json             the source and the model
    part-000007.jsonl     a line for each record of block 7: input, label, confidence, reason or error
    review/000007.npz     the least certain images of block 7
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.bounded_file import read_bounded
from glassnet.cluster.bulk_reading import BlockRead, BulkTask, read_block
from glassnet.cluster.bulk_source import open_source
from glassnet.cluster.paths import make_model_absolute
from glassnet.cluster.pool import Pool
from glassnet.data.atomic import write_atomically
from glassnet.data.formats.zip_members import UNREADABLE_ZIP
from glassnet.data.locks import exclusive
from glassnet.errors import GlassnetError, format_error, format_problem

JOB = "bulk.json"
LOCK = ".lock"
REVIEW = "review"
LOCK_SECONDS = 1.0


PART = re.compile(r"part-(\d{6,9})\.jsonl", re.ASCII)


class BulkError(GlassnetError):
    """A folder that cannot be used for this job."""


@dataclass(frozen=True)
class BlockDone:
    """A block that was read and written: how many records it has, and how many of them are errors."""

    records: int
    errors: int


class BulkFolder:
    """The files of one job."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def done(self) -> dict[int, Path]:
        """The parts that are written, by the numbers of their blocks."""
        files = sorted(self.path.glob("part-*.jsonl"))
        return {int(found[1]): each for each in files if (found := PART.fullmatch(each.name))}

    def begin(self, source: str, model: str) -> None:
        """Record the job. Raises `BulkError` where the folder holds another one."""
        about = {"source": source, "model": model}
        file = self.path / JOB
        if file.exists() and _read_job(file) != about:
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
        write_atomically(self.path / REVIEW / f"{stem}.npz", block.review, durable=False)
        write_atomically(self.path / f"part-{stem}.jsonl", block.lines)


def _read_job(file: Path) -> Any:
    """What is recorded of the job that a folder was begun with; None where that is damaged."""
    try:
        return json.loads(read_bounded(file))
    except (ValueError, RecursionError):
        return None


def run_bulk(source: str, model: str, folder: BulkFolder, pool: Pool) -> Iterator[BlockDone]:
    """Read all blocks of a source that `folder` does not have yet; yields each block that is written.

    Killed at any moment and started again, it neither repeats nor loses a record. Raises `BulkError`
    where the folder holds another job, `UnknownSource` and `DataError` for the source as a whole.
    """
    folder.path.mkdir(parents=True, exist_ok=True)
    with exclusive(folder.path / LOCK, LOCK_SECONDS, BulkError), open_source(source) as opened:
        folder.begin(source, model)
        done = folder.done()
        blocks = opened.blocks(done.__contains__)
        if not pool.is_local:
            # Workers elsewhere need not have the file.
            blocks = (each.with_content() for each in blocks)
            model = make_model_absolute(model)
        tasks = (BulkTask(model, block) for block in blocks)
        for _, result in pool.run(read_block, tasks):
            folder.write(result)
            yield BlockDone(result.records, result.errors)


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
        try:
            with np.load(path, allow_pickle=False) as kept:
                columns = [kept[name] for name in ("names", "labels", "confidence", "images")]
        except UNREADABLE_ZIP as error:
            remedy = "Remove it: its block is then not reviewed."
            raise BulkError(format_problem(path, f"damaged ({error})", remedy)) from None
        rows = zip(*columns, strict=True)
        found += [Uncertain(str(a), str(b), float(c), image) for a, b, c, image in rows]
        found = sorted(found, key=lambda each: (each.confidence, each.name))[:count]
    return found
