"""Functions compiled by numba: the formulas of `glassnet.nn`, on arrays that the caller allocates."""
