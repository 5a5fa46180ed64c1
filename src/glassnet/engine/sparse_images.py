"""Images as lists of their nonzero pixels, which a first dense layer reads fastest.

Serves training and prediction with dense first layers: of a handwritten digit's pixels one in five
is nonzero. Measured: 1.2 times as fast in training with batches of 128, 2.0 times in prediction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import DTypeLike

from glassnet.engine import sparse_format as sparse
from glassnet.engine.compiled import sparse as compiled
from glassnet.engine.threads import parallel_for, submit
from glassnet.engine.workspace import Workspace
from glassnet.nn.arrays import Array, Shape

# Images to keep are listed so many at a time by one CPU or another.
IMAGES_IN_PART = 4096


@dataclass(frozen=True, eq=False)
class SparseImages:
    """Images `(count, pixels)` in 0..1, as lists in the format of `sparse_format`.

    `dtype` is the precision of the products with them; `threads` limits the CPUs that work on them.
    """

    starts: Array
    ends: Array
    offsets: Array
    values: Array
    pixels: int
    dtype: np.dtype
    threads: int | None = None

    @classmethod
    def of(cls, images: Array, dtype: DTypeLike, workspace: Workspace) -> Self:
        """The lists of stored images `(count, pixels)`, bytes, in arrays of the workspace."""
        count, pixels = images.shape
        entries = (count * sparse.padded_length(pixels) + sparse.SPARE,)
        starts, ends = workspace.empty("starts_and_ends", (2, count), np.int64)
        offsets = workspace.empty("offsets", entries, np.uint16)
        values = workspace.empty("values", entries, np.uint8)
        compiled.list_nonzero(_as_read_only(images), starts, ends, offsets, values)
        return cls(starts, ends, offsets, values, pixels, np.dtype(dtype))

    @classmethod
    def to_keep(cls, images: Array, dtype: DTypeLike, threads: int | None = None) -> Self:
        """The same for `(count, pixels)` in arrays no larger than needed, listed on all CPUs."""
        count, pixels = images.shape
        images = _as_read_only(images)
        lengths, starts, ends = np.empty((3, count), np.int64)
        parallel_for(
            count, lambda part: compiled.count_nonzero(images[part], lengths[part]), threads
        )
        parts = [slice(i, i + IMAGES_IN_PART) for i in range(0, count, IMAGES_IN_PART)]
        sizes = [int(sparse.padded_length(lengths[part]).sum()) + sparse.SPARE for part in parts]
        edges = np.cumsum([0, *sizes])
        offsets, values = np.empty(edges[-1], np.uint16), np.empty(edges[-1], np.uint8)

        def list_parts(chosen: slice) -> None:
            for part, first, last in zip(
                parts[chosen], edges[chosen], edges[1:][chosen], strict=True
            ):
                entries = offsets[first:last], values[first:last]
                compiled.list_nonzero(images[part], starts[part], ends[part], *entries)
                starts[part] += first
                ends[part] += first

        parallel_for(len(parts), list_parts, threads)
        return cls(starts, ends, offsets, values, pixels, np.dtype(dtype), threads)

    def __getitem__(self, chosen: Array | slice) -> Self:
        """Some of the images, in any order; the lists themselves are not copied."""
        # Faster than `dataclasses.replace`.
        return type(self)(
            self.starts[chosen],
            self.ends[chosen],
            self.offsets,
            self.values,
            self.pixels,
            self.dtype,
            self.threads,
        )

    @property
    def lists(self) -> tuple[Array, Array, Array, Array]:
        """The four arrays, as compiled functions take them."""
        return self.starts, self.ends, self.offsets, self.values

    @cached_property
    def entries(self) -> int:
        """The number of entries in all lists, padding included."""
        return int(self.ends.sum() - self.starts.sum())

    @property
    def shape(self) -> Shape:
        """`(count, pixels)`."""
        return (len(self), self.pixels)

    def __len__(self) -> int:
        return len(self.starts)

    def begin_transpose(self) -> Callable[[], SparseImages]:
        """Begin to transpose on a CPU that is free; returns a function that waits for the result.

        The transposed images `(pixels, count)` list for each pixel the images in which it is nonzero.
        """
        return self._transposed

    @cached_property
    def _transposed(self) -> Callable[[], SparseImages]:
        return submit(self._transpose, self.threads)

    def _transpose(self) -> SparseImages:
        entries = self.entries + (self.pixels + 1) * sparse.TOGETHER
        starts, ends = np.empty((2, self.pixels), np.int64)
        # The type of the lists by image wherever that suffices, so that one type is compiled.
        offset = np.uint16 if len(self) <= sparse.MAX_PIXELS else np.uint32
        transposed = starts, ends, np.empty(entries, offset), np.empty(entries, np.uint8)
        compiled.transpose_sparse(*self.lists, *transposed)
        return SparseImages(*transposed, len(self), self.dtype, self.threads)


def _as_read_only(images: Array) -> Array:
    """The same images; so that one type is compiled, whether they may be written to or not."""
    view = images.view()
    view.flags.writeable = False
    return view
