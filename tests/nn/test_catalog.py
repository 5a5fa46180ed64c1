"""Every public part is in the catalog, frozen and under one name."""

from dataclasses import is_dataclass

from glassnet import nn
from glassnet.nn.catalog import NAMES, PARTS

# Public dataclasses that are not parts of a recipe.
NOT_PARTS = {"Clock", "GradientCheck", "Layout", "Network", "NetworkPass"}


def test_every_public_part_is_in_the_catalog() -> None:
    public = {name: getattr(nn, name) for name in nn.__all__}
    frozen = {
        name for name, each in public.items() if isinstance(each, type) and is_dataclass(each)
    }

    assert {name for name in frozen if public[name] not in NAMES} == NOT_PARTS


def test_every_part_in_the_catalog_is_public_and_has_one_name() -> None:
    parts = [part for kind in PARTS.values() for part in kind.values()]

    assert {part.__name__ for part in parts} <= set(nn.__all__)
    assert len(NAMES) == len(parts)


def test_every_part_is_frozen() -> None:
    assert all(getattr(part, "__dataclass_params__").frozen for part in NAMES)  # noqa: B009
