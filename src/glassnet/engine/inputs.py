"""The inputs of a batch, read chunk by chunk in the form that the first step takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

from glassnet.engine.rows import Rows
from glassnet.engine.steps.step import StepInputs
from glassnet.engine.workspace import Workspace
from glassnet.nn.arrays import Array, Shape

if TYPE_CHECKING:
    from glassnet.engine.image_groups import ImageGroups
    from glassnet.engine.sparse_images import SparseImages


class Inputs(Protocol):
    """The inputs of a batch."""

    def read(self, chunk: slice, workspace: Workspace) -> StepInputs:
        """The inputs of these rows, which may be arrays of the workspace."""
        ...


@dataclass(frozen=True, eq=False)
class ArrayInputs:
    """Inputs `(batch, *input_shape)` that are numbers already."""

    array: Array

    def read(self, chunk: slice, workspace: Workspace) -> Array:
        """A view of these rows."""
        return self.array[chunk]


@dataclass(frozen=True, eq=False)
class StoredInputs:
    """Stored images, scaled to 0..1 when they are read."""

    rows: Rows
    input_shape: Shape
    dtype: np.dtype

    def read(self, chunk: slice, workspace: Workspace) -> Array:
        """These rows, `(rows, *input_shape)`."""
        return self.rows.scale_chunk(chunk, self.dtype, self.input_shape, workspace)


@dataclass(frozen=True, eq=False)
class SparseInputs:
    """Images that are listed already."""

    images: SparseImages

    def read(self, chunk: slice, workspace: Workspace) -> SparseImages:
        """The lists of these rows."""
        whole = chunk.indices(len(self.images))[:2] == (0, len(self.images))
        return self.images if whole else self.images[chunk]


@dataclass(frozen=True, eq=False)
class UnlistedInputs:
    """Stored images whose nonzero pixels are listed when they are read."""

    rows: Rows
    dtype: np.dtype

    def read(self, chunk: slice, workspace: Workspace) -> SparseImages:
        """The lists of these rows."""
        from glassnet.engine.sparse_images import SparseImages

        chosen, pixels = self.rows.order[chunk], self.rows.pixels
        stored = workspace.empty("stored", (len(chosen), pixels.shape[1]), np.uint8)
        np.take(pixels, chosen, axis=0, out=stored)
        return SparseImages.of(stored, self.dtype, workspace)


@dataclass(frozen=True, eq=False)
class ReusedInputs:
    """One batch that is used again and again: each chunk is made once and kept."""

    make: Callable[[slice], SparseImages | ImageGroups]
    _made: dict[tuple[int, int], StepInputs] = field(default_factory=dict)

    def read(self, chunk: slice, workspace: Workspace) -> StepInputs:
        """The chunk, made at the first call."""
        key = (chunk.start, chunk.stop)
        if key not in self._made:
            self._made[key] = self.make(chunk)
        return self._made[key]
