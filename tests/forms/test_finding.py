"""The fields of a blank form are its printed boxes."""

import pytest
from PIL import Image

from glassnet.forms.finding import find_template
from glassnet.forms.template import TemplateError


def test_boxes_become_fields_in_reading_order(blank_form: Image.Image) -> None:
    fields = find_template(blank_form, "meter").fields

    assert [field.kind for field in fields] == ["digits", "number", "choice", "choice"]
    assert fields[0].cells == 5
    assert [field.name for field in fields] == [f"field_{n}" for n in (1, 2, 3, 4)]
    box = fields[1].box
    assert box.left == pytest.approx(0.12, abs=0.005)
    assert box.right == pytest.approx(0.62, abs=0.005)
    assert box.top == pytest.approx(400 / 1400, abs=0.005)


def test_a_page_of_text_has_no_fields() -> None:
    with pytest.raises(TemplateError, match="no printed box was found"):
        find_template(Image.new("L", (600, 800), 255), "empty.png")
