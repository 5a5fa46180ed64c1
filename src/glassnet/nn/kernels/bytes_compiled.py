"""Operations on stored images, a vector of bytes at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import types

from glassnet.nn.kernels.tiles_compiled import number_type, on_tiles
from glassnet.nn.kernels.vectors_compiled import (
    BYTES,
    SHORT,
    WORD,
    address,
    in_all_lanes,
    load_vector,
    multiply_add,
    prefetch,
    store_compressed,
)

BYTE = ir.IntType(8)


@on_tiles
def put_lit(
    context: Any, source: Any, start: Any, column: Any, places: Any, values: Any, to: Any
) -> tuple[Any, Callable]:
    """Read a vector of pixels from `start`; list those that are not zero from `to` on; how many they are.

    The first of them is in column `column`. Bytes become byte / 255, correctly rounded; other pixels have
    the type of `values`.
    """
    signature = types.intp(source, types.intp, types.intp, places, values, types.intp)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        source_array, start, column, place_array, value_array, to = arguments
        size = values.dtype.bitwidth // 8
        lanes = BYTES // size
        integers, numbers = (
            ir.VectorType(SHORT, lanes),
            ir.VectorType(number_type(values.dtype), lanes),
        )
        place = address(context, builder, source, source_array, start)
        if source.dtype == values.dtype:
            value = load_vector(builder, place, numbers, size)
            lit = builder.fcmp_unordered("!=", value, ir.Constant(numbers, None))
        else:
            read = load_vector(builder, place, ir.VectorType(BYTE, lanes), 1)
            lit = builder.icmp_unsigned("!=", read, ir.Constant(read.type, None))
            value = _divided(builder, builder.uitofp(builder.zext(read, integers), numbers), 255.0)
        first = in_all_lanes(builder, builder.trunc(column, SHORT), integers)
        columns = builder.add(first, ir.Constant(integers, list(range(lanes))))
        at = address(context, builder, places, place_array, to)
        store_compressed(builder, columns, at, lit, places.dtype.bitwidth // 8)
        at = address(context, builder, values, value_array, to)
        store_compressed(builder, value, at, lit, size)
        return builder.ctpop(builder.zext(builder.bitcast(lit, ir.IntType(lanes)), WORD))

    return signature, generate


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
