"""Vectors of numbers, as LLVM knows them: what operations on tiles and rows are written with.

Numba has no name for the vectors that processors work on; here is the code for LLVM that loads, fills
and stores them. Lanes are the offsets of a vector.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from llvmlite.binding import get_host_cpu_features

WIDE = bool(get_host_cpu_features().get("avx512f"))
# Bytes of a vector.
BYTES = 64 if WIDE else 32
# Vectors that a processor can hold.
REGISTERS = 32 if WIDE else 16

WORD, SHORT = ir.IntType(64), ir.IntType(32)


def address(context: Any, builder: Any, kind: Any, array: Any, index: Any) -> Any:
    """Where the number at `index` of an array is in memory."""
    return builder.gep(context.make_array(kind)(context, builder, array).data, [index])


def load_vector(builder: Any, place: Any, vector: Any, size: int) -> Any:
    """A whole vector of numbers of `size` bytes, wherever it begins."""
    loaded = builder.load(builder.bitcast(place, vector.as_pointer()))
    loaded.align = size
    return loaded


def in_all_lanes(builder: Any, number: Any, vector: Any) -> Any:
    """A vector with the same number in every lane."""
    nothing = ir.Constant(vector, ir.Undefined)
    one = builder.insert_element(nothing, number, SHORT(0))
    return builder.shuffle_vector(
        one, nothing, ir.Constant(ir.VectorType(SHORT, vector.count), None)
    )


def lanes_below(builder: Any, width: Any, column: int, vector: Any) -> Any:
    """A mask of the lanes of this column whose number is below `width`."""
    words = ir.VectorType(WORD, vector.count)
    lanes = ir.Constant(words, [column * vector.count + lane for lane in range(vector.count)])
    return builder.icmp_signed("<", lanes, in_all_lanes(builder, width, words))


def store_masked(builder: Any, value: Any, place: Any, mask: Any, size: int) -> None:
    """Store the lanes of `mask`, and leave the rest of memory as it is."""
    pointer = value.type.as_pointer()
    function = _declared(
        builder,
        "masked.store",
        f"{_suffix(value.type)}.p0",
        None,
        value.type,
        pointer,
        SHORT,
        mask.type,
    )
    builder.call(function, [value, builder.bitcast(place, pointer), SHORT(size), mask])


def load_masked(builder: Any, place: Any, mask: Any, vector: Any, size: int) -> Any:
    """The lanes of `mask` from memory, zero in the others."""
    pointer = vector.as_pointer()
    function = _declared(
        builder, "masked.load", f"{_suffix(vector)}.p0", vector, pointer, SHORT, mask.type, vector
    )
    nothing = ir.Constant(vector, None)
    return builder.call(function, [builder.bitcast(place, pointer), SHORT(size), mask, nothing])


def store_vector(builder: Any, value: Any, place: Any, alignment: int) -> None:
    """Store a whole vector at a place that is a multiple of `alignment` bytes."""
    builder.store(value, builder.bitcast(place, value.type.as_pointer())).align = alignment


def store_compressed(builder: Any, value: Any, place: Any, mask: Any) -> None:
    """Store the lanes of `mask` one after the other, and anything behind them: a whole vector.

    Integers are cut to as many bits as there are at `place`.
    """
    vector, element = value.type, place.type.pointee
    function = _declared(
        builder, "experimental.vector.compress", _suffix(vector), vector, vector, mask.type, vector
    )
    compressed = builder.call(function, [value, mask, ir.Constant(vector, ir.Undefined)])
    if isinstance(element, ir.IntType) and element.width < vector.element.width:
        compressed = builder.trunc(compressed, ir.VectorType(element, vector.count))
    store_vector(builder, compressed, place, 1)


def multiply_add(builder: Any, left: Any, right: Any, added: Any) -> Any:
    """left * right + added, rounded once."""
    vector = left.type
    function = _declared(builder, "fma", _suffix(vector), vector, vector, vector, vector)
    return builder.call(function, [left, right, added])


def prefetch(builder: Any, place: Any) -> None:
    """Bring a line of memory to the nearest cache, for reading."""
    function = _declared(builder, "prefetch", "p0", None, place.type, SHORT, SHORT, SHORT)
    builder.call(function, [place, SHORT(0), SHORT(3), SHORT(1)])


def _declared(builder: Any, what: str, suffix: str, result: Any, *arguments: Any) -> Any:
    """LLVM's own function of this name for these types."""
    name = f"llvm.{what}.{suffix}"
    kind = ir.FunctionType(result or ir.VoidType(), arguments)
    return builder.module.globals.get(name) or ir.Function(builder.module, kind, name)


def _suffix(vector: Any) -> str:
    """What names of LLVM's functions end with for a vector of this type."""
    return f"v{vector.count}{vector.element.intrinsic_name}"
