"""Steps: one or several layers of a network, run together."""
