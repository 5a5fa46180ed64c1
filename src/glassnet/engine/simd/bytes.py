"""Operations on images stored as bytes, a vector at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from llvmlite import ir
from numba.core import types

from glassnet.engine.simd.tiles import get_float_type, tile_operation
from glassnet.engine.simd.vectors import (
    INT8,
    INT32,
    INT64,
    VECTOR_BYTES,
    add_product,
    add_product_exactly,
    broadcast,
    get_pointer,
    load_vector,
    prefetch_line,
    store_compressed,
    store_vector,
)
from glassnet.engine.sparse_format import STEP, TOGETHER


@tile_operation
def store_nonzero(
    context: Any,
    source: Any,
    start: Any,
    column: Any,
    step: Any,
    offsets: Any,
    values: Any,
    entry: Any,
) -> tuple[Any, Callable]:
    """List the nonzero elements of a vector of `source`, from `entry` on; the number of them.

    The first element of the vector is source[start], in column `column`. Offsets are `step` times the column.
    In lists of floats bytes become byte / 255, correctly rounded; other elements have the type of `values`.
    """
    signature = types.intp(source, *[types.intp] * 3, offsets, values, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        source_array, start, column, step, offset_array, value_array, entry = arguments
        lanes = VECTOR_BYTES // max(4, values.dtype.bitwidth // 8)
        integers = ir.VectorType(INT32, lanes)
        pointer = get_pointer(context, builder, source, source_array, start)
        if source.dtype == types.uint8:
            read = load_vector(builder, pointer, ir.VectorType(INT8, lanes), 1)
            nonzero = builder.icmp_unsigned("!=", read, ir.Constant(read.type, None))
            value = builder.zext(read, integers)
        else:
            floats = ir.VectorType(get_float_type(values.dtype), lanes)
            value = load_vector(builder, pointer, floats, source.dtype.bitwidth // 8)
            nonzero = builder.fcmp_unordered("!=", value, ir.Constant(floats, None))
        if source.dtype != values.dtype:
            floats = ir.VectorType(get_float_type(values.dtype), lanes)
            value = _divide(builder, builder.uitofp(value, floats), 255.0)
        first, each = (
            broadcast(builder, builder.trunc(integer, INT32), integers)
            for integer in (builder.mul(column, step), step)
        )
        steps = builder.mul(ir.Constant(integers, list(range(lanes))), each)
        pointer = get_pointer(context, builder, offsets, offset_array, entry)
        store_compressed(builder, builder.add(first, steps), pointer, nonzero)
        pointer = get_pointer(context, builder, values, value_array, entry)
        store_compressed(builder, value, pointer, nonzero)
        return builder.ctpop(builder.zext(builder.bitcast(nonzero, ir.IntType(lanes)), INT64))

    return signature, generate


@tile_operation
def add_selected_rows(
    context: Any,
    tile: Any,
    factors: Any,
    offsets: Any,
    first: Any,
    rows: Any,
    start: Any,
    width: Any,
) -> tuple[Any, Callable]:
    """tile[r] + factors[first + r] * row[r]; row[r] begins at start + offsets[first + r] / STEP * width.

    For `TOGETHER` entries r, whose factors are bytes. A tile of one row takes all of them.
    """
    signature = tile(tile, factors, offsets, types.intp, rows, types.intp, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, *lists = arguments
        vector = context.get_value_type(tile).element
        entries = _read_entries(context, builder, signature.args[1:], lists, vector)
        for entry, (factor, row_pointer) in enumerate(entries):
            for column in range(tile.columns):
                pointer = builder.gep(row_pointer, [INT64(column * VECTOR_BYTES)])
                loaded = load_vector(builder, pointer, vector, tile.size)
                index = entry % tile.rows * tile.columns + column
                total = add_product(builder, builder.extract_value(value, index), factor, loaded)
                value = builder.insert_value(value, total, index)
        return value

    return signature, generate


@tile_operation
def add_to_selected_rows(
    context: Any, row: Any, factors: Any, offsets: Any, first: Any, rows: Any
) -> tuple[Any, Callable]:
    """rows[offsets[first + r] / STEP] += factors[first + r] * row, for `TOGETHER` entries r.

    Rows have one vector each; factors are bytes.
    """
    signature = types.void(row, factors, offsets, types.intp, rows)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, *lists = arguments
        vector = context.get_value_type(row).element
        added = builder.extract_value(value, 0)
        lists += [INT64(0), INT64(vector.count)]
        entries = _read_entries(context, builder, signature.args[1:], lists, vector)
        for factor, pointer in entries:
            before = load_vector(builder, pointer, vector, row.size)
            total = add_product(builder, before, factor, added)
            store_vector(builder, total, pointer, row.size)
        return context.get_dummy_value()

    return signature, generate


@tile_operation
def add_bytes_times_scalars(
    context: Any, tile: Any, scalars: Any, start: Any, images: Any, first: Any
) -> tuple[Any, Callable]:
    """tile[r, f] + scalars[start + r] * images[first + f]; `images` are bytes."""
    signature = tile(tile, scalars, types.intp, images, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, scalar_array, start, image_array, first = arguments
        vector = context.get_value_type(tile).element
        image_pointer = get_pointer(context, builder, images, image_array, first)
        pointer = get_pointer(context, builder, scalars, scalar_array, start)
        factors = (
            broadcast(builder, builder.load(builder.gep(pointer, [INT64(row)])), vector)
            for row in range(tile.rows)
        )
        return _add_images(builder, tile, value, factors, image_pointer, vector)

    return signature, generate


@tile_operation
def add_bytes_times_vectors(
    context: Any, tile: Any, vectors: Any, start: Any, step: Any, images: Any, first: Any
) -> tuple[Any, Callable]:
    """tile[r, c, f] + vectors[start + r * step + f] * images[first + c * lanes + f]; `images` are bytes.

    The lanes f of each column c of the tile.
    """
    signature = tile(tile, vectors, types.intp, types.intp, images, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, vector_array, start, step, image_array, first = arguments
        vector = context.get_value_type(tile).element
        image_pointer = get_pointer(context, builder, images, image_array, first)
        pointer = get_pointer(context, builder, vectors, vector_array, start)
        factors = (
            load_vector(
                builder, builder.gep(pointer, [builder.mul(step, INT64(row))]), vector, tile.size
            )
            for row in range(tile.rows)
        )
        return _add_images(builder, tile, value, factors, image_pointer, vector)

    return signature, generate


@tile_operation
def fetch(context: Any, array: Any, index: Any) -> tuple[Any, Callable]:
    """Load the cache line of array[index] into the first-level cache, without waiting for it."""
    signature = types.void(array, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        pointer = get_pointer(context, builder, array, *arguments)
        prefetch_line(builder, builder.bitcast(pointer, INT8.as_pointer()))
        return context.get_dummy_value()

    return signature, generate


def _read_entries(
    context: Any, builder: Any, array_types: Any, lists: Any, vector: Any
) -> Iterator[tuple[Any, Any]]:
    """For each of `TOGETHER` entries its byte, in all lanes, and a pointer to the row of its offset."""
    factors, offsets, _, rows, *_ = array_types
    factor_array, offset_array, first, row_array, start, width = lists
    pointer = get_pointer(context, builder, factors, factor_array, first)
    read = load_vector(builder, pointer, ir.VectorType(INT8, TOGETHER), 1)
    values = builder.uitofp(read, ir.VectorType(vector.element, TOGETHER))
    origin = get_pointer(context, builder, rows, row_array, start)
    origin = builder.bitcast(origin, INT8.as_pointer())
    row_bytes = builder.mul(width, INT64(rows.dtype.bitwidth // 8))
    pointer = get_pointer(context, builder, offsets, offset_array, first)
    for entry in range(TOGETHER):
        lane = ir.Constant(ir.VectorType(INT32, vector.count), [entry] * vector.count)
        offset = builder.zext(builder.load(builder.gep(pointer, [INT64(entry)])), INT64)
        product = builder.mul(offset, row_bytes, flags=("nuw",))
        row_pointer = builder.gep(origin, [builder.udiv(product, INT64(STEP))])
        yield builder.shuffle_vector(values, values, lane), row_pointer


def _add_images(
    builder: Any, tile: Any, value: Any, factors: Iterator[Any], image_pointer: Any, vector: Any
) -> Any:
    """The value of a tile plus factor * image in each row; each column has a vector of bytes."""
    stored = ir.VectorType(INT8, tile.lanes)
    pointers = (builder.gep(image_pointer, [INT64(c * tile.lanes)]) for c in range(tile.columns))
    images = [
        builder.uitofp(load_vector(builder, pointer, stored, 1), vector) for pointer in pointers
    ]
    for row, factor in enumerate(factors):
        for column, image in enumerate(images):
            index = row * tile.columns + column
            total = add_product(builder, builder.extract_value(value, index), factor, image)
            value = builder.insert_value(value, total, index)
    return value


def _divide(builder: Any, values: Any, divisor: float) -> Any:
    """values / divisor, correctly rounded: the product with the reciprocal, corrected by its FMA residual."""
    vector = values.type
    divisors, reciprocals = (
        ir.Constant(vector, [value] * vector.count) for value in (divisor, 1 / divisor)
    )
    estimate = builder.fmul(values, reciprocals)
    residual = add_product_exactly(builder, values, builder.fneg(estimate), divisors)
    return add_product_exactly(builder, estimate, residual, reciprocals)
