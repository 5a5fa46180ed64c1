"""Symbols among the digits of a page: found by their size, their shape and their place on the line."""
