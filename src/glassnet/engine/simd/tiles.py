"""Tiles: parts of a matrix product whose sums stay in the CPU's registers.

A tile has some rows of one or more vectors each. It takes in one outer product after the other and is stored
once, so most multiplications need no load. Numba has no such type; the operations here emit LLVM code, and
compiled functions call them as any other function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic, models, register_model

from glassnet.engine.simd.vectors import (
    HAS_AVX512,
    INT64,
    VECTOR_BYTES,
    add_product,
    broadcast,
    get_pointer,
    load_vector,
    mask_lanes_below,
    store_masked,
    store_vector,
)

# Rows of a tile: with two vectors each, they fill 16 of 32 registers, or 12 of 16.
TILE_ROWS = 8 if HAS_AVX512 else 6

# Inside compiled functions an operation has another signature than the one in its source.
tile_operation: Any = intrinsic


def get_float_type(dtype: Any) -> Any:
    """LLVM's type of a float32 or float64."""
    return ir.FloatType() if dtype == types.float32 else ir.DoubleType()


def get_vector_type(array: Any) -> tuple[Any, int]:
    """LLVM's type of a vector of an array's elements, and the bytes of one of them."""
    size = array.dtype.bitwidth // 8
    return ir.VectorType(get_float_type(array.dtype), VECTOR_BYTES // size), size


class Tile(types.Type):
    """The type of a tile: `rows` rows of `columns` vectors."""

    def __init__(self, dtype: Any, rows: int, columns: int) -> None:
        self.dtype, self.rows, self.columns = dtype, rows, columns
        self.size = dtype.bitwidth // 8
        self.lanes = VECTOR_BYTES // self.size
        super().__init__(name=f"Tile({dtype}, {rows}, {columns})")


@register_model(Tile)
class _TileModel(models.PrimitiveModel):
    def __init__(self, manager: Any, tile: Tile) -> None:
        vector = ir.VectorType(get_float_type(tile.dtype), tile.lanes)
        super().__init__(manager, tile, ir.ArrayType(vector, tile.rows * tile.columns))


@tile_operation
def count_lanes(context: Any, array: Any) -> tuple[Any, Callable]:
    """The number of an array's elements that fit into a vector; a constant for the compiler."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return INT64(VECTOR_BYTES // (array.dtype.bitwidth // 8))

    return types.intp(array), generate


@tile_operation
def count_rows(context: Any, tile: Any) -> tuple[Any, Callable]:
    """The number of a tile's rows; a constant for the compiler."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return INT64(tile.rows)

    return types.intp(tile), generate


@tile_operation(prefer_literal=True)
def zeros(context: Any, like: Any, rows: Any, columns: Any) -> tuple[Any, Callable]:
    """A tile of zeros in the precision of the array `like`; `rows` and `columns` are constants."""
    tile = Tile(like.dtype, rows.literal_value, columns.literal_value)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return ir.Constant(context.get_value_type(tile), None)

    return tile(like, rows, columns), generate


@tile_operation
def load_tile(context: Any, tile: Any, source: Any, start: Any, step: Any) -> tuple[Any, Callable]:
    """tile[r, f] = source[start + r * step + f]; the tile that is passed says which size."""
    signature = tile(tile, source, types.intp, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, array, start, step = arguments
        vector = context.get_value_type(tile).element
        row_pointer = get_pointer(context, builder, source, array, start)
        for row in range(tile.rows):
            for column in range(tile.columns):
                pointer = builder.gep(row_pointer, [INT64(column * tile.lanes)])
                loaded = load_vector(builder, pointer, vector, tile.size)
                value = builder.insert_value(value, loaded, row * tile.columns + column)
            row_pointer = builder.gep(row_pointer, [step])
        return value

    return signature, generate


@tile_operation
def add_outer_product(
    context: Any, tile: Any, left: Any, base: Any, offsets: Any, first: Any, right: Any, start: Any
) -> tuple[Any, Callable]:
    """tile[r, f] + left[base + offsets[first + r]] * right[start + f].

    An offset for each row and whole vectors of `right` are read.
    """
    signature = tile(tile, left, types.intp, offsets, types.intp, right, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, left_array, base, offset_array, first, right_array, start = arguments
        vector = context.get_value_type(tile).element
        scalars = get_pointer(context, builder, left, left_array, base)
        rows = get_pointer(context, builder, offsets, offset_array, first)
        columns = get_pointer(context, builder, right, right_array, start)
        factors = [
            load_vector(builder, builder.gep(columns, [INT64(c * tile.lanes)]), vector, tile.size)
            for c in range(tile.columns)
        ]
        for row in range(tile.rows):
            offset = builder.load(builder.gep(rows, [INT64(row)]))
            scalar = broadcast(builder, builder.load(builder.gep(scalars, [offset])), vector)
            for column, factor in enumerate(factors):
                index = row * tile.columns + column
                total = add_product(builder, builder.extract_value(value, index), scalar, factor)
                value = builder.insert_value(value, total, index)
        return value

    return signature, generate


@tile_operation
def take_max_of_four(context: Any, tile: Any) -> tuple[Any, Callable]:
    """A tile with the maximum of rows 4 r to 4 r + 3 as row r; a NaN counts as the maximum."""
    fewer = Tile(tile.dtype, tile.rows // 4, tile.columns)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        (value,), result = arguments, ir.Constant(context.get_value_type(fewer), None)
        for row in range(fewer.rows):
            for column in range(tile.columns):
                maximum, *others = (
                    builder.extract_value(value, (4 * row + i) * tile.columns + column)
                    for i in range(4)
                )
                for other in others:
                    larger = builder.fcmp_unordered(">", other, maximum)
                    is_nan = builder.fcmp_unordered("uno", maximum, maximum)
                    larger = builder.and_(larger, builder.not_(is_nan))
                    maximum = builder.select(larger, other, maximum)
                result = builder.insert_value(result, maximum, row * tile.columns + column)
        return result

    return fewer(tile), generate


@tile_operation
def add_row(context: Any, tile: Any, source: Any, start: Any) -> tuple[Any, Callable]:
    """tile[r, f] + source[start + f]."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, array, start = arguments
        vector = context.get_value_type(tile).element
        row_pointer = get_pointer(context, builder, source, array, start)
        for column in range(tile.columns):
            pointer = builder.gep(row_pointer, [INT64(column * tile.lanes)])
            added = load_vector(builder, pointer, vector, tile.size)
            for index in range(column, tile.rows * tile.columns, tile.columns):
                total = builder.fadd(builder.extract_value(value, index), added)
                value = builder.insert_value(value, total, index)
        return value

    return tile(tile, source, types.intp), generate


@tile_operation
def scale_tile(context: Any, tile: Any, factor: Any) -> tuple[Any, Callable]:
    """factor * tile."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, scalar = arguments
        factors = broadcast(builder, scalar, context.get_value_type(tile).element)
        for index in range(tile.rows * tile.columns):
            product = builder.fmul(builder.extract_value(value, index), factors)
            value = builder.insert_value(value, product, index)
        return value

    return tile(tile, tile.dtype), generate


@tile_operation
def store_tile(context: Any, tile: Any, target: Any, start: Any, step: Any) -> tuple[Any, Callable]:
    """target[start + r * step + f] = tile[r, f]."""
    signature = types.void(tile, target, types.intp, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, array, start, step = arguments
        row_pointer = get_pointer(context, builder, target, array, start)
        for row in range(tile.rows):
            for column in range(tile.columns):
                part = builder.extract_value(value, row * tile.columns + column)
                pointer = builder.gep(row_pointer, [INT64(column * tile.lanes)])
                store_vector(builder, part, pointer, tile.size)
            row_pointer = builder.gep(row_pointer, [step])
        return context.get_dummy_value()

    return signature, generate


@tile_operation
def store_tile_part(
    context: Any, tile: Any, target: Any, start: Any, step: Any, rows: Any, width: Any
) -> tuple[Any, Callable]:
    """target[start + r * step + f] = tile[r, f] for r < rows and f < width."""
    signature = types.void(tile, target, *[types.intp] * 4)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, array, start, step, rows, width = arguments
        vector = context.get_value_type(tile).element
        row_pointer = get_pointer(context, builder, target, array, start)
        masks = [mask_lanes_below(builder, width, c, vector) for c in range(tile.columns)]
        for row in range(tile.rows):
            with builder.if_then(builder.icmp_signed("<", INT64(row), rows), likely=True):
                for column, mask in enumerate(masks):
                    part = builder.extract_value(value, row * tile.columns + column)
                    pointer = builder.gep(row_pointer, [INT64(column * tile.lanes)])
                    store_masked(builder, part, pointer, mask, tile.size)
            row_pointer = builder.gep(row_pointer, [step])
        return context.get_dummy_value()

    return signature, generate
