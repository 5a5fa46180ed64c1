"""`glassnet serve` and `glassnet studio`: the HTTP API, and the page in the browser."""

from __future__ import annotations

import asyncio
import os
import webbrowser
from collections.abc import Callable
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from threading import Thread, Timer
from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import Parameter
from cyclopts.validators import Number

from glassnet.cli.console import WholeNumber, error_console, report_console
from glassnet.errors import GlassnetError, SettingError, format_error

if TYPE_CHECKING:
    from glassnet.serve.http.settings import Key, Settings

PACKAGES: Final = (
    "starlette", "pydantic", "uvicorn", "httptools", "threadpoolctl", "python_multipart", "prometheus_client",
)  # fmt: skip

MAX_KEY_BYTES: Final = 4096


class MissingExtra(GlassnetError):  # noqa: N818 - named for what is missing
    """The packages of the extra `serve` are not installed."""


Port = Annotated[WholeNumber, Parameter(validator=Number(gte=0, lt=1 << 16))]
Runs = Annotated[Path | None, Parameter(negative=())]
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
    rate: Annotated[float | None, Parameter(validator=Number(gt=0))] = None,
    request_log: Annotated[bool, Parameter(negative=())] = False,
    page: bool = True,
    runs: Runs = None,
) -> int:
    """Serve the HTTP API and the page, on this machine only by default.

    With a key in the environment variable GLASSNET_API_KEY, every request needs it (X-API-Key).
    On SIGHUP the model files are read again and replaced all at once.

    Parameters
    ----------
    model
        A shipped model's name, a model file, a run folder, or NAME=PATH; may be given several times.
        The first one is the default. Without it, all shipped models.
    host
        The address to listen on. Beyond this machine it needs a key.
    port
        The port to listen on; 0 takes any free one.
    require_key
        Refuse to start unless a key is set.
    key_file
        Read the key from the first line of this file instead of the environment.
    without_key
        Serve without a key, though other machines can reach the service.
    allow_host
        A host name under which the service answers, besides localhost; may be given several times.
    allow_origin
        A site whose pages may use the service, such as https://example.org; may be given several times.
    rate
        The requests a second that one address may send on average; more are answered 429.
    request_log
        Write a line of JSON for each request to standard error.
    page
        Serve the page, too.
    runs
        A folder of training runs: they are listed, can be watched, and started.
    """
    _expect_extra()
    from glassnet.serve.http.settings import Settings

    settings = Settings(
        host=host,
        port=port,
        key=_key(require_key, key_file),
        without_key=without_key,
        allowed_hosts=tuple(name.lower() for name in allow_host or ()),
        allowed_origins=tuple(allow_origin or ()),
        page=page,
        rate=rate,
        request_log=request_log,
        runs=runs,
    )
    if request_log:
        from glassnet.serve.http.logs import write_request_lines

        write_request_lines()
    return _serve(model, settings, _announce)


def studio(
    *,
    model: Models = None,
    port: Port = 8000,
    browser: bool = True,
    export: Path | None = None,
    one_file: Path | None = None,
    runs: Runs = None,
) -> int:
    """Draw digits and watch the network: serves the page on this machine and opens it.

    With --export or --one-file nothing is served: the page is written with its networks and simulated digits.

    Parameters
    ----------
    model
        A shipped model's name, a model file, a run folder, or NAME=PATH; may be given several times.
    port
        The port to listen on. If it is in use, any free one.
    browser
        Open the page in the browser.
    export
        Write the page as a static site into this folder, for any web host. It may hold an earlier export.
    one_file
        Write the page as one HTML file, which also works opened from disk.
    runs
        A folder of training runs: they are listed, can be watched, and started.
    """
    _expect_extra()
    if export is not None or one_file is not None:
        return _export(model, export, one_file)
    from glassnet.serve.http.settings import Settings

    settings = Settings(port=port, runs=runs)
    return _serve(model, settings, _open if browser else _announce, any_port=True)


def _export(names: list[str] | None, folder: Path | None, file: Path | None) -> int:
    from glassnet.serve.export.exporting import export_file, export_site

    written = [] if folder is None else export_site(folder, names)
    written += [] if file is None else export_file(file, names)
    for line in written:
        report_console().print(line, highlight=False, markup=False, soft_wrap=True)
    return 0


def _serve(
    names: list[str] | None,
    settings: Settings,
    announce: Callable[[str], None],
    *,
    any_port: bool = False,
) -> int:
    from glassnet.serve.api.registry import (
        ModelRegistry,
        load_models,
        shipped_names_default_first,
    )
    from glassnet.serve.application import create_app
    from glassnet.serve.http.server import address_url, listen, on_hangup, run

    names = names or shipped_names_default_first()
    if _in_running_loop():
        listener = listen(settings, any_port=any_port)
        app = create_app(ModelRegistry(load_models(names)), settings)
        Thread(target=run, args=(app, listener, settings), daemon=True).start()
        announce(f"{address_url(listener)} in the background, until this process ends")
        return 0
    with closing(listen(settings, any_port=any_port)) as listener:
        registry = ModelRegistry(load_models(names))
        on_hangup(lambda: registry.reload(lambda: load_models(names)))
        Thread(target=registry.warm_up, daemon=True).start()
        announce(f"{address_url(listener)} (Ctrl-C stops it)")
        app = create_app(registry, settings)
        run(app, listener, settings, app.state.service)
    return 0


def _in_running_loop() -> bool:
    """Whether this thread runs an event loop already, as a notebook does."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _key(required: bool, file: Path | None) -> Key | None:
    from glassnet.serve.http.settings import KEY_VARIABLE, Key

    text = os.environ.get(KEY_VARIABLE)
    if file is not None:
        text = _first_line(file)
    is_needed = required or file is not None or text is not None
    return Key.parse(text) if is_needed else None


def _first_line(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            # A device may go on without end.
            text = opened.read(MAX_KEY_BYTES).decode().partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        text, got = "", str(error)
    else:
        got = "an empty one"
    if not text:
        raise SettingError(
            format_error("--key-file", "a file with the key in its first line", got, "Write one.")
        )
    return text


def _announce(address: str) -> None:
    error_console().print(f"Listening on {address}.", highlight=False, soft_wrap=True)


def _open(address: str) -> None:
    _announce(address)
    opening = Timer(0.5, webbrowser.open, (address.partition(" ")[0],))
    opening.daemon = True
    opening.start()


def _expect_extra() -> None:
    missing = [name for name in PACKAGES if find_spec(name) is None]
    if missing:
        raise MissingExtra(
            format_error(
                "The service",
                "the packages of the extra 'serve'",
                f"no package {' or '.join(missing)}",
                "Install them: pip install 'glassnet[serve]'",
            )
        )
