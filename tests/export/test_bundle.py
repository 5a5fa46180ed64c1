"""Many modules become one script that does the same."""

import shutil
import subprocess
from pathlib import Path

import pytest

from glassnet.errors import GlassnetError
from glassnet.export.bundle import bundle_modules
from glassnet.serve.application import WEB

TRAIN = """
const labels = Uint8Array.from({ length: 30 }, (_, i) => i % 3);
const images = Uint8Array.from({ length: 90 }, (_, i) => 255 * (i % 3 === Math.floor(i / 3) % 3));
const layers = [{ type: "dense", units: 3 }];
const recipe = { name: "small", input_shape: [3], layers, validation: 0, epochs: 3 };
globalThis.handler({ data: {
  command: "load", recipe, digits: { images, labels, shape: [1, 3], classNames: ["a", "b", "c"] },
} });
globalThis.handler({ data: { command: "step", unit: "epoch" } });
console.log(globalThis.messages.join(" "));
"""

# What a worker's global scope has.
SCOPE = """
globalThis.WorkerGlobalScope = Object;
globalThis.messages = [];
globalThis.postMessage = ({ type }) => globalThis.messages.push(type);
globalThis.addEventListener = (_, handler) => { globalThis.handler = handler; };
"""


def run_in_node(code: str, folder: Path) -> str:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node")
    path = folder / "code.cjs"
    path.write_text(code)
    return subprocess.run([node, str(path)], capture_output=True, text=True, check=True).stdout


def write_modules(folder: Path, **modules: str) -> Path:
    for name, code in modules.items():
        (folder / f"{name}.js").write_text(code)
    return folder / f"{next(iter(modules))}.js"


def test_the_training_worker_runs_from_one_script(tmp_path: Path) -> None:
    script = bundle_modules(WEB / "nn" / "worker.js")
    said = run_in_node(SCOPE + script + TRAIN, tmp_path).split()
    assert said[:2] == ["started", "snapshot"]
    assert said[-1] == "epoch_done"


def test_names_stay_apart_and_come_through_other_modules(tmp_path: Path) -> None:
    entry = write_modules(
        tmp_path,
        main='import { twice as double, ONE } from "./index.js";\nimport * as b from "./b.js";\n'
        "console.log(double(ONE), b.hidden());",
        index='export { twice } from "./a.js";\nexport { ONE } from "./b.js";',
        a='import { ONE } from "./b.js";\nconst hidden = 2;\n'
        "export function twice(x) { return hidden * x * ONE; }",
        b="const inner = 3;\nexport const ONE = 1;\nexport function hidden() { return inner; }",
    )
    assert run_in_node(bundle_modules(entry), tmp_path) == "2 3\n"


def test_a_value_is_a_default_export(tmp_path: Path) -> None:
    entry = write_modules(
        tmp_path,
        main='import room from "./room.js";\nconsole.log(room.name, room.open());',
        room='export default {\n  name: "read", open };\n'
        'function open() { return "image/*" + /* end */ "!"; }',
    )
    assert run_in_node(bundle_modules(entry), tmp_path) == "read image/*!\n"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ('import three, { four } from "./a.js";', "imports and exports by name"),
        ("export default function three() {}", "imports and exports by name"),
        ('const a = await import("./a.js");', "imports and exports by name"),
        ('import { main } from "./main.js";', "do not import each other"),
    ],
)
def test_what_it_does_not_understand_is_refused(tmp_path: Path, code: str, message: str) -> None:
    with pytest.raises(GlassnetError, match=message):
        bundle_modules(write_modules(tmp_path, main=code, a=""))
