"""Pen strokes to the 28x28 of MNIST."""
