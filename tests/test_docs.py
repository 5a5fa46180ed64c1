"""What the documentation says is so."""

import json
import re
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from glassnet.cli import COMMANDS, main
from glassnet.data.sources import SOURCES
from glassnet.models import load_model
from glassnet.nn.catalog import PARTS
from glassnet.recipes import Recipe, read_recipe

ROOT = Path(__file__).parent.parent
RECIPES_PAGE = (ROOT / "docs" / "recipes.md").read_text()


def test_the_recipe_in_the_documentation_can_be_read(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", RECIPES_PAGE, re.DOTALL)
    path = tmp_path / "nielsen.toml"
    path.write_text(example)

    recipe = read_recipe(path)

    assert recipe.resolve(10, (28, 28)).network.shapes == ((784,), (30,), (10,))


@pytest.mark.parametrize("field", [each.name for each in fields(Recipe)])
def test_every_setting_of_a_recipe_is_documented(field: str) -> None:
    assert f"`{field}`" in RECIPES_PAGE


@pytest.mark.parametrize("part", [name for kind in PARTS.values() for name in kind])
def test_every_part_is_documented_with_its_settings(part: str) -> None:
    assert f"`{part}`" in RECIPES_PAGE


def test_links_between_pages_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


BOOK = sorted((ROOT / "docs" / "book").glob("*.md"))


@pytest.mark.parametrize("page", BOOK, ids=lambda page: page.stem)
def test_the_formulas_of_the_book_hold(page: Path) -> None:
    examples = re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    for example in examples:
        assert "assert" in example
        exec(compile(example, page.name, "exec"), {})  # noqa: S102 - our own page

    assert examples or page.stem in ("index", "gradient_cases")


def test_the_book_has_a_page_for_every_file_of_the_network() -> None:
    files = {path.stem for path in (ROOT / "src/glassnet/nn").glob("[a-z]*.py")}

    assert {page.stem for page in BOOK} == {*files, "index"}


def test_the_first_steps_run(small_data_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
    examples = "".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL))
    expected = re.findall(r"print\(.*\)  # (.*)", examples)
    examples = examples.replace('load_data("simulated")', f"load_data({str(small_data_file)!r})")
    examples = examples.replace("epochs=1,", "epochs=40,")

    exec(compile(examples, "tutorial.md", "exec"), {})  # noqa: S102 - our own page

    assert capsys.readouterr().out.splitlines() == expected


def test_the_example_of_data_in_memory_runs(capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "docs" / "data.md").read_text("utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)

    exec(compile(example, "data.md", "exec"), {})  # noqa: S102 - our own page

    assert capsys.readouterr().out == "('0', '1', '2') 30 10\n"


def test_every_page_is_in_a_table_of_contents() -> None:
    docs = ROOT / "docs"
    listed = {
        (index.parent / entry).with_suffix(".md").resolve()
        for index in docs.rglob("index.md")
        for tree in re.findall(r"```{toctree}\n(.*?)```", index.read_text("utf-8"), re.DOTALL)
        for entry in tree.split()
        if not entry.startswith(":")
    }
    pages = {page.resolve() for page in docs.rglob("*.md")} - {docs / "index.md"}

    assert pages <= listed


COMMAND_LINE = re.compile(r"^ {4,}(?:\.venv/bin/)?glassnet (.+?)(?: +#.*)?$", re.MULTILINE)


def command_lines() -> list[tuple[str, str]]:
    """The calls of `glassnet` that stand in code blocks of the documentation, with their page."""
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    return [
        (str(page.relative_to(ROOT)), line)
        for page in pages
        for line in COMMAND_LINE.findall(page.read_text("utf-8"))
    ]


def test_options_in_the_documentation_exist(capsys: pytest.CaptureFixture[str]) -> None:
    lines = command_lines()
    assert len(lines) > 50
    helps: dict[str, str] = {}
    unknown = []
    for page, line in lines:
        words = re.split(r"&&|[|;]", line)[0].split()
        name = " ".join(words[:2]) if words[0] in ("data", "form") else words[0]
        if name not in helps:
            main([*name.split(), "--help"])
            helps[name] = capsys.readouterr().out
        options = {each.split("=")[0] for each in words if re.fullmatch(r"--[a-z][a-z-]+", each)}
        unknown += [f"{page}: {name} {each}" for each in options if each not in helps[name]]

    assert not unknown


def test_the_example_in_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)

    exec(compile(example, "README.md", "exec"), {})  # noqa: S102 - our own page

    assert capsys.readouterr().out == "1\n"


def test_the_drawings_among_the_examples_are_read_right() -> None:
    model, folder = load_model(), ROOT / "examples"
    drawings = [json.loads(line) for line in (folder / "ten.jsonl").read_text().splitlines()]

    assert [model.read_strokes(each["strokes"]).label for each in drawings] == list("0123456789")
    assert model.read_image(folder / "seven.png").label == "7"


def test_the_examples_for_python_run(capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "docs" / "python.md").read_text()
    examples = "".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL))

    exec(compile(examples, "python.md", "exec"), {})  # noqa: S102 - our own page

    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("1 ")
    assert [said[1], said[2], said[6], said[9]] == ["1", "1", "1", "level"]
    assert said[3].startswith("[1] Place(row=1, ")
    assert float(said[4]) > 0.9
    assert said[10:] == ["True", "True"]


COMMANDS_PAGE = (ROOT / "docs" / "commands.md").read_text()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    assert f"| `{command}` |" in COMMANDS_PAGE


def test_what_commands_write_is_documented(small_data_file: Path, tmp_path: Path) -> None:
    data = ["--data", str(small_data_file)]
    train = ["train", "tiny", *data, "--examples", "200", "--validation", "50"]
    run, picture = tmp_path / "run", tmp_path / "three.png"
    sheet = np.full((120, 300), 255, np.uint8)
    sheet[30:90, [60, 61, 62, 140, 141, 142, 220, 221, 222]] = 0
    Image.fromarray(sheet).save(picture)
    asked = {
        "train": [*train, "--epochs", "1", "--out", str(run), "--no-plots"],
        "predict": ["predict", str(picture), "--many"],
        "explain": ["explain", "tiny", str(picture), "--label", "1"],
        "evaluate": ["evaluate", str(run), *data, "--no-plots"],
    }

    written = set()
    for name, arguments in asked.items():
        assert main([*arguments, "--json", str(tmp_path / name)]) == 0
        said = json.loads((tmp_path / name).read_text())
        written |= {*said, *(said["readings"][0] if name == "predict" else ())}
    written |= {*json.loads((run / "metrics.jsonl").read_text()), *(p.name for p in run.iterdir())}

    unsaid = {"model", "recipe", "folder", "trained_on", "trained_on_digest", ".lock"}
    assert {each for each in written if f"`{each}`" not in COMMANDS_PAGE} <= unsaid


def test_every_data_source_is_documented() -> None:
    page = (ROOT / "docs" / "data.md").read_text()

    assert [name for name in SOURCES if f"`{name}`" not in page] == []
