"""Worksheets: small networks to compute by hand, with keys that are solved and verified."""

from glassnet.explain.worksheets.worksheet import Worksheet, WrongKey, make_worksheet, verify

__all__ = ["Worksheet", "WrongKey", "make_worksheet", "verify"]
