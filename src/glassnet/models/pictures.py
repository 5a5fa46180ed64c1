"""From a picture, pixels or strokes to a reading: what every reader offers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence

from numpy.typing import ArrayLike

from glassnet.ink import Picture, Rendering, from_image, from_pixels, from_strokes, segment
from glassnet.models.reading import Reading
from glassnet.nn import Array


class ReadsPictures(ABC):
    """Whatever can read renderings can read what people have."""

    @abstractmethod
    def read(self, renderings: Sequence[Rendering]) -> list[Reading]:
        """What each picture shows; all that have ink are read in one batch."""

    @abstractmethod
    def likeness(self, images: Array) -> Array:
        """How much each of images `(count, 28, 28)` looks like one digit, `(count,)` from 0 to 1."""

    def read_image(self, source: Picture) -> Reading:
        """What a picture of one digit shows: a file's path, its bytes, a Pillow image, or an array of bytes.

        Files are PNG, JPEG, WebP, TIFF, BMP or GIF; arrays `(height, width)` grey, or `(height, width, 3)`.
        Raises `InkError`, which is a ValueError, for what is no such picture.
        """
        return self.read([from_image(source)])[0]

    def read_many(self, source: Picture) -> list[Reading]:
        """What a picture of several digits shows, in reading order; as `read_image` otherwise."""
        return self.read(segment(source, self.likeness))

    def read_pixels(self, pixels: ArrayLike) -> Reading:
        """What 28 rows of 28 pixels in MNIST's form show, taken as they are: light ink, 0 for paper.

        Raises `InkError`, which is a ValueError, for what are no such pixels.
        """
        return self.read([from_pixels(pixels)])[0]

    def read_strokes(self, strokes: Iterable[ArrayLike]) -> Reading:
        """What pen strokes show, each `(points, 2)` in any unit, x to the right, y downwards.

        Raises ValueError for what are no such points.
        """
        return self.read([from_strokes(strokes)])[0]
