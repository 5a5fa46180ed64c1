"""Parts of an archive, as tasks carry them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from glassnet.data.errors import DataError, UnknownSource
from glassnet.data.formats.idx import read_images
from glassnet.data.formats.stored_array import StoredArray, open_array

IMAGES_IN_BLOCK = 10_000


@dataclass(frozen=True)
class Unreadable:
    """In place of the content of a record: why there is none."""

    problem: str


Content = bytes | Unreadable


@dataclass(frozen=True)
class Block:
    """A part of a source, for one task: names, and what they name.

    `kind` is "pictures" (files as bytes) or "strokes" (lines of a stroke file).
    """

    number: int
    kind: str
    names: tuple[str, ...]
    contents: tuple[Content, ...] = ()

    def __len__(self) -> int:
        return len(self.names)

    def with_content(self) -> Block:
        """The block for a worker that does not have the source: itself."""
        return self


@dataclass(frozen=True)
class ImageBlock:
    """The images of an array from `start` to `stop`: where they are in a file, or themselves."""

    number: int
    start: int
    stop: int
    images: StoredArray | NDArray[np.uint8]

    def __len__(self) -> int:
        return self.stop - self.start

    def read(self) -> NDArray[np.uint8]:
        """The images `(count, 28, 28)`."""
        if isinstance(self.images, StoredArray):
            return self.images.read(self.start, self.stop)
        return self.images

    def with_content(self) -> ImageBlock:
        """The block for a worker that does not have the source: with the images."""
        return ImageBlock(self.number, self.start, self.stop, self.read())


Blocks = Iterator[Block] | Iterator[ImageBlock]


@dataclass(frozen=True)
class Source:
    """An opened source: its blocks, and how many records they hold where that is known."""

    blocks: Callable[[Callable[[int], bool]], Blocks]
    """Takes a function that says which numbers to leave out: these are not read."""
    count: int | None = None


def open_images(path: Path) -> StoredArray | NDArray[np.uint8]:
    """The images of an array; those of a compressed file are read at once."""
    if not path.exists():
        raise UnknownSource(f"{path}: expected a file, found nothing.")
    images = read_images(path) if path.suffix == ".gz" else open_array(path)
    if images.dtype != "|u1" or images.shape[1:] != (28, 28):
        got = f"{np.dtype(images.dtype)} of shape {images.shape}"
        raise DataError.at(str(path), "uint8 of shape (n, 28, 28)", got, "Convert the images.")
    return images


def image_blocks(
    images: StoredArray | NDArray[np.uint8], skips: Callable[[int], bool]
) -> Iterator[ImageBlock]:
    """The images in blocks, without those whose numbers are left out: these are not read."""
    for number, start in enumerate(range(0, len(images), IMAGES_IN_BLOCK)):
        if not skips(number):
            stop = min(start + IMAGES_IN_BLOCK, len(images))
            if isinstance(images, StoredArray):
                yield ImageBlock(number, start, stop, images)
            else:
                yield ImageBlock(number, start, stop, images[start:stop])
