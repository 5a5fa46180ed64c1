"""LLVM code for SIMD vectors, from which the operations on tiles, rows and bytes are built.

Numba has no type for SIMD vectors, so the functions here emit LLVM instructions that load, fill, combine and
store them. Lanes are the elements of a vector.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from llvmlite.binding import get_host_cpu_features

HAS_AVX512 = bool(get_host_cpu_features().get("avx512f"))
VECTOR_BYTES = 64 if HAS_AVX512 else 32
# Vector registers of the CPU.
REGISTERS = 32 if HAS_AVX512 else 16

INT64, INT32, INT8 = ir.IntType(64), ir.IntType(32), ir.IntType(8)


def get_pointer(context: Any, builder: Any, array_type: Any, array: Any, index: Any) -> Any:
    """The address of array[index]."""
    return builder.gep(context.make_array(array_type)(context, builder, array).data, [index])


def load_vector(builder: Any, pointer: Any, vector: Any, size: int) -> Any:
    """A vector of elements of `size` bytes, at any multiple of `size`."""
    loaded = builder.load(builder.bitcast(pointer, vector.as_pointer()))
    loaded.align = size
    return loaded


def store_vector(builder: Any, value: Any, pointer: Any, alignment: int) -> None:
    """Store a vector at a multiple of `alignment` bytes."""
    builder.store(value, builder.bitcast(pointer, value.type.as_pointer())).align = alignment


def broadcast(builder: Any, scalar: Any, vector: Any) -> Any:
    """A vector with the same scalar in each lane."""
    undefined = ir.Constant(vector, ir.Undefined)
    first = builder.insert_element(undefined, scalar, INT32(0))
    zeros = ir.Constant(ir.VectorType(INT32, vector.count), None)
    return builder.shuffle_vector(first, undefined, zeros)


def mask_lanes_below(builder: Any, width: Any, column: int, vector: Any) -> Any:
    """A mask of the lanes of the vector in this column whose position in the row is below `width`."""
    integers = ir.VectorType(INT64, vector.count)
    positions = [column * vector.count + lane for lane in range(vector.count)]
    bound = broadcast(builder, width, integers)
    return builder.icmp_signed("<", ir.Constant(integers, positions), bound)


def store_masked(builder: Any, value: Any, pointer: Any, mask: Any, size: int) -> None:
    """Store the lanes of `mask`; other memory is not written."""
    vector, pointer_type = value.type, value.type.as_pointer()
    arguments = vector, pointer_type, INT32, mask.type
    function = _declare(builder, f"masked.store.{_get_suffix(vector)}.p0", None, *arguments)
    builder.call(function, [value, builder.bitcast(pointer, pointer_type), INT32(size), mask])


def load_masked(builder: Any, pointer: Any, mask: Any, vector: Any, size: int) -> Any:
    """The lanes of `mask` from memory, zero in the others; other memory is not read."""
    pointer_type, zeros = vector.as_pointer(), ir.Constant(vector, None)
    arguments = pointer_type, INT32, mask.type, vector
    function = _declare(builder, f"masked.load.{_get_suffix(vector)}.p0", vector, *arguments)
    pointer = builder.bitcast(pointer, pointer_type)
    return builder.call(function, [pointer, INT32(size), mask, zeros])


def store_compressed(builder: Any, value: Any, pointer: Any, mask: Any) -> None:
    """Store the lanes of `mask` one after the other, in a whole vector that ends with arbitrary values.

    Integers are truncated to the type at `pointer`.
    """
    vector, element = value.type, pointer.type.pointee
    name = f"experimental.vector.compress.{_get_suffix(vector)}"
    function = _declare(builder, name, vector, vector, mask.type, vector)
    compressed = builder.call(function, [value, mask, ir.Constant(vector, ir.Undefined)])
    if isinstance(element, ir.IntType) and element.width < vector.element.width:
        compressed = builder.trunc(compressed, ir.VectorType(element, vector.count))
    store_vector(builder, compressed, pointer, 1)


def add_product(builder: Any, addend: Any, left: Any, right: Any) -> Any:
    """addend + left * right, rounded once where the CPU has an instruction for it."""
    product = builder.fmul(left, right, flags=("contract",))
    return builder.fadd(addend, product, flags=("contract",))


def add_product_exactly(builder: Any, addend: Any, left: Any, right: Any) -> Any:
    """addend + left * right, rounded once on every CPU."""
    vector = addend.type
    function = _declare(builder, f"fma.{_get_suffix(vector)}", vector, vector, vector, vector)
    return builder.call(function, [left, right, addend])


def prefetch_line(builder: Any, pointer: Any) -> None:
    """Load a cache line into the first-level cache, without waiting."""
    function = _declare(builder, "prefetch.p0", None, pointer.type, INT32, INT32, INT32)
    # For reading, with high locality, as data.
    builder.call(function, [pointer, INT32(0), INT32(3), INT32(1)])


def sum_lanes(builder: Any, vector: Any) -> Any:
    """The sum of all lanes: the upper half is added to the lower one until one lane is left."""
    lanes, half = vector.type.count, vector.type.count // 2
    while half:
        order = [lane + half if lane < half else lane for lane in range(lanes)]
        mask = ir.Constant(ir.VectorType(INT32, lanes), order)
        vector = builder.fadd(vector, builder.shuffle_vector(vector, vector, mask))
        half //= 2
    return builder.extract_element(vector, INT32(0))


def _declare(builder: Any, name: str, result: Any, *arguments: Any) -> Any:
    """The LLVM intrinsic of this name."""
    function_type = ir.FunctionType(result or ir.VoidType(), arguments)
    name = f"llvm.{name}"
    return builder.module.globals.get(name) or ir.Function(builder.module, function_type, name)


def _get_suffix(vector: Any) -> str:
    """The suffix of an intrinsic's name for this type."""
    return f"v{vector.count}{vector.element.intrinsic_name}"
