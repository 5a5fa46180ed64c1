"""What work costs in NumPy, as it is written, and what it costs to get compiled code for it.

Estimates, to be right within a factor of two or three: they decide whether compiled code pays. Seconds
of one core of an x86-64 CPU at 2.6 GHz.
"""

from __future__ import annotations

import sys
from math import prod

from glassnet.engine.kernel import compiled_in_use, implementation_for_small_work
from glassnet.engine.kernel_cache import has_run
from glassnet.nn.network import Network

# A call of a network's layers; a value of any layer; a product of an input with a weight.
SECONDS_PER_CALL = 5e-5
SECONDS_PER_VALUE = 1e-8
SECONDS_PER_PRODUCT = 5e-11
# A backward pass computes two products for each one of the forward pass, and touches values as often.
PASSES_IN_TRAINING = 3
# An update of one parameter, with its moments.
SECONDS_PER_UPDATE = 1e-8

# To import the compiler and to load kernels; to compile them, where they are not in the cache.
SECONDS_TO_LOAD = 0.6
SECONDS_TO_COMPILE = 6.0
COMPILED_SPEEDUP = 4

# Training that takes less than this is not compiled, whatever is in the cache.
MAX_SECONDS_UNCOMPILED = 1.5


def estimate_reading(network: Network, count: int) -> float:
    """Seconds to compute the outputs of `count` images in one batch."""
    values = sum(map(prod, network.shapes))
    each = SECONDS_PER_VALUE * values + SECONDS_PER_PRODUCT * count_products(network)
    return SECONDS_PER_CALL + count * each


def estimate_training(network: Network, examples: int, updates: int) -> float:
    """Seconds of `updates` with `examples` in all."""
    calls = (SECONDS_PER_CALL * PASSES_IN_TRAINING + SECONDS_PER_UPDATE * network.layout.size) * (
        updates
    )
    values = sum(map(prod, network.shapes))
    each = SECONDS_PER_VALUE * values + SECONDS_PER_PRODUCT * count_products(network)
    return calls + PASSES_IN_TRAINING * examples * each


def count_products(network: Network) -> int:
    """The products of an input with a weight for one example: each weight at each position."""
    total = 0
    for layer, shape, after in zip(
        network.layers, network.shapes[:-1], network.shapes[1:], strict=True
    ):
        weights = sum(map(prod, layer.parameter_shapes(shape).values()))
        total += weights * prod(after[:-1])
    return total


_seconds_uncompiled = 0.0


def record_uncompiled(seconds: float) -> None:
    """Count work that was not compiled for being too little."""
    global _seconds_uncompiled
    _seconds_uncompiled += seconds


def pays_to_compile(network: Network, count: int) -> bool:
    """Whether outputs of `count` images are computed by compiled code, where nothing else is chosen."""
    return pays_to_compile_work(
        estimate_reading(network, count), describe_kind(network, count == 1)
    )


def pays_to_compile_work(seconds: float, kind: str) -> bool:
    """The same for work of so many seconds; `kind` is a name for all that needs the same kernels.

    It does where it costs less than the work, or than it and what was not compiled before: so a process
    that reads again and again loses at most as much by waiting as by compiling at once.
    """
    if not compiled_in_use():
        return False
    if implementation_for_small_work() == "compiled":
        return True
    loads = 0.0 if "numba" in sys.modules else SECONDS_TO_LOAD
    compiles = 0.0 if has_run(kind) else SECONDS_TO_COMPILE
    return loads + compiles + seconds / COMPILED_SPEEDUP < _seconds_uncompiled + seconds


def describe_kind(network: Network, one: bool = False) -> str:
    """A name for all networks of these kinds of layers, whose predictions need the same kernels.

    `one`: those of one image, which is computed by other kernels.
    """
    layers = [
        f"{type(layer).__name__} {type(getattr(layer, 'activation', None)).__name__}"
        for layer in network.layers
    ]
    return f"prediction of {'one image' if one else 'images'}: {', '.join(layers)}"
