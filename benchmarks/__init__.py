"""Glassnet timed against other libraries: `python -m benchmarks` in a checkout, with the extra `peers`."""
