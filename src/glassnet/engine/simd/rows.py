"""Operations on rows of weights, a vector or two at a time, for one example.

Weights lie in one long array; a row begins at `start` and is `width` numbers long. What lies behind a
row belongs to others: it is neither read nor written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import types

from glassnet.engine.simd.tiles import Tile, number_type, on_tiles
from glassnet.engine.simd.vectors import (
    BYTES,
    WORD,
    address,
    in_all_lanes,
    lanes_below,
    load_masked,
    load_vector,
    store_masked,
)
from glassnet.engine.sparse_format import TOGETHER


@on_tiles
def add_rows(
    context: Any,
    tile: Any,
    factors: Any,
    chosen: Any,
    first: Any,
    weights: Any,
    start: Any,
    width: Any,
) -> tuple[Any, Callable]:
    """tile[r, f] + factors[first + r] * weights[start + chosen[first + r] + f], f < width."""
    signature = tile(tile, factors, chosen, types.intp, weights, types.intp, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, factor_array, chosen_array, first, weight_array, start, width = arguments
        vector = context.get_value_type(tile).element
        masks = [lanes_below(builder, width, column, vector) for column in range(tile.columns)]
        numbers = address(context, builder, factors, factor_array, first)
        rows = address(context, builder, chosen, chosen_array, first)
        origin = address(context, builder, weights, weight_array, start)
        for row in range(tile.rows):
            number = builder.load(builder.gep(numbers, [WORD(row)]))
            factor = in_all_lanes(builder, number, vector)
            index = context.cast(
                builder, builder.load(builder.gep(rows, [WORD(row)])), chosen.dtype, types.intp
            )
            place = builder.gep(origin, [index])
            for column, mask in enumerate(masks):
                at = builder.gep(place, [WORD(column * tile.lanes)])
                product = builder.fmul(
                    factor, load_masked(builder, at, mask, vector, tile.size), flags=("contract",)
                )
                number_of_sum = row * tile.columns + column
                before = builder.extract_value(value, number_of_sum)
                after = builder.fadd(before, product, flags=("contract",))
                value = builder.insert_value(value, after, number_of_sum)
        return value

    return signature, generate


@on_tiles
def add_total(context: Any, tile: Any, target: Any, start: Any, width: Any) -> tuple[Any, Callable]:
    """target[start + f] += the sum over r of tile[r, f], f < width."""
    signature = types.void(tile, target, types.intp, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, array, start, width = arguments
        vector = context.get_value_type(tile).element
        place = address(context, builder, target, array, start)
        for column in range(tile.columns):
            mask = lanes_below(builder, width, column, vector)
            at = builder.gep(place, [WORD(column * tile.lanes)])
            sums = [
                builder.extract_value(value, row * tile.columns + column)
                for row in range(tile.rows)
            ]
            total = _in_pairs(builder, sums)
            before = load_masked(builder, at, mask, vector, tile.size)
            store_masked(builder, builder.fadd(before, total), at, mask, tile.size)
        return context.get_dummy_value()

    return signature, generate


@on_tiles
def scaled_row(
    context: Any, source: Any, start: Any, factor: Any, width: Any
) -> tuple[Any, Callable]:
    """A tile of one vector: factor * source[start + f], f < width."""
    tile = Tile(source.dtype, 1, 1)
    signature = tile(source, types.intp, source.dtype, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array, start, number, width = arguments
        vector, size = _vector_of(source)
        place = address(context, builder, source, array, start)
        mask = lanes_below(builder, width, 0, vector)
        values = load_masked(builder, place, mask, vector, size)
        row = builder.fmul(in_all_lanes(builder, number, vector), values)
        return builder.insert_value(ir.Constant(context.get_value_type(tile), None), row, 0)

    return signature, generate


@on_tiles
def add_to_rows(
    context: Any,
    row: Any,
    factors: Any,
    chosen: Any,
    first: Any,
    target: Any,
    start: Any,
    width: Any,
) -> tuple[Any, Callable]:
    """target[start + chosen[first + r] + f] += factors[first + r] * row[0, f], f < width.

    For `TOGETHER` entries r: every other one first, since who shares a vector with their neighbour in
    memory waits until that is written.
    """
    signature = types.void(row, factors, chosen, types.intp, target, types.intp, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, factor_array, chosen_array, first, target_array, start, width = arguments
        vector, size = _vector_of(target)
        mask = lanes_below(builder, width, 0, vector)
        numbers = address(context, builder, factors, factor_array, first)
        rows = address(context, builder, chosen, chosen_array, first)
        origin = address(context, builder, target, target_array, start)
        for entry in (*range(0, TOGETHER, 2), *range(1, TOGETHER, 2)):
            number = builder.load(builder.gep(numbers, [WORD(entry)]))
            index = builder.load(builder.gep(rows, [WORD(entry)]))
            index = context.cast(builder, index, chosen.dtype, types.intp)
            place = builder.gep(origin, [index])
            product = builder.fmul(
                in_all_lanes(builder, number, vector),
                builder.extract_value(value, 0),
                flags=("contract",),
            )
            before = load_masked(builder, place, mask, vector, size)
            after = builder.fadd(before, product, flags=("contract",))
            store_masked(builder, after, place, mask, size)
        return context.get_dummy_value()

    return signature, generate


@on_tiles
def dot(
    context: Any, left: Any, start: Any, right: Any, first: Any, width: Any
) -> tuple[Any, Callable]:
    """The sum of left[start + f] * right[first + f], f < width, one vector."""
    signature = left.dtype(left, types.intp, right, types.intp, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        left_array, start, right_array, first, width = arguments
        vector, size = _vector_of(left)
        mask = lanes_below(builder, width, 0, vector)
        one, other = (
            load_masked(builder, address(context, builder, kind, array, at), mask, vector, size)
            for kind, array, at in ((left, left_array, start), (right, right_array, first))
        )
        return _sum_of_lanes(builder, builder.fmul(one, other))

    return signature, generate


@on_tiles
def total(context: Any, source: Any, start: Any) -> tuple[Any, Callable]:
    """The sum of source[start + f], a whole vector of them."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        vector, size = _vector_of(source)
        place = address(context, builder, source, *arguments)
        return _sum_of_lanes(builder, load_vector(builder, place, vector, size))

    return source.dtype(source, types.intp), generate


def _vector_of(array: Any) -> tuple[Any, int]:
    size = array.dtype.bitwidth // 8
    return ir.VectorType(number_type(array.dtype), BYTES // size), size


def _in_pairs(builder: Any, values: list[Any]) -> Any:
    """Their sum, added in pairs: no addition waits for more than a few others."""
    while len(values) > 1:
        values = [
            builder.fadd(*values[i : i + 2]) if i + 1 < len(values) else values[i]
            for i in range(0, len(values), 2)
        ]
    return values[0]


def _sum_of_lanes(builder: Any, vector: Any) -> Any:
    """The lanes folded upon each other until one is left."""
    lanes, half = vector.type.count, vector.type.count // 2
    while half:
        order = [lane + half if lane < half else lane for lane in range(lanes)]
        mask = ir.Constant(ir.VectorType(ir.IntType(32), lanes), order)
        vector = builder.fadd(vector, builder.shuffle_vector(vector, vector, mask))
        half //= 2
    return builder.extract_element(vector, ir.IntType(32)(0))
