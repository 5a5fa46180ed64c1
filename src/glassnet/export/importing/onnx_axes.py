"""ONNX nodes that only rename or order axes: flattening, reshaping, transposing."""

from __future__ import annotations

from math import prod

from glassnet.export.importing.chain import FLAT, IMAGE_AXES, OUR_AXES, Chain
from glassnet.export.importing.onnx_node import Node


def flatten(chain: Chain, node: Node) -> None:
    """One row for each example."""
    if node.get("axis", 1) not in (1, -3 if len(chain.shape) == 3 else 1):
        raise node.refuse("one row for each example", f"axis {node.get('axis', 1)}")
    chain.flatten()


def reshape(chain: Chain, node: Node) -> None:
    """One row for each example; or, before the first layer, an image of it."""
    target = node.constants[1] if len(node.constants) > 1 else None
    shape = [] if target is None else [int(each) for each in target.ravel()]
    if len(shape) <= 2:  # a computed shape is taken for that of rows
        chain.flatten()
        return
    wanted = _fill(shape[1:], prod(chain.shape))
    if wanted == chain.shape:
        return
    if chain.layers or not (chain.is_flat or chain.axes == ("h", "w")):
        raise node.refuse("rows of values, or images before the first layer", f"the shape {shape}")
    chain.shape, chain.axes = wanted, guess_axes(wanted)


def _fill(shape: list[int], size: int) -> tuple[int, ...]:
    known = prod(each for each in shape if each > 0)
    return tuple(size // known if each <= 0 else each for each in shape)


def unsqueeze(chain: Chain, node: Node) -> None:
    """An axis for channels."""
    axes = node.attributes.get("axes")
    if axes is None:
        constant = node.constant(1)
        axes = [] if constant is None else constant.ravel().tolist()
    if chain.axes != ("h", "w") or len(axes) != 1 or axes[0] not in (1, 3, -1, -3):
        raise node.refuse("an axis for channels before the first layer", f"axes {list(axes)}")
    first = axes[0] in (1, -3)
    chain.shape = (1, *chain.shape) if first else (*chain.shape, 1)
    chain.axes = IMAGE_AXES if first else OUR_AXES


def squeeze(chain: Chain, node: Node) -> None:
    """One row for each example, of images of one pixel."""
    if sum(length > 1 for length in chain.shape) > 1:
        raise node.refuse("values of one pixel", f"values of shape {chain.shape}")
    chain.flatten()


def transpose(chain: Chain, node: Node) -> None:
    """Axes in another order."""
    chain.transpose(node.get("perm", list(range(len(chain.shape) + 1))[::-1]))


def guess_axes(shape: tuple[int, ...]) -> tuple[str, ...]:
    """The axes of one example of this shape: channels are the short axis, first or last."""
    if len(shape) == 1:
        return FLAT
    if len(shape) == 2:
        return ("h", "w")
    return IMAGE_AXES if shape[0] <= shape[-1] else OUR_AXES
