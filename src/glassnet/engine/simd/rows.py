"""Operations on rows of a weight matrix, a vector or two at a time.

Weights lie in one array; a row begins at `start` and has `width` elements. The elements after it belong to
another row, and are neither read nor written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import types

from glassnet.engine.simd.tiles import Tile, get_vector_type, tile_operation
from glassnet.engine.simd.vectors import (
    INT64,
    add_product,
    broadcast,
    get_pointer,
    load_masked,
    load_vector,
    mask_lanes_below,
    store_masked,
    sum_lanes,
)
from glassnet.engine.sparse_format import TOGETHER


@tile_operation
def add_weight_rows(
    context: Any,
    tile: Any,
    factors: Any,
    offsets: Any,
    first: Any,
    weights: Any,
    start: Any,
    width: Any,
) -> tuple[Any, Callable]:
    """tile[r, f] + factors[first + r] * weights[start + offsets[first + r] + f], f < width."""
    signature = tile(tile, factors, offsets, types.intp, weights, types.intp, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, factor_array, offset_array, first, weight_array, start, width = arguments
        vector = context.get_value_type(tile).element
        masks = [mask_lanes_below(builder, width, column, vector) for column in range(tile.columns)]
        scalars = get_pointer(context, builder, factors, factor_array, first)
        rows = get_pointer(context, builder, offsets, offset_array, first)
        origin = get_pointer(context, builder, weights, weight_array, start)
        for row in range(tile.rows):
            scalar = builder.load(builder.gep(scalars, [INT64(row)]))
            factor = broadcast(builder, scalar, vector)
            offset = _load_offset(context, builder, offsets, rows, row)
            row_pointer = builder.gep(origin, [offset])
            for column, mask in enumerate(masks):
                pointer = builder.gep(row_pointer, [INT64(column * tile.lanes)])
                loaded = load_masked(builder, pointer, mask, vector, tile.size)
                index = row * tile.columns + column
                total = add_product(builder, builder.extract_value(value, index), factor, loaded)
                value = builder.insert_value(value, total, index)
        return value

    return signature, generate


@tile_operation
def add_tile_rows(
    context: Any, tile: Any, target: Any, start: Any, width: Any
) -> tuple[Any, Callable]:
    """target[start + f] += the sum over r of tile[r, f], f < width."""
    signature = types.void(tile, target, types.intp, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, array, start, width = arguments
        vector = context.get_value_type(tile).element
        row_pointer = get_pointer(context, builder, target, array, start)
        for column in range(tile.columns):
            mask = mask_lanes_below(builder, width, column, vector)
            pointer = builder.gep(row_pointer, [INT64(column * tile.lanes)])
            parts = [
                builder.extract_value(value, row * tile.columns + column)
                for row in range(tile.rows)
            ]
            total = _sum_pairwise(builder, parts)
            before = load_masked(builder, pointer, mask, vector, tile.size)
            store_masked(builder, builder.fadd(before, total), pointer, mask, tile.size)
        return context.get_dummy_value()

    return signature, generate


@tile_operation
def load_scaled_row(
    context: Any, source: Any, start: Any, factor: Any, width: Any
) -> tuple[Any, Callable]:
    """A tile of one vector: factor * source[start + f], f < width."""
    tile = Tile(source.dtype, 1, 1)
    signature = tile(source, types.intp, source.dtype, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array, start, scalar, width = arguments
        vector, size = get_vector_type(source)
        pointer = get_pointer(context, builder, source, array, start)
        mask = mask_lanes_below(builder, width, 0, vector)
        values = load_masked(builder, pointer, mask, vector, size)
        row = builder.fmul(broadcast(builder, scalar, vector), values)
        return builder.insert_value(ir.Constant(context.get_value_type(tile), None), row, 0)

    return signature, generate


@tile_operation
def add_to_weight_rows(
    context: Any,
    row: Any,
    factors: Any,
    offsets: Any,
    first: Any,
    target: Any,
    start: Any,
    width: Any,
) -> tuple[Any, Callable]:
    """target[start + offsets[first + r] + f] += factors[first + r] * row[0, f], f < width.

    For `TOGETHER` entries r, first those with even numbers: neighboring rows may share a vector in memory,
    and a load from memory that was just stored to is slow.
    """
    signature = types.void(row, factors, offsets, types.intp, target, types.intp, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, factor_array, offset_array, first, target_array, start, width = arguments
        vector, size = get_vector_type(target)
        mask = mask_lanes_below(builder, width, 0, vector)
        scalars = get_pointer(context, builder, factors, factor_array, first)
        rows = get_pointer(context, builder, offsets, offset_array, first)
        origin = get_pointer(context, builder, target, target_array, start)
        for entry in (*range(0, TOGETHER, 2), *range(1, TOGETHER, 2)):
            scalar = builder.load(builder.gep(scalars, [INT64(entry)]))
            factor = broadcast(builder, scalar, vector)
            offset = _load_offset(context, builder, offsets, rows, entry)
            pointer = builder.gep(origin, [offset])
            before = load_masked(builder, pointer, mask, vector, size)
            total = add_product(builder, before, factor, builder.extract_value(value, 0))
            store_masked(builder, total, pointer, mask, size)
        return context.get_dummy_value()

    return signature, generate


@tile_operation
def dot(
    context: Any, left: Any, start: Any, right: Any, first: Any, width: Any
) -> tuple[Any, Callable]:
    """The sum of left[start + f] * right[first + f], f < width, of one vector."""
    signature = left.dtype(left, types.intp, right, types.intp, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        left_array, start, right_array, first, width = arguments
        vector, size = get_vector_type(left)
        mask = mask_lanes_below(builder, width, 0, vector)
        factors = (
            load_masked(
                builder, get_pointer(context, builder, array_type, array, at), mask, vector, size
            )
            for array_type, array, at in ((left, left_array, start), (right, right_array, first))
        )
        return sum_lanes(builder, builder.fmul(*factors))

    return signature, generate


@tile_operation
def sum_vector(context: Any, source: Any, start: Any) -> tuple[Any, Callable]:
    """The sum of source[start + f], of one vector."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        vector, size = get_vector_type(source)
        pointer = get_pointer(context, builder, source, *arguments)
        return sum_lanes(builder, load_vector(builder, pointer, vector, size))

    return source.dtype(source, types.intp), generate


def _load_offset(context: Any, builder: Any, offsets: Any, pointer: Any, entry: int) -> Any:
    """The offset of this entry as a signed integer of 64 bits."""
    loaded = builder.load(builder.gep(pointer, [INT64(entry)]))
    return context.cast(builder, loaded, offsets.dtype, types.intp)


def _sum_pairwise(builder: Any, values: list[Any]) -> Any:
    """The sum of all values, as a tree of additions: a chain would have to wait for each of them."""
    while len(values) > 1:
        values = [
            builder.fadd(*values[i : i + 2]) if i + 1 < len(values) else values[i]
            for i in range(0, len(values), 2)
        ]
    return values[0]
