"""Shapes as error messages write them."""

from glassnet.nn.arrays import format_shape


def test_the_shape_of_a_batch_names_its_first_axis() -> None:
    assert format_shape((28, 28, 1)) == "(batch, 28, 28, 1)"
    assert format_shape(()) == "(batch)"
