"""`glassnet serve` and `glassnet studio`: the HTTP API, and the page in the browser."""

from __future__ import annotations

import os
import webbrowser
from collections.abc import Callable
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import Parameter
from cyclopts.validators import Number

from glassnet.cli.compiling import notify_if_compiling
from glassnet.cli.console import WholeNumber, error_console
from glassnet.errors import format_error
from glassnet.nn import GlassnetError, SettingError

if TYPE_CHECKING:
    from glassnet.serve.settings import Key, Settings

NEEDED: Final = ("fastapi", "uvicorn", "httptools", "threadpoolctl", "python_multipart")


class MissingExtra(GlassnetError):  # noqa: N818 - it reads as what it is
    """The packages that serve are not installed."""


Port = Annotated[WholeNumber, Parameter(validator=Number(gte=0, lt=1 << 16))]
Models = Annotated[list[str] | None, Parameter(name=["--model", "-m"], negative=())]


def serve(
    *,
    model: Models = None,
    host: str = "127.0.0.1",
    port: Port = 8000,
    require_key: Annotated[bool, Parameter(negative=())] = False,
    key_file: Path | None = None,
    without_key: Annotated[bool, Parameter(negative=())] = False,
    allow_host: Annotated[list[str] | None, Parameter(negative=())] = None,
    allow_origin: Annotated[list[str] | None, Parameter(negative=())] = None,
    page: bool = True,
) -> int:
    """Serve the HTTP API and the page, on this machine only unless told otherwise.

    A key in the environment variable GLASSNET_API_KEY is asked for in every request (X-API-Key).
    On SIGHUP the model files are read again and swapped in at once.

    Parameters
    ----------
    model
        A shipped model's name, a model file, a run folder, or NAME=PATH; may be given several times.
        The first one reads when none is named. Without it, all shipped models.
    host
        The address to listen on. Beyond this machine, a key is needed.
    port
        The port to listen on; 0 takes any free one.
    require_key
        Refuse to start unless a key is set.
    key_file
        Read the key from the first line of this file instead of the environment.
    without_key
        Let everybody in, though other machines can reach it.
    allow_host
        A name by which the service may be called, besides localhost; may be given several times.
    allow_origin
        A site whose pages may use the service, such as https://example.org; may be given several times.
    page
        Serve the drawing page too.
    """
    _expect_extra()
    from glassnet.serve.settings import Settings

    settings = Settings(
        host=host,
        port=port,
        key=_key(require_key, key_file),
        without_key=without_key,
        allowed_hosts=tuple(name.lower() for name in allow_host or ()),
        allowed_origins=tuple(allow_origin or ()),
        page=page,
    )
    return _serve(model, settings, _announce)


def studio(*, model: Models = None, port: Port = 8000, browser: bool = True) -> int:
    """Draw digits and watch them being read: serves the page on this machine and opens it.

    Parameters
    ----------
    model
        A shipped model's name, a model file, a run folder, or NAME=PATH; may be given several times.
    port
        The port to listen on. Where it is taken, any free one.
    browser
        Open the page in the browser.
    """
    _expect_extra()
    from glassnet.serve.settings import Settings

    settings = Settings(port=port)
    return _serve(model, settings, _open if browser else _announce, any_port=True)


def _serve(
    names: list[str] | None,
    settings: Settings,
    announce: Callable[[str], None],
    *,
    any_port: bool = False,
) -> int:
    from glassnet.serve.app import create_app
    from glassnet.serve.server import address_of, listen, on_hangup, run
    from glassnet.serve.shelf import Shelf, load_models, shipped_first

    wanted = names or shipped_first()
    with closing(listen(settings, any_port=any_port)) as listener:
        with notify_if_compiling(error_console()):
            shelf = Shelf(load_models(wanted))
        on_hangup(lambda: shelf.swap(load_models(wanted)))
        announce(address_of(listener))
        run(create_app(shelf, settings), listener, settings)
    return 0


def _key(required: bool, file: Path | None) -> Key | None:
    from glassnet.serve.settings import KEY_VARIABLE, Key

    text = os.environ.get(KEY_VARIABLE)
    if file is not None:
        text = _first_line(file)
    wanted = required or file is not None or text is not None
    return Key.checked(text) if wanted else None


def _first_line(file: Path) -> str:
    try:
        text = file.read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        text, came = "", str(error)
    else:
        came = "an empty one"
    if not text:
        raise SettingError(
            format_error("--key-file", "a file with the key in its first line", came, "Write one.")
        )
    return text


def _announce(address: str) -> None:
    error_console().print(f"Glassnet listens at {address} (Ctrl-C stops it).", highlight=False)


def _open(address: str) -> None:
    _announce(address)
    opening = Timer(0.5, webbrowser.open, (address,))
    opening.daemon = True
    opening.start()


def _expect_extra() -> None:
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise MissingExtra(
            format_error(
                "The service",
                "the packages of the extra 'serve'",
                f"none of the name {', '.join(missing)}",
                "Install them: pip install 'glassnet[serve]'",
            )
        )
