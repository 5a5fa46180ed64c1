"""Ink in, the 28x28 that MNIST is made of out, with every stage kept for showing."""

from glassnet.ink.decoding import Picture
from glassnet.ink.errors import InkError
from glassnet.ink.photo import from_image
from glassnet.ink.pixels import from_pixels
from glassnet.ink.rendering import Place, Rendering, Stage
from glassnet.ink.segmentation import segment
from glassnet.ink.strokes import from_strokes

__all__ = [
    "InkError", "Picture", "Place", "Rendering", "Stage",
    "from_image", "from_pixels", "from_strokes", "segment",
]  # fmt: skip
