"""A RabbitMQ of a test: the real server, on loopback and in a folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SERVER = Path(os.environ.get("VIENOTS_RABBITMQ") or "/usr/lib/rabbitmq/bin/rabbitmq-server")
PATIENCE_S = 90
_PROTOCOL = b"AMQP\x00\x00\x09\x01"


class RabbitMq:
    """May be killed and started again; what it has confirmed it still has then."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port, self._dist_port, self._names_port = (_free_port() for _ in range(3))
        self._node: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self.port}/"

    def start(self) -> None:
        for name in ("home", "log", "data"):
            (self._folder / name).mkdir(parents=True, exist_ok=True)
        (self._folder / "plugins").write_text("[].\n")
        with (self._folder / "log" / "start.txt").open("ab") as log:
            self._node = subprocess.Popen(
                [str(SERVER)],
                env=self._environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + PATIENCE_S
        while not self._answers():
            assert self._node.poll() is None, self._said()
            assert time.monotonic() < until, self._said()
            time.sleep(0.2)

    def kill(self) -> None:
        """As a power cut does: nothing is said to anybody."""
        if self._node is not None:
            os.killpg(self._node.pid, signal.SIGKILL)
            self._node.wait()
            self._node = None

    def end(self) -> None:
        self.kill()
        # The name server that the node brought along is ours, too: it has a port of its own.
        # It ends only when it has noticed that the node is gone.
        command = ["epmd", "-port", str(self._names_port), "-kill"]
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until and _is_open(self._names_port):
            subprocess.run(
                command, env=self._environment(), capture_output=True, check=False, timeout=10
            )
            time.sleep(0.2)

    def _environment(self) -> dict[str, str]:
        folder = self._folder
        return {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": str(folder / "home"),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(self._names_port),
            "RABBITMQ_NODENAME": f"test{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self._dist_port),
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
                "+S 1:1 -kernel inet_dist_use_interface {127,0,0,1}"
            ),
        }

    def _answers(self) -> bool:
        """It greets whoever speaks its protocol."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as probe:
                probe.sendall(_PROTOCOL)
                return len(probe.recv(1)) == 1
        except OSError:
            return False

    def _said(self) -> str:
        return (self._folder / "log" / "start.txt").read_text("utf-8", "replace")[-2000:]


def _is_open(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def running_broker(folder: Path) -> Iterator[RabbitMq]:
    """Skips where there is none."""
    if not SERVER.exists():
        pytest.skip(f"RabbitMQ is not installed: no {SERVER}")
    broker = RabbitMq(folder)
    try:
        broker.start()
        yield broker
    finally:
        broker.end()
