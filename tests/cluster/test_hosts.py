"""Three hosts, each in a network namespace of its own: jobs over TLS, and a cable that is pulled."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import pytest

from glassnet.data import load
from glassnet.models import load_model

pytest.importorskip("distributed", reason="needs glassnet[cluster]")

pytestmark = pytest.mark.full
PYTHON = sys.executable
NETWORK = "10.77.0"
ADDRESS = f"tls://{NETWORK}.1:8786"
OPENSSL = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout {key} -out {cert}"
WORKERS = 2
IMAGES = 60_000
SHARDED = """
data = "sklearn-digits"
epochs = 3
batch_size = 256
validation = 300
shards = 4
layers = [{ type = "dense", units = 16, activation = "relu" }, { type = "dense", units = "classes" }]
"""


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


@contextmanager
def namespace(name: str) -> Iterator[str]:
    ip("netns", "add", name)
    try:
        ip("-n", name, "link", "set", "lo", "up")
        yield name
    finally:
        ip("netns", "del", name)


@pytest.fixture
def hosts() -> Iterator[list[str]]:
    """Names of namespaces with the addresses .1, .2 and so on; the first one has the switch."""
    prefix = f"glassnet-{secrets.token_hex(3)}"
    with ExitStack() as stack:
        try:
            if shutil.which("ip") is None:
                raise OSError("no command ip")
            names = [stack.enter_context(namespace(f"{prefix}-{n}")) for n in range(1 + WORKERS)]
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("this machine lets us make no network namespaces")
        ip("-n", names[0], "link", "add", "switch", "type", "bridge")
        ip("-n", names[0], "addr", "add", f"{NETWORK}.1/24", "dev", "switch")
        ip("-n", names[0], "link", "set", "switch", "up")
        for number, name in enumerate(names[1:], 2):
            ip(
                "-n",
                names[0],
                "link",
                "add",
                f"to{number}",
                "type",
                "veth",
                "peer",
                "eth0",
                "netns",
                name,
            )
            ip("-n", names[0], "link", "set", f"to{number}", "master", "switch", "up")
            ip("-n", name, "addr", "add", f"{NETWORK}.{number}/24", "dev", "eth0")
            ip("-n", name, "link", "set", "eth0", "up")
        yield names


class Hosts:
    """Processes on the hosts, with certificates."""

    def __init__(self, names: list[str], folder: Path) -> None:
        self.names, self.folder = names, folder
        cert, key = folder / "cert.pem", folder / "key.pem"
        subprocess.run(OPENSSL.format(key=key, cert=cert).split(), check=True, capture_output=True)
        self.environment = {**os.environ, "DASK_DISTRIBUTED__COMM__TLS__CA_FILE": str(cert)}
        for role in ("CLIENT", "SCHEDULER", "WORKER"):
            self.environment[f"DASK_DISTRIBUTED__COMM__TLS__{role}__CERT"] = str(cert)
            self.environment[f"DASK_DISTRIBUTED__COMM__TLS__{role}__KEY"] = str(key)

    def start(self, host: int, *command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            ["ip", "netns", "exec", self.names[host], PYTHON, "-m", *command],
            env=self.environment,
            cwd=self.folder,
            stdout=subprocess.PIPE if command[0] == "glassnet" else subprocess.DEVNULL,
            stderr=subprocess.STDOUT if command[0] == "glassnet" else subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str) -> tuple[int, str]:
        """A command of Glassnet on the first host, given again until the workers are there."""
        deadline = time.monotonic() + 90
        while True:
            process = self.start(0, "glassnet", *arguments, "--cluster", ADDRESS)
            output, _ = process.communicate(timeout=300)
            waiting = "expects a Dask scheduler" in output or "has no workers" in output
            if not waiting or time.monotonic() > deadline:
                return process.returncode, output
            time.sleep(1)


@pytest.fixture
def cluster(hosts: list[str], tmp_path: Path) -> Iterator[Hosts]:
    found = Hosts(hosts, tmp_path)
    scheduler = ["--host", f"tls://{NETWORK}.1", "--port", "8786", "--no-dashboard"]
    started = [found.start(0, "distributed.cli.dask_scheduler", *scheduler)]
    for number in range(1, 1 + WORKERS):
        options = ["--nthreads", "1", "--no-dashboard", "--host", f"tls://{NETWORK}.{number + 1}"]
        started.append(found.start(number, "distributed.cli.dask_worker", ADDRESS, *options))
    yield found
    for each in started:
        os.killpg(each.pid, signal.SIGKILL)
        each.wait()


def test_a_training_on_several_hosts_has_the_bits_of_one_process(cluster: Hosts) -> None:
    (cluster.folder / "sharded.toml").write_text(SHARDED)

    status, output = cluster.run("train", "sharded.toml", "--out", "there", "--no-plots")
    assert status == 0, output
    subprocess.run(
        [PYTHON, "-m", "glassnet", "train", "sharded.toml", "--out", "here", "--no-plots"],
        cwd=cluster.folder, check=True, capture_output=True,
    )  # fmt: skip

    there, here = (load_model(cluster.folder / name) for name in ("there", "here"))
    np.testing.assert_array_equal(there.parameters.vector, here.parameters.vector)


def test_a_host_that_is_cut_off_loses_no_record(cluster: Hosts) -> None:
    digits = load("mnist").split("test").images
    np.save(cluster.folder / "images.npy", np.tile(digits, (6, 1, 1)))
    assert (
        cluster.run(
            "compare", "tiny", "tiny", "--seeds", "1", "--examples", "500", "--epochs", "1"
        )[0]
        == 0
    )
    command = ["predict", "cnn", "--bulk", "images.npy", "--out", "read", "--cluster", ADDRESS]
    process = cluster.start(0, "glassnet", *command)
    deadline = time.monotonic() + 90
    while not list((cluster.folder / "read").glob("part-*")) and time.monotonic() < deadline:
        time.sleep(0.05)

    ip("-n", cluster.names[1], "link", "set", "eth0", "down")
    output, _ = process.communicate(timeout=300)

    assert process.returncode == 0, output
    parts = sorted((cluster.folder / "read").glob("part-*.jsonl"))
    lines = [line for part in parts for line in part.read_text("utf-8").splitlines()]
    inputs = [json.loads(line)["input"] for line in lines]
    assert inputs == [str(number) for number in range(IMAGES)]
