"""Tiles: small blocks of a matrix product that stay in the processor's registers.

A processor multiplies fastest what it need not fetch. A tile is some rows of one or two vectors each,
dozens of sums that grow, product by product, without leaving the registers. Numba knows no such thing,
and so the operations on tiles are written for LLVM here; kernels call them as any other function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic, models, register_model

from glassnet.engine.simd.vectors import (
    BYTES,
    WIDE,
    WORD,
    address,
    in_all_lanes,
    lanes_below,
    load_vector,
    store_masked,
    store_vector,
)

# Rows of a tile: with two columns, what 32 or 16 registers can hold.
ROWS = 8 if WIDE else 6

# What is called on tiles has a signature of its own in compiled code.
on_tiles: Any = intrinsic


def number_type(dtype: Any) -> Any:
    """What LLVM calls a number of this type."""
    return ir.FloatType() if dtype == types.float32 else ir.DoubleType()


class Tile(types.Type):
    """The type of a tile: `rows` rows of `columns` vectors."""

    def __init__(self, dtype: Any, rows: int, columns: int) -> None:
        self.dtype, self.rows, self.columns = dtype, rows, columns
        self.size = dtype.bitwidth // 8
        self.lanes = BYTES // self.size
        super().__init__(name=f"Tile({dtype}, {rows}, {columns})")


@register_model(Tile)
class _TileModel(models.PrimitiveModel):
    def __init__(self, manager: Any, tile: Tile) -> None:
        vector = ir.VectorType(number_type(tile.dtype), tile.lanes)
        super().__init__(manager, tile, ir.ArrayType(vector, tile.rows * tile.columns))


@on_tiles
def lanes_of(context: Any, array: Any) -> tuple[Any, Callable]:
    """How many numbers of an array's precision are in a vector: for the compiler a plain number."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return WORD(BYTES // (array.dtype.bitwidth // 8))

    return types.intp(array), generate


@on_tiles(prefer_literal=True)
def zeros(context: Any, like: Any, rows: Any, columns: Any) -> tuple[Any, Callable]:
    """A tile of zeros in the precision of the array `like`; `rows` and `columns` are plain numbers."""
    tile = Tile(like.dtype, rows.literal_value, columns.literal_value)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return ir.Constant(context.get_value_type(tile), None)

    return tile(like, rows, columns), generate


