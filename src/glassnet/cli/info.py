"""`glassnet info`: what a bug report needs to say of the machine and the installation."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any, Final

from rich.table import Table
from rich.text import Text

from glassnet.cli.console import JsonFile, report_console, write_json
from glassnet.data.published.catalog import PUBLISHED
from glassnet.data.published.files import cache_folder, find
from glassnet.engine.kernel import implementation_in_use
from glassnet.models import shipped_names
from glassnet.version import describe_version

CPU_FILE: Final = Path("/proc/cpuinfo")
VARIABLES: Final = (
    "GLASSNET_DATA", "CC", "NO_COLOR", "NUMBA_NUM_THREADS", "NUMBA_DISABLE_JIT", "NUMBA_CACHE_DIR",
    "OPENBLAS_NUM_THREADS", "OPENBLAS_CORETYPE", "MKL_NUM_THREADS", "OMP_NUM_THREADS",
)  # fmt: skip


def info(*, json: JsonFile = None) -> int:
    """Show versions, CPU, kernels, caches and data: paste it into a bug report."""
    plain = describe_installation()
    write_json(json, plain)
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in plain.items():
        table.add_row(name.replace("_", " "), Text(_format(value)))
    report_console(json).print(table)
    return 0


def describe_installation() -> dict[str, Any]:
    """Everything that `info` shows, as plain values; no names of people or machines."""
    return {
        "glassnet": describe_version(),
        "python": f"{platform.python_version()} ({platform.python_implementation()})",
        "executable": sys.executable,
        "package": str(Path(__file__).parent.parent),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "cpu": _find_cpu(),
        "cpus": f"{os.cpu_count()}, {_count_usable()} usable",
        "kernels": implementation_in_use(),
        "matrix_products": _find_blas(),
        "packages": _find_packages(),
        "models": list(shipped_names()),
        "download_cache": str(cache_folder(next(iter(PUBLISHED.values()))).parent),
        "data": {name: str(folder) for name, each in PUBLISHED.items() if (folder := find(each))},
        "environment": {name: os.environ[name] for name in VARIABLES if name in os.environ},
    }


def _find_packages() -> dict[str, str]:
    """The versions of all dependencies, extras included; those that are not installed are left out."""
    found = {}
    try:
        wanted = requires("glassnet") or []
    except PackageNotFoundError:
        wanted = ["numpy", "pillow", "safetensors", "cyclopts", "rich", "platformdirs", "numba"]
    for requirement in wanted:
        name = requirement.split(";")[0].split("[")[0].strip().rstrip("=<>!~.0123456789,")
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    found.pop("glassnet", None)
    return dict(sorted(found.items()))


def _find_cpu() -> str:
    try:
        lines = CPU_FILE.read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "not known"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "not known"


def _count_usable() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _find_blas() -> str:
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return "not known (threadpoolctl is not installed)"
    import numpy as np

    _ = np.ones((2, 2)) @ np.ones((2, 2))  # loads the library
    libraries = [each for each in threadpool_info() if each["user_api"] == "blas"]
    return ", ".join(map(_describe_library, libraries)) or "not known"


def _describe_library(library: dict[str, Any]) -> str:
    words = (library["internal_api"], library["version"], library.get("architecture"))
    return f"{' '.join(filter(None, words))}, {library['num_threads']} threads"


def _format(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{name} {each}" for name, each in value.items()) or "none"
    return ", ".join(value) if isinstance(value, list) else str(value)
