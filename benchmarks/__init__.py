"""Glassnet timed against its peers: `python -m benchmarks` from a checkout, with the extra `peers`."""
