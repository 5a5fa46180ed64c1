"""`glassnet train` trains, names its data, and can be interrupted and resumed."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from glassnet.cli import main
from glassnet.models import load_model

RECIPE = """
layers = [{ type = "dense", units = 12, activation = "relu" }, { type = "dense", units = 10 }]
epochs = 3
batch_size = 32
validation = 50
"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(RECIPE)
    return path


def test_a_run_names_the_data_it_is_trained_and_measured_on(
    toml: Path, idx_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", str(toml), "--data", str(idx_folder), "--no-plots"]) == 0

    said = capsys.readouterr().out
    assert "trained on small train (350), validated on small validation (50)" in said
    assert "epoch   3" in said
    assert "small test (100):" in said
    assert load_model(Path("runs/mine-001/model.safetensors")).made_by.startswith("glassnet train ")


def test_a_second_run_gets_the_next_folder(toml: Path, idx_folder: Path) -> None:
    for _ in range(2):
        main(["train", str(toml), "--data", str(idx_folder), "--no-plots"])

    assert sorted(path.name for path in Path("runs").iterdir()) == ["mine-001", "mine-002"]


def test_settings_on_the_command_line_change_the_recipe(
    toml: Path, idx_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--epochs", "2", "--batch-size", "50", "--learning-rate", "0.01", "--seed", "4"]
    main(["train", str(toml), "--data", str(idx_folder), *options, "--no-plots", "--json", "-"])

    report = json.loads(capsys.readouterr().out)
    assert [line["step"] for line in report["history"]] == [7, 14]
    assert report["history"][0]["learning_rate"] == 0.01
    assert load_model(Path("runs/mine-001/model.safetensors")).recipe.seed == 4


def test_the_run_leaves_pictures(toml: Path, idx_folder: Path) -> None:
    main(["train", str(toml), "--data", str(idx_folder), "--epochs", "1"])

    drawn = {path.name for path in Path("runs/mine-001").glob("*.png")}
    assert {"curves.png", "first-weights.png", "confusion-matrix.png", "mistakes.png"} <= drawn


def test_a_run_that_diverges_fails_and_says_where(
    toml: Path, idx_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    toml.write_text(RECIPE + "optimizer = 'gradient_descent'\nlearning_rate = 1e30\n")

    assert main(["train", str(toml), "--data", str(idx_folder)]) == 1
    assert "The loss is not a finite number" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["train", "standrad"], "Did you mean 'standard'"),
        (["train", "--data", "nowhere"], "nowhere"),
        (["train", "--epochs", "0"], "epochs above 0"),
        (["train", "missing.toml"], "missing.toml expects a recipe in TOML"),
        (["train", "--epochs", "three"], "three"),
        (["train", "--seed", "-1"], "seed of at least 0"),
        (["train", "--learning-rate", "1e400"], "a finite rate"),
        (["train", "tiny", "--resume", ".", "--epochs", "2"], "got tiny, epochs"),
        (["check", "--seed", "-1"], "seed"),
        (["data", "show", "--seed", "-1"], "seed"),
        (["serve", "--port", "99999"], "port"),
    ],
)
def test_a_wrong_call_is_answered_with_one_message(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) in (1, 2)
    assert message in capsys.readouterr().err


def test_text_of_a_recipe_is_shown_as_it_is(
    toml: Path, idx_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    toml.write_text('description = "an [odd] one [/red]"\n' + RECIPE)

    assert main(["train", str(toml), "--data", str(idx_folder), "--no-plots"]) == 0
    assert "mine: an [odd] one [/red]" in capsys.readouterr().out


def test_ink_that_must_be_simulated_first_is_announced(
    toml: Path, idx_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    toml.write_text(RECIPE + "simulated = 1200\n")

    assert main(["train", str(toml), "--data", str(idx_folder), "--no-plots"]) == 0
    assert "Simulating 1,200 digits for training ..." in capsys.readouterr().out


def test_a_finished_run_is_not_started_again(
    toml: Path, idx_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["train", str(toml), "--data", str(idx_folder), "--no-plots", "--out", "done"])
    before = {str(path): path.read_bytes() for path in Path("done").rglob("*.*")}

    assert main(["train", "--resume", "done", "--no-plots"]) == 1

    assert "got a finished one" in capsys.readouterr().err
    assert {str(path): path.read_bytes() for path in Path("done").rglob("*.*")} == before


def test_few_examples_hold_out_a_tenth_for_validation(
    toml: Path, idx_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    toml.write_text(RECIPE.replace("validation = 50", "validation = 5000"))
    arguments = ["train", str(toml), "--data", str(idx_folder), "--examples", "200", "--no-plots"]

    assert main(arguments) == 0
    assert "trained on small train (180), validated on small validation (20)" in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize(("rate", "word"), [("1e-9", "Learned nothing"), ("0.5", "Trained")])
def test_after_one_update_the_validation_split_says_whether_it_has_learned(
    rate: str, word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # The first outputs of a network of zeros are those of guessing, whatever the update makes of it.
    labels = np.arange(400) % 2
    images = np.zeros((400, 8, 8), np.uint8)
    images[labels == 0, :, :4] = images[labels == 1, :, 4:] = 255
    np.savez(tmp_path / "halves.npz", images=images, labels=labels)
    (tmp_path / "one.toml").write_text(
        'layers = [{ type = "dense", units = "classes", weights = '
        '{ type = "scaled_normal", scale = 1e-6 } }]\n'
        'epochs = 1\nbatch_size = "full"\nvalidation = 100\noptimizer = "gradient_descent"\n'
    )

    options = ["--learning-rate", rate, "--no-plots"]
    assert main(["train", "one.toml", "--data", "halves.npz", *options]) == 0

    assert word in capsys.readouterr().out


def test_the_reference_implementation_trains_the_same_network(
    toml: Path, idx_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["train", str(toml), "--data", str(idx_folder), "--no-plots", "--epochs", "1"]

    assert main([*arguments, "--plain"]) == 0
    assert "; reference implementation" in capsys.readouterr().out
    assert main(arguments) == 0

    plain, fast = (load_model(f"runs/mine-00{number}") for number in (1, 2))
    assert plain.made_by.endswith(" --plain")
    np.testing.assert_allclose(plain.parameters.vector, fast.parameters.vector, atol=1e-4)


@pytest.mark.slow
def test_interrupted_it_saves_and_resumes_to_the_same_model(toml: Path, idx_folder: Path) -> None:
    toml.write_text(RECIPE.replace("epochs = 3", "epochs = 400"))
    command = [sys.executable, "-m", "glassnet", "train", str(toml), "--data", str(idx_folder)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [*command, "--no-plots", "--out", "stopped"],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as child:
        assert child.stdout is not None
        assert any("epoch" in line for line in child.stdout)
        child.send_signal(signal.SIGINT)
        rest = child.stdout.read()
    assert child.returncode == 130
    assert "glassnet train --resume stopped" in rest

    assert main(["train", "--resume", "stopped", "--no-plots"]) == 0
    assert main([*command[3:], "--no-plots", "--out", "straight"]) == 0

    stopped, straight = (Path(each, "model.safetensors") for each in ("stopped", "straight"))
    assert stopped.read_bytes() == straight.read_bytes()
