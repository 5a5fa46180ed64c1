"""Numbers with structure: a pattern, a checksum or a length chooses among the readings of a number.

from glassnet.models.structure import Structure

page = model.read_page("cards.png", structure=Structure(pattern="####-####", checksum="luhn"))
print([(each.text, each.consistent) for each in page.numbers])
"""

from typing import TYPE_CHECKING

from glassnet.lazy_imports import import_on_use

if TYPE_CHECKING:
    from glassnet.models.structure.choosing import choose_from_lattice, choose_reading
    from glassnet.models.structure.lattice import Edge, Lattice
    from glassnet.models.structure.structure import Structure

__all__ = ["Edge", "Lattice", "Structure", "choose_from_lattice", "choose_reading"]

__getattr__ = import_on_use(
    __name__,
    {
        "choose_from_lattice": "glassnet.models.structure.choosing",
        "choose_reading": "glassnet.models.structure.choosing",
        "Edge": "glassnet.models.structure.lattice",
        "Lattice": "glassnet.models.structure.lattice",
        "Structure": "glassnet.models.structure.structure",
    },
)
