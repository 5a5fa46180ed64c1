"""Published sets on this machine: found, checked against what was published, and read.

They are searched for in the folder of the set below `$GLASSNET_DATA`, then in the user's cache. The
content decides, not the name: where a digest is published, it must fit; elsewhere size, shape and labels.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.data.errors import DataError
from glassnet.data.formats.file_content import MIB, read_content
from glassnet.data.formats.idx import read_images, read_labels
from glassnet.data.formats.idx_folder import find_idx_file
from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.data.published.catalog import PublishedFile, PublishedSet
from glassnet.user_folders import expand_home, user_cache_or_temporary


class StoredFile(NamedTuple):
    """Where a file is: a path, or a member of the zip archive at that path."""

    path: Path
    member: str = ""

    def __str__(self) -> str:
        return f"{self.path}, {self.member}" if self.member else str(self.path)


@dataclass(frozen=True)
class CheckResult:
    """What was found of one published file: where, and what is wrong with it (None: nothing)."""

    file: PublishedFile
    path: Path | None
    fault: str | None


def cache_folder(published: PublishedSet) -> Path:
    """Where downloads of this data set are kept."""
    return user_cache_or_temporary() / published.folder


def user_folder(published: PublishedSet) -> Path | None:
    """The folder of this data set under `$GLASSNET_DATA`, if that is set."""
    root = os.environ.get("GLASSNET_DATA")
    return expand_home(root) / published.folder if root else None


def find(published: PublishedSet) -> Path | None:
    """The first folder that has all files of a data set, or None. No content is read."""
    for folder in _find_folders(published):
        if all(_locate(published, file, folder) for file in published.files):
            return folder
    return None


def _find_folders(published: PublishedSet) -> list[Path]:
    """Where a data set is looked for; `$GLASSNET_DATA` itself counts where it holds the set's files."""
    user = user_folder(published)
    if user is None:
        return [cache_folder(published)]
    own = [user, user.parent] if _is_complete(published, user.parent) else [user]
    return [*own, cache_folder(published)]


def _is_complete(published: PublishedSet, folder: Path) -> bool:
    """Whether a folder that is not named after the set holds it: its last file is as published."""
    last = published.files[-1]
    stored = _locate(published, last, folder) if last.digest else None
    return stored is not None and _examine(last, stored).fault is None


def verify(published: PublishedSet, folder: Path) -> list[CheckResult]:
    """What is found of each file, compared with the published size and digest."""
    return [_examine(file, _locate(published, file, folder)) for file in published.files]


def read_published(published: PublishedSet, folder: Path) -> Dataset:
    """The data set from a folder, its content checked. Raises DataError for any other content."""
    # Decompression and digests release the GIL.
    with ThreadPoolExecutor() as threads:
        read = threads.map(lambda file: _read_checked(published, file, folder), published.files)
        images, labels, test_images, test_labels = read
    name = published.name
    return Dataset(
        name,
        train=_assemble(published, f"{name} train", images, labels),
        test=_assemble(published, f"{name} test", test_images, test_labels),
        notes=_describe(published),
    )


def find_content_fault(file: PublishedFile, content: bytes) -> str | None:
    """How the uncompressed content differs from the published one; None where it does not."""
    if len(content) != file.size:
        return f"{len(content):,} bytes instead of {file.size:,}"
    return find_digest_fault(file.digest, content)


def find_digest_fault(expected: str, content: bytes) -> str | None:
    """How content differs from a digest `algorithm:digest`; None where it fits or none is known."""
    if not expected:
        return None
    algorithm, _, digest = expected.partition(":")
    found = hashlib.new(algorithm, content, usedforsecurity=False).hexdigest()
    return None if found == digest else f"{algorithm.upper()} {found} instead of {digest}"


