"""One node of an ONNX graph, as the functions that read it see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from glassnet.errors import SettingError, format_error
from glassnet.nn import Array


@dataclass(frozen=True)
class Node:
    """A node of the graph: its kind, its name, its attributes, and its inputs where they are constants."""

    kind: str
    name: str
    attributes: Mapping[str, Any]
    constants: tuple[Array | None, ...]
    position: int
    """Which of its inputs is the chain's current value."""

    def get(self, name: str, fallback: Any) -> Any:
        """An attribute, or what ONNX says where it is left out."""
        return self.attributes.get(name, fallback)

    def refuse(self, expected: str, got: str) -> SettingError:
        """The error that names this node, and what it has that a model here cannot express."""
        where = f"The ONNX node {self.kind} {self.name!r}"
        remedy = "Replace this part of the network, and train it again."
        return SettingError(format_error(where, expected, got, remedy))

    def constant(self, index: int) -> Array | None:
        """The constant at an input; None without this input. `SettingError` for one that is computed."""
        if index >= len(self.constants):
            return None
        value = self.constants[index]
        if value is None:
            raise self.refuse(f"a constant as input {index + 1}", "a computed one")
        return value
