"""Hot operations: the plain NumPy form of each, and where it pays a compiled twin."""

from glassnet.engine.kernel import (
    Kernel,
    compiler_available,
    form_in_use,
    kernel,
    kernels,
    using,
)

__all__ = ["Kernel", "compiler_available", "form_in_use", "kernel", "kernels", "using"]
