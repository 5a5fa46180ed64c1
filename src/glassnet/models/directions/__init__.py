"""Digits by the way of the pen: a network of maps of direction, beside those that see ink."""
