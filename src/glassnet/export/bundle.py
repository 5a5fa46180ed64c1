"""Many JavaScript modules as one script: for pages opened from disk, where browsers refuse module files.

It understands the forms that the studio's modules use: named imports and exports, `import * as`,
`export {...} from`, and a value as the default export.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from glassnet.errors import GlassnetError, format_error

IMPORT: Final = re.compile(
    r'^import\s+(?P<what>\{[^}]*\}|\*\s+as\s+\w+|\w+)\s+from\s+"(?P<path>[^"]+)";', re.MULTILINE
)
PASSED_ON: Final = re.compile(
    r'^export\s+\{(?P<names>[^}]*)\}\s+from\s+"(?P<path>[^"]+)";', re.MULTILINE
)
DECLARED: Final = re.compile(
    r"^export\s+(?P<kind>(?:async\s+)?function\*?|class|const|let)\s+(?P<name>\w+)", re.MULTILINE
)
DEFAULT: Final = re.compile(r"^export\s+default\s+(?!async\b|function\b|class\b)", re.MULTILINE)
DEFAULT_NAME: Final = "defaultExport"
# What is left is something that the patterns above do not know.
REST: Final = re.compile(r"^(?:import|export)\b.*|\bimport\.meta\b.*|\bimport\(.*", re.MULTILINE)
# Not the "/*" of a media type such as "image/*".
COMMENT: Final = re.compile(r"(?<!\w)/\*.*?\*/", re.DOTALL)


def bundle_modules(entry: Path, name: str | None = None) -> str:
    """One script that does what the module `entry` does, with all that it imports.

    With a `name`, the script makes the entry's exports a constant of this name.

    Raises `GlassnetError` for imports and exports of another form, and for modules that import each other.
    """
    modules: dict[Path, str] = {}
    _collect(entry.resolve(), modules, ())
    body = "\n".join(modules.values())
    start = "" if name is None else f"const {name} = "
    return f'{start}(() => {{\n"use strict";\n{body}\nreturn module{len(modules) - 1};\n}})();\n'


def _collect(path: Path, modules: dict[Path, str], parents: tuple[Path, ...]) -> None:
    """Put a module after all that it imports."""
    if path in modules:
        return
    if path in parents:
        names = " -> ".join(each.name for each in (*parents, path))
        raise _refusal(path, "modules that do not import each other", names)
    code = COMMENT.sub("", path.read_text(encoding="utf-8"))
    for found in (*IMPORT.finditer(code), *PASSED_ON.finditer(code)):
        _collect((path.parent / found["path"]).resolve(), modules, (*parents, path))
    order = [*modules, path]

    def number(imported: str) -> int:
        return order.index((path.parent / imported).resolve())

    modules[path] = _wrap(path, code, number)


def _wrap(path: Path, code: str, number: Callable[[str], int]) -> str:
    """The module as a function that is called at once, its exports as an object."""
    exports = [found["name"] for found in DECLARED.finditer(code)]
    code = DECLARED.sub(lambda found: f"{found['kind']} {found['name']}", code)
    code, defaults = DEFAULT.subn(f"const {DEFAULT_NAME} = ", code)
    exports += [f"default: {DEFAULT_NAME}"] * defaults

    def take(found: re.Match[str]) -> str:
        what = found["what"]
        if what.isidentifier():
            what = f"{{ default: {what} }}"
        what = what.replace("* as ", "").replace(" as ", ": ")
        return f"const {what} = module{number(found['path'])};"

    def pass_on(found: re.Match[str]) -> str:
        names = [each.strip() for each in found["names"].split(",") if each.strip()]
        exports.extend(names)
        return f"const {{ {', '.join(names)} }} = module{number(found['path'])};"

    code = PASSED_ON.sub(pass_on, IMPORT.sub(take, code))
    rest = REST.search(code)
    if rest is not None:
        raise _refusal(path, "imports and exports by name", rest[0])
    body = "\n".join(line for line in code.splitlines() if line.strip())
    own = number(path.name)
    return f"const module{own} = (() => {{\n{body}\nreturn {{ {', '.join(exports)} }};\n}})();"


def _refusal(path: Path, expected: str, got: str) -> GlassnetError:
    return GlassnetError(format_error(path.name, expected, got, "Change the module."))
