"""A template says which fields a form has; what is wrong with one is said with its place."""

from pathlib import Path

import pytest

from glassnet.forms.template import TemplateError, read_template, to_toml

HEAD = 'name = "a"\nwidth = 200\nheight = 100\n'
FIELD = '[[fields]]\nname = "n"\nbox = [0.1, 0.2, 0.5, 0.4]\n'


def write(folder: Path, text: str) -> Path:
    path = folder / "form.toml"
    path.write_text(text)
    return path


def test_a_box_is_in_shares_or_in_the_units_of_the_page(tmp_path: Path) -> None:
    shares = read_template(write(tmp_path, HEAD + FIELD)).fields[0].box
    units = read_template(
        write(tmp_path, HEAD + FIELD.replace("0.1, 0.2, 0.5, 0.4", "20, 20, 100, 40"))
    )

    assert units.fields[0].box == shares


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "empty.png").touch()
    text = f'{HEAD}blank = "empty.png"\n{FIELD}kind = "digits"\ncells = 3\n'
    text += 'pattern = "###"\nlength = 3\n'
    text += '[[fields]]\nname = "say \\"no\\""\nbox = [0, 0, 1, 0.1]\nkind = "choice"\noptions = ["a", "b"]\n'
    template = read_template(write(tmp_path, text))

    assert read_template(write(tmp_path, to_toml(template))) == template
    assert [field.kind for field in template.fields] == ["digits", "choice"]
    assert template.fields[1].options == ("a", "b")


def test_cells_lie_side_by_side_and_options_of_a_high_field_below_each_other(
    tmp_path: Path,
) -> None:
    text = HEAD + FIELD + 'kind = "digits"\ncells = 4\n'
    text += '[[fields]]\nname = "c"\nbox = [0.6, 0.1, 0.7, 0.9]\nkind = "choice"\noptions = ["a", "b"]\n'
    template = read_template(write(tmp_path, text))

    cells, options = (template.cells_of(field) for field in template.fields)

    assert [round(cell.left, 3) for cell in cells] == [0.1, 0.2, 0.3, 0.4]
    assert [round(option.top, 3) for option in options] == [0.1, 0.5]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name = ", "expects a template in TOML"),
        (HEAD, "1 to 500 tables"),
        (HEAD + "fields = 3", "1 to 500 tables"),
        (FIELD, "a width from 1 to"),
        (HEAD.replace("200", "nan") + FIELD, "a width from 1 to"),
        (HEAD + FIELD + FIELD, "two fields have the name 'n'"),
        (HEAD + "colour = 1\n" + FIELD, "unknown setting 'colour'"),
        (HEAD + FIELD + 'kynd = "number"', "Did you mean 'kind'"),
        (HEAD + FIELD + 'kind = "numbr"', "Did you mean 'number'"),
        (HEAD + FIELD + 'kind = "digits"\ncells = 1000', "cells from 1 to 40"),
        (HEAD + FIELD + 'kind = "digits"\ncells = true', "cells from 1 to 40"),
        (HEAD + FIELD + 'regex = "(1"', "regular expression"),
        (HEAD + FIELD + 'checksum = "lun"', "Did you mean 'luhn'"),
        (HEAD + FIELD + "pattern = 3", "a text as pattern"),
        (HEAD + FIELD + 'length = "3"', "a whole number as length"),
        (HEAD + FIELD + 'kind = "choice"\nlength = 3', "length only for numbers and digits"),
        (HEAD + FIELD + "cells = 2", 'cells only with kind = "digits"'),
        (HEAD + FIELD + 'options = ["a"]', 'options only with kind = "choice"'),
        (HEAD + FIELD.replace("0.5", "0.05"), "left < right"),
        (HEAD + FIELD.replace("0.1,", "-0.1,"), "a box on the page"),
        (HEAD + FIELD.replace("0.5", "500.0"), "a box on the page"),
        (HEAD + FIELD.replace("0.5", "inf"), "numbers up to"),
        (HEAD + FIELD.replace("0.5", '"x"'), "box = [left, top, right, bottom]"),
        (HEAD + FIELD.replace('"n"', '"\\u001b[31m"'), "printable characters"),
        (HEAD + FIELD.replace('"n"', f'"{"n" * 100}"'), "printable characters"),
        (HEAD + 'blank = "../secret.png"\n' + FIELD, "a file beside the template"),
        (HEAD + 'blank = "/etc/passwd"\n' + FIELD, "a file beside the template"),
        (HEAD + 'blank = "lost.png"\n' + FIELD, "the blank form beside the template"),
    ],
)
def test_what_is_wrong_is_said(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(TemplateError) as caught:
        read_template(write(tmp_path, text))

    assert message in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path / "form.toml"))
