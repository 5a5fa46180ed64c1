"""Ink in, the 28x28 that MNIST is made of out, with every stage kept for showing."""

from glassnet.ink.pixels import from_pixels
from glassnet.ink.rendering import Rendering, Stage
from glassnet.ink.strokes import from_strokes

__all__ = ["Rendering", "Stage", "from_pixels", "from_strokes"]
