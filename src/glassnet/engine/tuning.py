"""All thresholds that decide how a network is run, as one frozen value.

Chosen by measuring on two cores of x86-64 CPUs with AVX2 and AVX-512; `docs/notes/engine.md` has
the figures.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tuning:
    """Where one way of running a network becomes faster than another."""

    # Sparse images: a layer of at most so many units, one vector's worth, is always faster with them;
    max_narrow_units: int = 16
    # a wider one where at most this share of the pixels is nonzero,
    max_density: float = 0.25
    # and for training only from so many units on, since the lists must be transposed for the gradient.
    min_units_to_train_sparse: int = 100
    # So many images show how sparse the others are.
    density_sample: int = 1000

    # A product of so many pixels with weights is shared by all CPUs.
    min_parallel_products: int = 1 << 24
    # Lists of so many pixels are transposed in the background.
    min_background_pixels: int = 1 << 14

    # Chunks: values that the layers of one chunk pass on, a few megabytes at most,
    values_in_chunk: int = 1 << 20
    # and at least so many for each parameter, since every chunk has a gradient of its own.
    min_values_per_parameter: int = 8

    # Threads; None: as many as there are CPUs.
    threads: int | None = None


DEFAULT_TUNING = Tuning()