def _locate(published: PublishedSet, file: PublishedFile, folder: Path) -> StoredFile | None:
    """A file in a folder: as it is, in the folder that the archive unpacks to, or in the archive."""
    archive = folder / published.archive.name if published.archive else None
    inside = [folder] if archive is None else [folder, folder / archive.stem]
    for each in inside:
        path = find_idx_file(each, file.name)
        if path is not None:
            return StoredFile(path)
    if archive is None or not archive.is_file():
        return None
    try:
        with zipfile.ZipFile(archive) as opened:
            members = {name.rpartition("/")[2]: name for name in opened.namelist()}
    except zipfile.BadZipFile:
        return None
    member = members.get(f"{file.name}.gz") or members.get(file.name)
    return StoredFile(archive, member) if member else None


def _read_stored(stored: StoredFile, file: PublishedFile) -> bytes:
    """The uncompressed content. Raises DataError where it is damaged or too large."""
    if not stored.member:
        return read_content(stored.path, file.size)
    try:
        with zipfile.ZipFile(stored.path) as archive, archive.open(stored.member) as stream:
            packed = stream.read(file.size + MIB)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise DataError.at(
            stored, "an intact zip archive", f"a damaged one ({error})", "Copy it again."
        ) from error
    return read_content(packed, file.size)


def _examine(file: PublishedFile, stored: StoredFile | None) -> CheckResult:
    if stored is None:
        return CheckResult(file, None, "missing")
    try:
        return CheckResult(file, stored.path, find_content_fault(file, _read_stored(stored, file)))
    except (DataError, OSError) as error:
        return CheckResult(file, stored.path, str(error))


def _read_checked(published: PublishedSet, file: PublishedFile, folder: Path) -> bytes:
    stored = _locate(published, file, folder)
    if stored is None:
        raise DataError.at(folder, file.name, "no such file", remedy_for(published))
    content = _read_stored(stored, file)
    fault = find_content_fault(file, content)
    if fault:
        raise DataError.at(
            stored,
            "the published content",
            fault,
            f"Remove the file. {remedy_for(published)}",
        )
    return content


def remedy_for(published: PublishedSet) -> str:
    """How to get the files of a set."""
    run = f"Run: glassnet data fetch {published.source}"
    if published.archive is None:
        return run
    return (
        f"{run} (some 560 MB). Or by hand: Download {published.archive.name} from {published.origin} and "
        f"put it into $GLASSNET_DATA/{published.folder}/."
    )


def _assemble(
    published: PublishedSet, part: str, image_bytes: bytes, label_bytes: bytes
) -> LabeledImages:
    images, labels = read_images(image_bytes), read_labels(label_bytes)
    if images.shape[1:] != published.image_shape:
        raise DataError.at(
            part,
            f"images of shape {published.image_shape}",
            f"{images.shape[1:]}",
            remedy_for(published),
        )
    if published.transposed:
        images = np.ascontiguousarray(images.transpose(0, 2, 1))
    return LabeledImages(images, _shift(published, part, labels), part, published.class_names)


def _shift(published: PublishedSet, part: str, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Labels counted from 0. Raises DataError for a label that is not one of the set."""
    first = published.first_label
    last = first + len(published.class_names) - 1
    wrong = np.flatnonzero((labels < first) | (labels > last))
    if len(wrong):
        raise DataError.at(
            f"{part}, example {wrong[0]}",
            f"a label from {first} to {last}",
            str(labels[wrong[0]]),
            remedy_for(published),
        )
    return labels - first


def _describe(published: PublishedSet) -> tuple[str, ...]:
    notes = []
    if published.transposed:
        notes.append(
            f"The files of {published.name} store images transposed; they are upright here."
        )
    if published.first_label:
        last = published.first_label + len(published.class_names) - 1
        notes.append(
            f"The labels {published.first_label} to {last} of the files are the classes "
            f"{published.class_names[0]} to {published.class_names[-1]}."
        )
    if any(not file.digest for file in published.files):
        notes.append(
            f"No digest of the content of {published.name} is published; size, shape and labels were checked."
        )
    return tuple(notes)
