"""Sweeps, bulk reading and data-parallel training: seconds against their bars."""
