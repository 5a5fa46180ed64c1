"""Holes made by hand: what protects, taken out, and the tests that must notice."""

from __future__ import annotations

from typing import Final, NamedTuple


class Hole(NamedTuple):
    """A text in a file of the package, what stands there instead, and the tests that must notice."""

    name: str
    file: str
    text: str
    instead: str
    tests: str


SERVE, HTTP, API = "tests/serve", "tests/serve/http", "tests/serve/api"
HOLES: Final = (
    Hole(
        "no fsync", "data/atomic.py", "os.fsync(file.fileno())", "pass", "tests/data/test_atomic.py"
    ),
    Hole(
        "no rename",
        "data/atomic.py",
        "temporary.replace(path)",
        "path.write_bytes(temporary.read_bytes()); temporary.unlink()",
        "tests/data/test_atomic.py",
    ),
    Hole(
        "no name in errors",
        "data/atomic.py",
        "to a reader.\n        raise OSError(error.errno, error.strerror, str(path)) from error",
        "to a reader.\n        raise OSError(error.errno, error.strerror) from error",
        "tests/cli/test_os_errors.py",
    ),
    Hole(
        "leftovers stay",
        "data/atomic.py",
        "path.unlink(missing_ok=True)",
        "pass",
        "tests/models/test_interruptions.py -k killed_process",
    ),
    Hole(
        "lock taken late",
        "models/run_folder.py",
        "lock = self._lock()\n        try:",
        "lock = ExitStack()\n        try:",
        "tests/models/test_interruptions.py -k renamed",
    ),
    Hole(
        "not strict",
        "models/run_folder.py",
        "if self.strict:",
        "if False:",
        "tests/models/test_interruptions.py -k anew",
    ),
    Hole(
        "no seal",
        "models/sealed.py",
        "if found != digest:",
        "if False:",
        "tests/models/test_file.py -x",
    ),
    Hole(
        "infinite numbers",
        "models/sealed.py",
        "if not isfinite(number):",
        "if False:",
        "tests/models/test_sealed.py -k json_does_not",
    ),
    Hole(
        "no schema",
        "models/file.py",
        "fault = find_fault(header, MODEL_HEADER)",
        "fault = None",
        "tests/models/test_schema.py -k sealed",
    ),
    Hole(
        "any cost",
        "models/file.py",
        "if values > MAX_VALUES:",
        "if False:",
        "tests/models/test_schema.py -k costs",
    ),
    Hole(
        "folders in models",
        "models/made_by.py",
        'if not any("/" in word',
        'if True or not any("/" in word',
        "tests/models/test_schema.py -k folder",
    ),
    Hole(
        "controls reach the terminal",
        "errors.py",
        'return CONTROLS.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)',
        "return text",
        "tests/cli/test_escaping.py -x",
    ),
    Hole(
        "markup in files",
        "cli/console.py",
        "markup=False",
        "markup=True",
        "tests/cli/test_escaping.py -k markup",
    ),
    Hole(
        "any host",
        "serve/http/auth.py",
        "if match is None or is_foreign or not settings.allows_host(match[1]):",
        "if False:",
        f"{HTTP}/test_auth.py -x",
    ),
    Hole(
        "any origin",
        "serve/http/auth.py",
        'if foreign_origin or any(site not in ("same-origin", "none") for site in sites):',
        "if False:",
        f"{HTTP}/test_auth.py -x",
    ),
    Hole(
        "any key",
        "serve/http/auth.py",
        "if len(offered) != 1 or not key.matches(offered[0]):",
        "if False:",
        f"{HTTP}/test_auth.py -x",
    ),
    Hole(
        "weak keys",
        "serve/http/settings.py",
        "if len(set(text)) < MIN_KEY_VARIETY:",
        "if False:",
        f"{HTTP}/test_keys.py",
    ),
    Hole(
        "any body",
        "serve/http/bodies.py",
        "if size > max_bytes:",
        "if False:",
        f"{API}/test_requests.py -x",
    ),
    Hole(
        "any head in one piece",
        "serve/http/connections.py",
        "if self._parsed_head_bytes > self.limits.head_bytes:\n            raise",
        "if False:\n            raise",
        f"{HTTP}/test_connections.py -k one_piece",
    ),
    Hole(
        "slow readers stay",
        "serve/http/connections.py",
        "self._start_reading_deadline(self.limits.answer_seconds)",
        "pass",
        f"{HTTP}/test_slow_readers.py -k handed_over",
    ),
    Hole(
        "slow readers keep their place",
        "serve/http/connections.py",
        "if not stalled:\n            return False",
        "if True:\n            return False",
        f"{HTTP}/test_slow_readers.py -k give_way",
    ),
    Hole(
        "any parts of forms",
        "serve/api/uploads.py",
        "if len(self.parts) >= MAX_PARTS:",
        "if False:",
        f"{API}/test_uploads.py -k seventeenth",
    ),
    Hole(
        "any chunks",
        "ink/photo/structure.py",
        "if _has_too_many_chunks(content):",
        "if False:",
        "tests/ink/photo/test_structure.py -k png",
    ),
    Hole(
        "any scans",
        "ink/photo/structure.py",
        "> MAX_SCANS",
        "> 10**9",
        "tests/ink/photo/test_structure.py -k scans",
    ),
    Hole(
        "no rate",
        "serve/http/rate.py",
        "if seconds:",
        "if False:",
        f"{HTTP}/test_rate.py -k too_many",
    ),
    Hole(
        "any log",
        "serve/http/logs.py",
        "return count < self._max_lines",
        "return True",
        f"{HTTP}/test_logs.py",
    ),
    Hole(
        "stopping waits",
        "serve/http/worker.py",
        "future.set_exception(ApiError(503, STOPPING, RETRY))",
        "pass",
        f"{HTTP}/test_stopping.py -k waits",
    ),
    Hole(
        "headers left out",
        "serve/http/middleware.py",
        "return [*headers, *SECURITY_HEADERS,",
        "return [*headers,",
        f"{HTTP}/test_middleware.py -x",
    ),
    Hole(
        "foreign names in whole addresses",
        "serve/http/auth.py",
        "if match is None or is_foreign or not",
        "if match is None or not",
        f"{HTTP}/test_connections.py -k whole_address",
    ),
    Hole(
        "bodies without limit together",
        "serve/http/intake.py",
        "if self._held + more > self._limits.intake_bytes:",
        "if False:",
        f"{HTTP}/test_intake.py -k together",
    ),
    Hole(
        "clients that send nothing keep their place",
        "serve/http/connections.py",
        "return 0.0 if self._waiting_since is None else",
        "return 0.0 if True else",
        f"{HTTP}/test_slow_readers.py -k send_nothing_more",
    ),
    Hole(
        "links in run folders",
        "bounded_file.py",
        "os.open(path, flags | _OPENING, 0o666)",
        "os.open(path, flags, 0o666)",
        f"{SERVE}/runs/test_crafted_folders.py -k link",
    ),
    Hole(
        "pipes in run folders",
        "bounded_file.py",
        "if not stat.S_ISREG(os.fstat(descriptor).st_mode):",
        "if False:",
        f"{SERVE}/runs/test_crafted_folders.py -k waited",
    ),
    Hole(
        "reloads overtake",
        "serve/api/registry.py",
        "with self._reloading:",
        "if True:",
        f"{API}/test_registry.py -k reloads",
    ),
    Hole(
        "outputs in place",
        "data/output_file.py",
        "write_atomically(target, content, durable=False, mode=mode)",
        "target.write_bytes(content)",
        "tests/cli/test_os_errors.py -k earlier",
    ),
)
