"""The errors of the five tutorials: what is written, what is right, a check of both, and the effect."""

from glassnet.tutorials.errata.catalog import ERRATA, find_errata
from glassnet.tutorials.errata.erratum import Check, Effect, Erratum, Measurement

__all__ = ["ERRATA", "Check", "Effect", "Erratum", "Measurement", "find_errata"]
