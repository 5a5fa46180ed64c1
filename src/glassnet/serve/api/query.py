"""Query parameters: `?model=cnn&stages=true&activations=list`, declared once and parsed by declaration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request

from glassnet.serve.http.errors import ApiError

MAX_REPEATS: Final = 32
BOOLEAN: Final = ("true", "false")
"""The choices of a flag."""


@dataclass(frozen=True)
class Parameter:
    """One query parameter: its values (any text where `choices` is empty), and whether it may repeat."""

    name: str
    description: str
    choices: tuple[str, ...] = ()
    repeats: bool = False

    @property
    def schema(self) -> dict[str, Any]:
        """Its JSON schema."""
        if set(self.choices) == {"true", "false"}:
            return {"type": "boolean", "default": False}
        one = {"type": "string", "enum": list(self.choices)} if self.choices else {"type": "string"}
        return {"type": "array", "items": one, "maxItems": MAX_REPEATS} if self.repeats else one


class Query:
    """The parameters of one request, already checked."""

    def __init__(self, values: dict[str, list[str]]) -> None:
        self._values = values

    def get(self, parameter: Parameter) -> str | None:
        """The value, or None where it was left out."""
        return next(iter(self.get_all(parameter)), None)

    def get_all(self, parameter: Parameter) -> list[str]:
        """All values of a parameter that may repeat."""
        return self._values.get(parameter.name, [])

    def get_flag(self, parameter: Parameter) -> bool:
        """Whether a parameter of "true" or "false" is true."""
        return self.get(parameter) == "true"


NO_QUERY: Final = Query({})


def parse_query(request: Request, parameters: Sequence[Parameter]) -> Query:
    """The query of a request. Raises `ApiError` 422 for unknown, repeated or wrong parameters."""
    if not request.scope["query_string"]:
        return NO_QUERY
    known = {each.name: each for each in parameters}
    values: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        parameter = known.get(name)
        if parameter is None:
            names = ", ".join(known) or "none"
            raise ApiError(422, f"Unknown query parameter {_quote(name)}. Known: {names}.")
        if parameter.choices and value not in parameter.choices:
            choices = " or ".join(parameter.choices)
            raise ApiError(422, f"{name} must be {choices}, got {_quote(value)}.")
        values.setdefault(name, []).append(value)
        if len(values[name]) > (MAX_REPEATS if parameter.repeats else 1):
            raise ApiError(422, f"The query parameter {name} is repeated too often.")
    return Query(values)


def _quote(text: str) -> str:
    return repr(text[:40]) if text.isprintable() else "(unprintable)"
