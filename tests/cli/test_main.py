"""How every command line ends: the status, one clear message, and no error where a pipe is closed."""

import subprocess
import sys

import pytest

import glassnet
from glassnet.cli import COMMANDS, main
from glassnet.data import DataError, UnknownSource
from glassnet.nn import GlassnetError, SettingError
from glassnet.version import find_commit

Captured = pytest.CaptureFixture[str]


def glassnet_process(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", "import sys; from glassnet.cli import main; sys.exit(main())"]
    pipe = subprocess.PIPE
    return subprocess.Popen([*command, *arguments], text=True, stdout=pipe, stderr=pipe)


def fail_with(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `glassnet models` raise this."""

    def fail() -> None:
        raise error

    monkeypatch.setattr("glassnet.cli.models.shipped_names", fail)


def test_help_names_every_command(capsys: Captured) -> None:
    assert main(["--help"]) == 0

    shown = capsys.readouterr().out
    assert all(f" {name} " in shown for name in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: Captured) -> None:
    assert main([command, "--help"]) == 0

    assert capsys.readouterr().out.startswith(f"Usage: glassnet {command}")


def test_the_version_is_the_package_s(capsys: Captured) -> None:
    assert main(["--version"]) == 0

    commit = f" (commit {find_commit()})" if find_commit() else ""
    assert capsys.readouterr().out.strip() == f"{glassnet.__version__}{commit}"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["modles"], "Unknown command 'modles'. Did you mean 'models'? See: glassnet --help"),
        (["--verbose-ly"], "Unknown option '--verbose-ly'."),
        (["models", "--jsn", "x"], "Unknown option: --jsn. Did you mean --json? See: glassnet"),
        (["models", "--json"], "requires an argument. See: glassnet models --help"),
        (["models", "a", "b"], "glassnet models takes no more arguments, got 'b'. See:"),
        (["check", "--seed", "two"], "Expected a whole number, got 'two'"),
        (["models", "--json", "--out"], "Not an option of this command"),
    ],
)
def test_a_wrong_call_ends_with_2_and_says_where_help_is(
    arguments: list[str], message: str, capsys: Captured
) -> None:
    assert main(arguments) == 2

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("Error: ")
    assert message in " ".join(captured.err.split())


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (SettingError("A setting expects this, got that. Do so."), 2),
        (UnknownSource("The source expects this, got that. Do so."), 2),
        (GlassnetError("Something expects this, got that. Do so."), 1),
        (DataError("The data expects this, got that. Do so."), 1),
        (OSError(28, "No space left on device"), 1),
    ],
    ids=lambda each: type(each).__name__,
)
def test_an_error_that_the_caller_can_fix_is_one_message_without_a_traceback(
    error: Exception, status: int, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    fail_with(error, monkeypatch)

    assert main(["models"]) == status

    captured = capsys.readouterr()
    assert captured.out == ""
    full = "standard output: No space left on device. Free some space, or write to another disk."
    described = full if isinstance(error, OSError) else str(error)
    assert captured.err == f"Error: {described}\n"


def test_too_little_memory_is_reported_with_a_remedy(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    fail_with(MemoryError("Unable to allocate 292 GiB."), monkeypatch)

    assert main(["models"]) == 1
    said = capsys.readouterr().err
    assert "Unable to allocate 292 GiB. Choose fewer units" in said


def test_a_bug_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(ZeroDivisionError("ours"), monkeypatch)

    with pytest.raises(ZeroDivisionError, match="ours"):
        main(["models"])


@pytest.mark.parametrize(
    ("raised", "status"), [(KeyboardInterrupt(), 130), (SystemExit(3), 3), (SystemExit("x"), 1)]
)
def test_an_interrupt_ends_quietly(
    raised: BaseException, status: int, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    fail_with(raised, monkeypatch)

    assert main(["models"]) == status
    assert capsys.readouterr().err == ""


def test_a_long_message_is_not_broken_without_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    path = "/".join(["a-long-name"] * 40)
    fail_with(GlassnetError(f"[bold]{path}[/bold]"), monkeypatch)

    main(["models"])

    assert capsys.readouterr().err == f"Error: [bold]{path}[/bold]\n"


def test_a_process_ends_with_the_same_status() -> None:
    with glassnet_process("modles") as process:
        _, errors = process.communicate()

    assert process.returncode == 2
    assert errors.startswith("Error: Unknown command 'modles'.")


def test_a_pipe_that_is_closed_early_is_no_error() -> None:
    with glassnet_process("--help") as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        errors = process.stderr.read()

    assert errors == ""
    assert process.returncode == 1


@pytest.mark.parametrize("package", ["numpy", "numba", "matplotlib", "PIL", "safetensors"])
def test_help_comes_at_once_because_nothing_heavy_is_imported(package: str) -> None:
    code = f"import sys, glassnet.cli; glassnet.cli.main(['--help']); {package!r} in sys.modules and exit(9)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)

    assert done.returncode == 0, done.stderr


def test_commands_use_no_plotting_until_they_plot() -> None:
    code = (
        "import sys, glassnet.cli.evaluate, glassnet.cli.predict, glassnet.cli.train;"
        "print([m for m in ('matplotlib', 'torch', 'starlette') if m in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    assert done.stdout.decode().strip() == "[]"
