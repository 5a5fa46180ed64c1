"""Digits by the pen's trajectory: a network of maps of direction, beside those that see ink."""
