"""One image's way through a network and back, every number kept, and what nudging a number would do."""

from glassnet.explain.nudge import Nudge, Step, nudge, steepest, step
from glassnet.explain.terms import Terms, terms_of
from glassnet.explain.trace import LayerTrace, Trace, trace

__all__ = [
    "LayerTrace", "Nudge", "Step", "Terms", "Trace", "nudge", "steepest", "step", "terms_of", "trace",
]  # fmt: skip
