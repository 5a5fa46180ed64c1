"""Functions compiled by numba, called by the steps of the engine."""
