"""Operations on stored images, a vector of bytes at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from llvmlite import ir
from numba.core import types

from glassnet.engine.simd.tiles import number_type, on_tiles
from glassnet.engine.simd.vectors import (
    BYTES,
    SHORT,
    WORD,
    address,
    in_all_lanes,
    load_vector,
    multiply_add,
    prefetch,
    store_compressed,
    store_vector,
)
from glassnet.engine.sparse_format import STEP, TOGETHER

BYTE = ir.IntType(8)


@on_tiles
def store_nonzero(
    context: Any,
    source: Any,
    start: Any,
    column: Any,
    step: Any,
    offsets: Any,
    values: Any,
    to: Any,
) -> tuple[Any, Callable]:
    """Read a vector of pixels from `start`; list those that are not zero from `to` on; how many they are.

    The first of them is in column `column`; offsets are `step` times the column. In lists of floats bytes
    become byte / 255, correctly rounded; otherwise pixels have the type of `values`.
    """
    signature = types.intp(source, *[types.intp] * 3, offsets, values, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        source_array, start, column, step, place_array, value_array, to = arguments
        lanes = BYTES // max(4, values.dtype.bitwidth // 8)
        integers = ir.VectorType(SHORT, lanes)
        place = address(context, builder, source, source_array, start)
        if source.dtype == types.uint8:
            read = load_vector(builder, place, ir.VectorType(BYTE, lanes), 1)
            nonzero = builder.icmp_unsigned("!=", read, ir.Constant(read.type, None))
            value = builder.zext(read, integers)
        else:
            numbers = ir.VectorType(number_type(values.dtype), lanes)
            value = load_vector(builder, place, numbers, source.dtype.bitwidth // 8)
            nonzero = builder.fcmp_unordered("!=", value, ir.Constant(numbers, None))
        if source.dtype != values.dtype:
            numbers = ir.VectorType(number_type(values.dtype), lanes)
            value = _divided(builder, builder.uitofp(value, numbers), 255.0)
        before, each = (
            in_all_lanes(builder, builder.trunc(number, SHORT), integers)
            for number in (builder.mul(column, step), step)
        )
        steps = builder.mul(ir.Constant(integers, list(range(lanes))), each)
        at = address(context, builder, offsets, place_array, to)
        store_compressed(builder, builder.add(before, steps), at, nonzero)
        at = address(context, builder, values, value_array, to)
        store_compressed(builder, value, at, nonzero)
        return builder.ctpop(builder.zext(builder.bitcast(nonzero, ir.IntType(lanes)), WORD))

    return signature, generate


@on_tiles
def add_chosen(
    context: Any,
    tile: Any,
    factors: Any,
    offsets: Any,
    first: Any,
    rows: Any,
    start: Any,
    width: Any,
) -> tuple[Any, Callable]:
    """tile[r] + factors[first + r] * row[r], where row[r] begins at start + offsets[first + r] / STEP * width.

    For `TOGETHER` entries r, whose factors are bytes, each added to the tile's row r, or to its only one.
    """
    signature = tile(tile, factors, offsets, types.intp, rows, types.intp, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, *lists = arguments
        vector = context.get_value_type(tile).element
        entries = _entries(context, builder, signature.args[1:], lists, vector)
        for entry, (factor, place) in enumerate(entries):
            for column in range(tile.columns):
                at = builder.gep(place, [WORD(column * BYTES)])
                chosen = load_vector(builder, at, vector, tile.size)
                product = builder.fmul(factor, chosen, flags=("contract",))
                number = entry % tile.rows * tile.columns + column
                before = builder.extract_value(value, number)
                after = builder.fadd(before, product, flags=("contract",))
                value = builder.insert_value(value, after, number)
        return value

    return signature, generate


@on_tiles
def add_to_chosen(
    context: Any, row: Any, factors: Any, offsets: Any, first: Any, rows: Any
) -> tuple[Any, Callable]:
    """rows[offsets[first + r] / STEP] += factors[first + r] * row, for `TOGETHER` entries r.

    Rows are of one vector each; factors are bytes.
    """
    signature = types.void(row, factors, offsets, types.intp, rows)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, *lists = arguments
        vector = context.get_value_type(row).element
        added = builder.extract_value(value, 0)
        width = WORD(vector.count)
        entries = _entries(context, builder, signature.args[1:], [*lists, WORD(0), width], vector)
        for factor, place in entries:
            chosen = load_vector(builder, place, vector, row.size)
            product = builder.fmul(factor, added, flags=("contract",))
            after = builder.fadd(chosen, product, flags=("contract",))
            store_vector(builder, after, place, row.size)
        return context.get_dummy_value()

    return signature, generate


def _entries(
    context: Any, builder: Any, kinds: Any, lists: Any, vector: Any
) -> Iterator[tuple[Any, Any]]:
    """Of `TOGETHER` entries the byte, in all lanes, and the address of the row that its place chooses."""
    (factors, offsets, _, rows, *_), (factor_array, place_array, first, *chosen) = kinds, lists
    row_array, start, width = chosen
    at = address(context, builder, factors, factor_array, first)
    read = load_vector(builder, at, ir.VectorType(BYTE, TOGETHER), 1)
    numbers = builder.uitofp(read, ir.VectorType(vector.element, TOGETHER))
    origin = address(context, builder, rows, row_array, start)
    origin = builder.bitcast(origin, BYTE.as_pointer())
    step = builder.mul(width, WORD(rows.dtype.bitwidth // 8))
    at = address(context, builder, offsets, place_array, first)
    for entry in range(TOGETHER):
        lane = ir.Constant(ir.VectorType(SHORT, vector.count), [entry] * vector.count)
        place = builder.zext(builder.load(builder.gep(at, [WORD(entry)])), WORD)
        skipped = builder.udiv(builder.mul(place, step, flags=("nuw",)), WORD(STEP))
        yield builder.shuffle_vector(numbers, numbers, lane), builder.gep(origin, [skipped])


@on_tiles
def add_bytes_times_numbers(
    context: Any, tile: Any, numbers: Any, start: Any, images: Any, first: Any
) -> tuple[Any, Callable]:
    """tile[r, f] + numbers[start + r] * images[first + f]; `images` are bytes."""
    signature = tile(tile, numbers, types.intp, images, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, number_array, start, image_array, first = arguments
        vector = context.get_value_type(tile).element
        bytes_at = address(context, builder, images, image_array, first)
        place = address(context, builder, numbers, number_array, start)
        factors = (
            in_all_lanes(builder, builder.load(builder.gep(place, [WORD(row)])), vector)
            for row in range(tile.rows)
        )
        return _with_products(builder, tile, value, factors, bytes_at, vector)

    return signature, generate


@on_tiles
def add_bytes_times_vectors(
    context: Any, tile: Any, vectors: Any, start: Any, step: Any, images: Any, first: Any
) -> tuple[Any, Callable]:
    """tile[r, c, f] + vectors[start + r * step + f] * images[first + c * lanes + f], otherwise the same.

    Of each column c of the tile, f counts the lanes.
    """
    signature = tile(tile, vectors, types.intp, types.intp, images, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, vector_array, start, step, image_array, first = arguments
        vector = context.get_value_type(tile).element
        bytes_at = address(context, builder, images, image_array, first)
        place = address(context, builder, vectors, vector_array, start)
        factors = (
            load_vector(
                builder, builder.gep(place, [builder.mul(step, WORD(row))]), vector, tile.size
            )
            for row in range(tile.rows)
        )
        return _with_products(builder, tile, value, factors, bytes_at, vector)

    return signature, generate


def _with_products(
    builder: Any, tile: Any, value: Any, factors: Iterator[Any], bytes_at: Any, vector: Any
) -> Any:
    """A tile's value with factor * image added to each row; a vector of bytes for each column."""
    read = ir.VectorType(BYTE, tile.lanes)
    images = [
        builder.uitofp(
            load_vector(builder, builder.gep(bytes_at, [WORD(c * tile.lanes)]), read, 1), vector
        )
        for c in range(tile.columns)
    ]
    for row, factor in enumerate(factors):
        for column, image in enumerate(images):
            number = row * tile.columns + column
            product = builder.fmul(factor, image, flags=("contract",))
            before = builder.extract_value(value, number)
            after = builder.fadd(before, product, flags=("contract",))
            value = builder.insert_value(value, after, number)
    return value


@on_tiles
def fetch(context: Any, array: Any, index: Any) -> tuple[Any, Callable]:
    """Have the line of memory around array[index] brought to the processor's cache, and do not wait."""
    signature = types.void(array, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = address(context, builder, array, *arguments)
        prefetch(builder, builder.bitcast(place, BYTE.as_pointer()))
        return context.get_dummy_value()

    return signature, generate


def _divided(builder: Any, number: Any, divisor: float) -> Any:
    """number / divisor by way of its reciprocal, put right by what the product misses: no slow division."""
    vector = number.type
    whole, reciprocal = (
        ir.Constant(vector, [value] * vector.count) for value in (divisor, 1 / divisor)
    )
    estimate = builder.fmul(number, reciprocal)
    missing = multiply_add(builder, builder.fneg(estimate), whole, number)
    return multiply_add(builder, missing, reciprocal, estimate)
