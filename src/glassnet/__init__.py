"""Glassnet: a neural network from scratch that reads handwritten digits, and shows every number."""

__version__ = "0.1.0"