@on_tiles
def load(context: Any, tile: Any, source: Any, start: Any, step: Any) -> tuple[Any, Callable]:
    """tile[r, f] = source[start + r * step + f], all of it."""
    signature = tile(tile, source, types.intp, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, array, first, stride = arguments
        vector = context.get_value_type(tile).element
        place = address(context, builder, source, array, first)
        for row in range(tile.rows):
            for column in range(tile.columns):
                at = builder.gep(place, [WORD(column * tile.lanes)])
                loaded = load_vector(builder, at, vector, tile.size)
                value = builder.insert_value(value, loaded, row * tile.columns + column)
            place = builder.gep(place, [stride])
        return value

    return signature, generate


@on_tiles
def add_outer(
    context: Any, tile: Any, left: Any, base: Any, offsets: Any, first: Any, right: Any, place: Any
) -> tuple[Any, Callable]:
    """tile[r, f] + left[base + offsets[first + r]] * right[place + f].

    `ROWS` offsets and whole vectors of `right` are read, whether they are used later or not.
    """
    signature = tile(tile, left, types.intp, offsets, types.intp, right, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, left_array, base, offset_array, first, right_array, place = arguments
        vector = context.get_value_type(tile).element
        numbers = address(context, builder, left, left_array, base)
        rows = address(context, builder, offsets, offset_array, first)
        columns = address(context, builder, right, right_array, place)
        factors = [
            load_vector(builder, builder.gep(columns, [WORD(c * tile.lanes)]), vector, tile.size)
            for c in range(tile.columns)
        ]
        for row in range(tile.rows):
            offset = builder.load(builder.gep(rows, [WORD(row)]))
            number = in_all_lanes(builder, builder.load(builder.gep(numbers, [offset])), vector)
            for column, factor in enumerate(factors):
                index = row * tile.columns + column
                # "contract": one rounding for product and sum, where the processor can.
                product = builder.fmul(number, factor, flags=("contract",))
                before = builder.extract_value(value, index)
                after = builder.fadd(before, product, flags=("contract",))
                value = builder.insert_value(value, after, index)
        return value

    return signature, generate


@on_tiles
def largest_of_four(context: Any, tile: Any) -> tuple[Any, Callable]:
    """A tile of the largest of each four rows; a NaN is larger than anything."""
    fewer = Tile(tile.dtype, tile.rows // 4, tile.columns)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        (value,), result = arguments, ir.Constant(context.get_value_type(fewer), None)
        for row in range(fewer.rows):
            for column in range(tile.columns):
                first, *others = (
                    builder.extract_value(value, (4 * row + i) * tile.columns + column)
                    for i in range(4)
                )
                for other in others:
                    wins = builder.fcmp_unordered(">", other, first)
                    stays = builder.fcmp_unordered("uno", first, first)
                    wins = builder.and_(wins, builder.not_(stays))
                    first = builder.select(wins, other, first)
                result = builder.insert_value(result, first, row * tile.columns + column)
        return result

    return fewer(tile), generate


@on_tiles
def with_row(context: Any, tile: Any, source: Any, start: Any) -> tuple[Any, Callable]:
    """tile[r, f] + source[start + f]."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, array, first = arguments
        vector = context.get_value_type(tile).element
        place = address(context, builder, source, array, first)
        for column in range(tile.columns):
            at = builder.gep(place, [WORD(column * tile.lanes)])
            added = load_vector(builder, at, vector, tile.size)
            for index in range(column, tile.rows * tile.columns, tile.columns):
                total = builder.fadd(builder.extract_value(value, index), added)
                value = builder.insert_value(value, total, index)
        return value

    return tile(tile, source, types.intp), generate


@on_tiles
def scaled(context: Any, tile: Any, factor: Any) -> tuple[Any, Callable]:
    """factor * tile."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, number = arguments
        everywhere = in_all_lanes(builder, number, context.get_value_type(tile).element)
        for index in range(tile.rows * tile.columns):
            part = builder.fmul(builder.extract_value(value, index), everywhere)
            value = builder.insert_value(value, part, index)
        return value

    return tile(tile, tile.dtype), generate


@on_tiles
def store(
    context: Any, tile: Any, target: Any, start: Any, step: Any, rows: Any, width: Any
) -> tuple[Any, Callable]:
    """target[start + r * step + f] = tile[r, f] for r < rows and f < width, and no further."""
    signature = types.void(tile, target, *[types.intp] * 4)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, array, start, step, rows, width = arguments
        vector = context.get_value_type(tile).element
        place = address(context, builder, target, array, start)
        masks = [lanes_below(builder, width, c, vector) for c in range(tile.columns)]
        for row in range(tile.rows):
            with builder.if_then(builder.icmp_signed("<", WORD(row), rows), likely=True):
                for column, mask in enumerate(masks):
                    part = builder.extract_value(value, row * tile.columns + column)
                    at = builder.gep(place, [WORD(column * tile.lanes)])
                    store_masked(builder, part, at, mask, tile.size)
            place = builder.gep(place, [step])
        return context.get_dummy_value()

    return signature, generate


@on_tiles
def store_whole(
    context: Any, tile: Any, target: Any, start: Any, step: Any
) -> tuple[Any, Callable]:
    """target[start + r * step + f] = tile[r, f], all of it."""
    signature = types.void(tile, target, types.intp, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, array, start, step = arguments
        place = address(context, builder, target, array, start)
        for row in range(tile.rows):
            for column in range(tile.columns):
                part = builder.extract_value(value, row * tile.columns + column)
                at = builder.gep(place, [WORD(column * tile.lanes)])
                store_vector(builder, part, at, tile.size)
            place = builder.gep(place, [step])
        return context.get_dummy_value()

    return signature, generate
