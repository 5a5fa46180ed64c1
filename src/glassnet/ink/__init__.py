"""Ink in, the 28x28 that MNIST is made of out, with every stage kept for showing."""

from glassnet.ink.errors import InkError
from glassnet.ink.page.segmentation import segment
from glassnet.ink.photo.decoding import Picture
from glassnet.ink.photo.render import from_image
from glassnet.ink.pixels import from_pixels
from glassnet.ink.rendering import Place, Rendering, Stage
from glassnet.ink.strokes.render import from_strokes

__all__ = [
    "InkError", "Picture", "Place", "Rendering", "Stage",
    "from_image", "from_pixels", "from_strokes", "segment",
]  # fmt: skip
