"""A whole network of narrow dense layers, run over groups of similar images.

Serves full-batch training: values lie in columns, one for each image, so that a vector of images is
computed at a time in every layer, and nothing is transposed in between.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glassnet.engine.compiled.group_stack import backward_groups, forward_groups
from glassnet.engine.image_groups import ImageGroups
from glassnet.engine.steps.dense import is_parallel
from glassnet.engine.steps.step import StepBackward, StepContext, StepInputs
from glassnet.engine.threads import parallel_for
from glassnet.errors import DtypeError, ShapeError, format_error
from glassnet.nn.arrays import Array
from glassnet.nn.parameters import Parameters


@dataclass(frozen=True, eq=False)
class NarrowMLPStep:
    """All layers of a network, as rows of `layer_table.encode_dense`; inputs are `ImageGroups`."""

    table: Array

    @property
    def has_parameters(self) -> bool:
        """True."""
        return True

    def forward(
        self, parameters: Parameters, inputs: StepInputs, context: StepContext
    ) -> tuple[Array, StepBackward]:
        """Outputs `(batch, classes)`, in memory class by class.

        Raises `ShapeError` or `DtypeError` for images or parameters that do not fit.
        """
        self._check(parameters, inputs)
        vector, table, groups = parameters.vector, self.table, inputs
        columns, units = groups.images_in_block, int(table[:, 1].sum())
        blocks, classes = len(groups.block_starts), int(table[-1, 1])
        values = context.workspace.empty("values", (blocks, units, columns), vector.dtype)
        outputs = context.workspace.empty("outputs", (classes, len(groups)), vector.dtype)

        def run_blocks(part: slice) -> None:
            lists = groups.starts, groups.pixels, groups.values
            forward_groups(vector, table, *lists, part.start, part.stop, values, outputs)

        tuning = context.tuning
        parallel = is_parallel(groups.shape, units, tuning)
        parallel_for(blocks, run_blocks, tuning.threads if parallel else 1)

        def backward(d_outputs: Array, gradients: Parameters, need_d_inputs: bool) -> Array | None:
            lists = groups.block_starts, groups.block_vectors, groups.block_values
            d_columns = np.ascontiguousarray(d_outputs.T)
            shape = groups.block_starts.shape[1] - 1, int(table[0, 1])
            totals = context.workspace.empty(
                "totals", (*shape, *groups.block_values.shape[1:]), vector.dtype
            )
            backward_groups(vector, table, *lists, values, d_columns, totals, gradients.vector)
            return None

        return outputs.T, backward

    def _check(self, parameters: Parameters, groups: ImageGroups) -> None:
        """Compiled code would read beyond the ends of arrays that do not fit."""
        needed = int(((self.table[:, 0] + 1) * self.table[:, 1]).sum())
        if groups.pixel_count != self.table[0, 0] or parameters.vector.size != needed:
            expected = f"images of {int(self.table[0, 0])} pixels and {needed} parameters"
            got = f"{groups.pixel_count} pixels and {parameters.vector.size} parameters"
            hint = "Pass arrays of matching shape."
            raise ShapeError(format_error("A narrow network", expected, got, hint))
        if groups.dtype != parameters.vector.dtype:
            expected = f"images of the dtype of the parameters, {parameters.vector.dtype}"
            hint = "Prepare the images in this dtype."
            raise DtypeError(format_error("A narrow network", expected, str(groups.dtype), hint))

    def __str__(self) -> str:
        return "all layers in one pass over groups of similar images"
