"""Reading one example at a time, with everything prepared beforehand that can be."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from glassnet.nn.arrays import Array, Buffers, Context
from glassnet.nn.dense_stack import DenseStack
from glassnet.nn.fusing import fused
from glassnet.nn.network import Network
from glassnet.nn.parameters import Parameters


def reader_of_one(network: Network, parameters: Parameters) -> Callable[[Array], int]:
    """A function from one example, of the network's input shape, to the class with the largest output.

    For use in one thread. It sees later changes of `parameters`.
    """
    stack = DenseStack.of(network)
    if stack is not None and len(network.input_shape) == 1:
        return stack.reader(parameters)
    network, context = fused(network), Context(buffers=Buffers())

    def read(example: Array) -> int:
        forward = network.forward(parameters, example[np.newaxis], context)
        return int(forward.outputs[-1].argmax())

    return read
