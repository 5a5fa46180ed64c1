"""Arrays by name become the network that their recipe describes, with their axes in our order."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from safetensors.numpy import save_file

from glassnet.errors import SettingError
from glassnet.export import import_model
from glassnet.models import DamagedFile, Model, load_model, save_model

torch = pytest.importorskip("torch")

RECIPE = """
input_shape = [8, 6, 2]
layers = [
  { type = "conv2d", filters = 3, kernel_size = 3, padding = 1, activation = "relu" },
  { type = "max_pool2d" },
  "flatten",
  { type = "dense", units = 9, activation = "tanh" },
  { type = "dense", units = "classes" },
]
"""


@pytest.fixture
def network() -> Any:
    torch.manual_seed(1)
    return torch.nn.Sequential(
        torch.nn.Conv2d(2, 3, 3, padding=1), torch.nn.ReLU(), torch.nn.MaxPool2d(2), torch.nn.Flatten(),
        torch.nn.Linear(36, 9), torch.nn.Tanh(), torch.nn.Linear(9, 4),
    ).eval()  # fmt: skip


@pytest.fixture
def images() -> np.ndarray:
    return np.random.default_rng(2).integers(0, 256, (10, 8, 6, 2)).astype(np.uint8)


def answers(network: Any, inputs: np.ndarray) -> np.ndarray:
    channels_first = torch.tensor(inputs.transpose(0, 3, 1, 2).copy(), dtype=torch.float32)
    with torch.no_grad():
        return network(channels_first).numpy()


def write(
    folder: Path, arrays: dict[str, np.ndarray], suffix: str, recipe: str = RECIPE
) -> tuple[Path, Path]:
    path, recipe_path = folder / f"net{suffix}", folder / "net.toml"
    recipe_path.write_text(recipe)
    contiguous = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    if suffix == ".npz":
        np.savez(path, **cast(dict[str, Any], contiguous))
    else:
        save_file(contiguous, path)
    return path, recipe_path


def to_numpy(network: Any) -> dict[str, np.ndarray]:
    return {name: each.numpy() for name, each in network.state_dict().items()}


@pytest.mark.parametrize("suffix", [".safetensors", ".npz"])
def test_a_state_dict_of_pytorch_gives_the_same_outputs(
    network: Any, images: np.ndarray, suffix: str, tmp_path: Path
) -> None:
    model = import_model(*write(tmp_path, to_numpy(network), suffix))

    np.testing.assert_allclose(model.outputs(images), answers(network, images / 255), atol=1e-5)
    assert model.class_names == ("0", "1", "2", "3")


def test_what_was_subtracted_and_divided_becomes_part_of_the_network(
    network: Any, images: np.ndarray, tmp_path: Path
) -> None:
    model = import_model(*write(tmp_path, to_numpy(network), ".npz"), mean=0.13, std=0.31)

    expected = answers(network, (images / 255 - 0.13) / 0.31)
    np.testing.assert_allclose(model.outputs(images), expected, atol=1e-4)


def test_axes_as_in_keras_are_taken_as_they_are(tmp_path: Path) -> None:
    tiny = load_model("tiny")
    arrays = {
        f"dense_{number}/{name}:0": tiny.parameters[f"{number}.{own}"]
        for number in (1, 2, 3)
        for name, own in (("kernel", "weights"), ("bias", "bias"))
    }
    recipe = 'layers = [{ type = "dense", units = 16, activation = "relu" }, '
    recipe += '{ type = "dense", units = 16, activation = "relu" }, { type = "dense", units = 10 }]'

    model = import_model(*write(tmp_path, arrays, ".npz", recipe))

    assert np.array_equal(model.parameters.vector, tiny.parameters.vector)
    assert model.class_names == tuple("0123456789")


def test_square_weights_need_a_layout(tmp_path: Path) -> None:
    weights = np.arange(16, dtype=np.float32).reshape(4, 4)
    arrays = {"w1": weights, "b1": np.zeros(4, np.float32)}
    paths = write(
        tmp_path, arrays, ".npz", 'input_shape = [4]\nlayers = [{ type = "dense", units = 4 }]'
    )

    with pytest.raises(SettingError, match="--layout torch"):
        import_model(*paths)
    assert np.array_equal(import_model(*paths, layout="torch").parameters["1.weights"], weights.T)
    assert np.array_equal(import_model(*paths, layout="keras").parameters["1.weights"], weights)


def test_modules_in_another_order_are_named_in_the_recipe(
    network: Any, images: np.ndarray, tmp_path: Path
) -> None:
    names = {"0": "z.conv", "4": "m.hidden", "6": "a.last"}
    arrays = {
        f"{names[name.split('.')[0]]}.{name.split('.')[1]}": array
        for name, array in to_numpy(network).items()
    }
    found_by_shape = import_model(
        *write(tmp_path, arrays, ".safetensors", RECIPE.replace('"classes"', "4"))
    )
    np.testing.assert_allclose(
        found_by_shape.outputs(images), answers(network, images / 255), atol=1e-5
    )

    wrong = RECIPE.replace('"classes"', "4") + '\n[modules]\n"1" = "z.konv"\n'
    with pytest.raises(SettingError, match=r"names among .*z\.conv.* got z\.konv"):
        import_model(*write(tmp_path, arrays, ".safetensors", wrong))


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"bn.running_mean": np.zeros(3, np.float32)}, "batch normalization"),
        ({"lstm.weight_ih_l0": np.zeros((3, 3), np.float32)}, "weight_ih_l0"),
        ({"0.weight": np.zeros((3, 2, 5, 5), np.float32)}, r"\(3, 3, 2, 3\)"),
    ],
)
def test_what_cannot_be_expressed_is_named(
    arrays: dict[str, np.ndarray], words: str, tmp_path: Path
) -> None:
    recipe = RECIPE.replace('"classes"', "4")
    with pytest.raises(SettingError, match=words):
        import_model(*write(tmp_path, arrays, ".safetensors", recipe))


def test_arrays_without_a_recipe_ask_for_one(network: Any, tmp_path: Path) -> None:
    path, _ = write(tmp_path, to_numpy(network), ".safetensors")

    with pytest.raises(SettingError, match=r"0\.weight \(3, 2, 3, 3\).*--recipe"):
        import_model(path)


def test_a_model_file_is_imported_as_it_is(small_model: Model, tmp_path: Path) -> None:
    save_model(small_model, tmp_path / "small.safetensors")

    assert import_model(tmp_path / "small.safetensors").made_by == small_model.made_by


@pytest.mark.parametrize("suffix", [".npz", ".json", ".safetensors", ".onnx"])
def test_a_damaged_file_is_said_to_be_damaged(suffix: str, tmp_path: Path) -> None:
    if suffix == ".onnx":
        pytest.importorskip("onnx")
    path = tmp_path / f"half{suffix}"
    path.write_bytes(b"half of a file")

    with pytest.raises(DamagedFile, match=rf"half\{suffix} expects"):
        import_model(path)
