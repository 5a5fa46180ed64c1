"""SIMD operations for compiled functions, which numba cannot express: they emit LLVM code."""
