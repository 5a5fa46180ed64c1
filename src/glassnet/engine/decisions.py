"""The lines of a plan: what was decided, in words."""

from __future__ import annotations

from dataclasses import dataclass

from glassnet.engine.threads import cpu_count
from glassnet.engine.tuning import Tuning
from glassnet.nn.layers import Flatten
from glassnet.nn.network import Network


@dataclass(frozen=True)
class Decision:
    """One line of a plan: a part of the network or of its data, how it is run, and why."""

    part: str
    how: str
    why: str


def describe_chunks(chunk_rows: int, tuning: Tuning) -> Decision:
    """How batches are split."""
    threads = tuning.threads or cpu_count()
    if not chunk_rows:
        return Decision("batches", "in one piece", "The loss depends on the whole batch.")
    how = f"chunks of about {chunk_rows:,} rows, on {threads} threads"
    return Decision("batches", how, "So many rows stay in a CPU's cache from layer to layer.")


def describe_layers(network: Network, index: int, covered: int) -> str:
    """The names of some layers, such as "Conv2D 24 + MaxPool2D"."""
    names = []
    for layer in network.layers[index : index + covered]:
        if not isinstance(layer, Flatten) or covered == 1:
            size = getattr(layer, "units", getattr(layer, "filters", ""))
            activation = type(getattr(layer, "activation", None)).__name__
            shown = "" if activation in ("NoneType", "Identity") else f" {activation}"
            names.append(f"{type(layer).__name__} {size}".strip() + shown)
    return " + ".join(names)
