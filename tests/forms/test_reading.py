"""Filled forms are read field by field."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from tests.forms.conftest import write_template

from glassnet.forms.aligned_page import open_blank
from glassnet.forms.corrections import Corrections, FieldKey, read_corrections
from glassnet.forms.examples import write_examples
from glassnet.forms.reading import FormReading, read_form
from glassnet.forms.template import TemplateError, read_template
from glassnet.models import load_model

Fill = Callable[..., Image.Image]
CORNERS = [(150, 90), (1090, 130), (1060, 1460), (110, 1410)]


def read(template_file: Path, scan: Image.Image) -> FormReading:
    template = read_template(template_file)
    return read_form(load_model("cnn"), template, open_blank(template), scan)


@pytest.fixture(scope="module")
def scanned(
    blank_form: Image.Image, fill_form: Fill, tmp_path_factory: pytest.TempPathFactory
) -> FormReading:
    return read(
        write_template(blank_form, tmp_path_factory.mktemp("form")), fill_form("40718", "935", 0)
    )


def test_a_scan_is_read_field_by_field(scanned: FormReading) -> None:
    number, reading, estimated = scanned.fields

    assert [field.name for field in scanned.fields] == ["number", "reading", "estimated"]
    assert [field.text for field in scanned.fields] == ["40718", "935", "x"]
    assert all(field.confidence > 0.5 for field in scanned.fields)
    assert (len(number.digits), len(reading.digits), len(estimated.digits)) == (5, 3, 0)
    assert reading.picture.width > 400


def test_a_photo_is_read_as_the_scan(
    template_file: Path, fill_form: Fill, take_photo: Fill
) -> None:
    """Without a picture of the blank form, by the boxes of the fields alone; the pattern does not fit."""
    text = template_file.read_text().replace('blank = "blank.png"\n', "").replace("{3,5}", "{2}")
    template_file.write_text(text)
    photo = take_photo(fill_form("40718", "935", None, seed=2), CORNERS, (1200, 1600))

    number, reading, estimated = read(template_file, photo).fields

    assert (number.text, reading.text, estimated.text) == ("40718", "935", "")
    assert reading.confidence <= 0.2 < number.confidence


def test_empty_fields_have_no_text(template_file: Path, blank_form: Image.Image) -> None:
    assert [field.text for field in read(template_file, blank_form).fields] == ["", "", ""]


def test_another_picture_is_not_the_form(template_file: Path) -> None:
    assert not read(template_file, Image.new("L", (700, 900), 230)).found


def test_digits_of_checked_fields_become_examples(scanned: FormReading, tmp_path: Path) -> None:
    keys = [FieldKey("a.png", 1, field.name) for field in scanned.fields]
    checked = Corrections({keys[0]: "40719", FieldKey("b.png", 1, "number"): "1"})
    corrected = [checked.apply(key, each) for key, each in zip(keys, scanned.fields, strict=True)]

    counts = write_examples(tmp_path / "examples", corrected)

    assert counts == {"4": 1, "0": 1, "7": 1, "1": 1, "9": 1}
    with Image.open(tmp_path / "examples" / "9" / "00001.png") as image:
        assert image.size == (28, 28)
    assert [each.checked for each in corrected] == [True, False, False]
    assert checked.count_unused(keys) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nothing", "corrections in JSON"),
        ("[" * 100_000, "corrections in JSON"),
        ('{"format": "other"}', '"format"'),
        ('{"format": "glassnet form corrections"}', "corrections"),
        ('{"format": "glassnet form corrections", "corrections": [{"input": "a"}]}', "correction 1"),
        ('{"format": "glassnet form corrections", "corrections": [{"input": "a", "page": true, "field": "b",'
         ' "text": "1"}]}', "a page from 1"),
        ('{"format": "glassnet form corrections", "corrections": [{"input": "a", "page": 1, "field": "b",'
         ' "text": "\\u001b"}]}', "printable characters"),
    ],
)  # fmt: skip
def test_corrections_are_checked(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "corrections.json"
    path.write_text(text)

    with pytest.raises(TemplateError) as caught:
        read_corrections(path)
    assert message in str(caught.value)
