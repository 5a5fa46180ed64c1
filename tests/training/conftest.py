"""What tests of training share: compiled code for small work."""

from collections.abc import Iterator

import pytest

from glassnet.engine import implementation_in_use, using


@pytest.fixture(autouse=True)
def work_is_compiled() -> Iterator[None]:
    """Run the smallest work compiled, too, as the tests mean it, where the compiler is installed."""
    with using(implementation_in_use()):
        yield
