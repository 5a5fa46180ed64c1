"""The errata, tutorial by tutorial."""

from __future__ import annotations

from typing import Final

from glassnet.errors import SettingError, did_you_mean
from glassnet.tutorials.errata.erratum import Erratum
from glassnet.tutorials.errata.of_markmusic27 import MARKMUSIC27_ERRATA
from glassnet.tutorials.errata.of_wang import WANG_ERRATA
from glassnet.tutorials.errata.of_zhang import ZHANG_ERRATA

ERRATA: Final = {each.key: each for each in (*WANG_ERRATA, *ZHANG_ERRATA, *MARKMUSIC27_ERRATA)}


def find_errata(names: tuple[str, ...] = ()) -> list[Erratum]:
    """The errata of these tutorials, or with these keys; all of them for no name.

    Raises `SettingError` for an unknown name.
    """
    chosen: dict[str, Erratum] = {}
    for name in names or tuple(ERRATA):
        found = [each for each in ERRATA.values() if name in (each.key, *each.tutorials)]
        if not found:
            known = sorted({*ERRATA, *(each for one in ERRATA.values() for each in one.tutorials)})
            raise SettingError(f"Unknown erratum or tutorial {name!r}. {did_you_mean(name, known)}")
        chosen.update((each.key, each) for each in found)
    return list(chosen.values())
