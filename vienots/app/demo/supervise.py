"""Runs the whole demonstration: database, web, worker and simulator, until told to stop."""

from __future__ import annotations

import http.client
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

import msgspec
import psycopg
import structlog

from vienots.app.commands.migrating import run_migrations
from vienots.app.demo import country, credentials, evening
from vienots.app.demo.children import Child
from vienots.app.demo.credentials import Credentials
from vienots.app.postgres import EmbeddedPostgres, EmbeddedPostgresError
from vienots.app.settings import PREFIX, Settings

log = structlog.get_logger()

TICK_S = 0.25
LETTERS = "vienots.integration.letters.stand_in"
REGISTERS = "simulator.registers"
CASE_SYSTEMS = ("krass", "apas", "punishments", "wanted", "invalid_documents")
READY_PATIENCE_S = 120
PORT_PATIENCE_S = 5
"""Children of a demonstration that was killed a moment ago are just letting go of the port."""
REQUEST_TIMEOUT_S = 3
RECOVER_PAUSE_S = 2.0


class PortTaken(Exception):
    """Says which and what to do."""


class NotReady(Exception):
    """The web server did not come up; the message names its log."""


class FolderRefused(Exception):
    """The chosen folder cannot be written."""


class _Stopped(BaseException):
    """A signal told us to stop; like KeyboardInterrupt nobody on the way may swallow it."""


class Plan(msgspec.Struct, frozen=True):
    """What the visitor chose."""

    folder: Path
    host: str
    port: int
    simulator: bool
    root: Path
    """Where migrations, first data and the built console are: the clone."""

    @property
    def shown_host(self) -> str:
        return "127.0.0.1" if self.host in ("0.0.0.0", "::", "") else self.host

    @property
    def base_url(self) -> str:
        host = f"[{self.shown_host}]" if ":" in self.shown_host else self.shown_host
        return f"http://{host}:{self.port}"

    @property
    def credentials_file(self) -> Path:
        return self.folder / "credentials.json"

    @property
    def log_folder(self) -> Path:
        return self.folder / "log"


class Demonstration:
    def __init__(self, plan: Plan, environment: Mapping[str, str]) -> None:
        self._plan = plan
        self._environment = environment
        self._stopping = False
        self._postgres = EmbeddedPostgres(plan.folder / "postgres")
        self._children: list[Child] = []
        self._recover_at = 0.0
        self._letters_port, self._registers_port = _free_port(), _free_port()

    def run(self, say: Callable[[Credentials], None]) -> None:
        """Until SIGINT or SIGTERM. `say` is called once the web server answers.

        Raises FolderRefused, PortTaken, NotReady, EmbeddedPostgresError.
        """
        try:
            self._plan.log_folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FolderRefused(f"{self._plan.folder} cannot be used: {error}") from error
        with self._stopped_by_signals(), suppress(_Stopped), self._postgres:
            try:
                _wait_for_port(self._plan)
                written = self._prepare()
                self._start("web", "serve")
                self._start("worker", "worker")
                # Case systems, social services, courts: a stand-in takes what they would.
                self._start_module("receivers", LETTERS, "--port", str(self._letters_port))
                self._start_module("registers", REGISTERS, "--port", str(self._registers_port))
                self._wait_until_ready()
                if self._plan.simulator:
                    file = str(self._plan.credentials_file)
                    self._start("simulator", "simulate", "--country", file)
                say(written)
                while True:
                    self._tend()
                    time.sleep(TICK_S)
            finally:
                self._stopping = True
                self._stop_children()

    @contextmanager
    def _stopped_by_signals(self) -> Iterator[None]:
        def stop(_number: int, _frame: FrameType | None) -> None:
            # Once is enough: what is being stopped is stopped in order.
            if not self._stopping:
                self._stopping = True
                raise _Stopped

        # SIGHUP: the terminal was closed.
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.signal(number, stop) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    # Before anything is served.

    def _prepare(self) -> Credentials:
        """The passwords are on the disk before the database knows them: a start that is cut off
        in between is finished by the next one, with the same passwords."""
        settings = self._settings()
        self._write_routes()
        done = run_migrations(settings)
        if done:
            log.info("demo.migrated", count=len(done))
        known = credentials.read(self._plan.credentials_file)
        invented = country.invent(
            settings, base_url=self._plan.base_url, database_url=self._postgres.dsn
        )
        written = country.complete(known, invented)
        credentials.write(self._plan.credentials_file, written)
        loaded = country.load(
            settings,
            written,
            file_was_lost=known is None,
            notices_to=f"{self._letters_url}/notices",
        )
        if loaded != written:
            credentials.write(self._plan.credentials_file, loaded)
        evening.load(settings)
        return loaded

    @property
    def _letters_url(self) -> str:
        return f"http://127.0.0.1:{self._letters_port}"

    def _write_routes(self) -> None:
        told = [f'[{name}]\nurl = "{self._letters_url}/{name}"\n' for name in CASE_SYSTEMS]
        self._routes_file.write_text("\n".join(told), "utf-8")

    @property
    def _routes_file(self) -> Path:
        return self._plan.folder / "routes.toml"

    def _settings(self) -> Settings:
        plan, registers = self._plan, f"http://127.0.0.1:{self._registers_port}"
        return Settings(
            database_url=self._postgres.socket_dsn,
            data_dir=plan.folder,
            bind=f"{plan.host}:{plan.port}",
            public_url=plan.base_url,
            console_dir=plan.root / "console" / "dist",
            migrations_dir=plan.root / "migrations",
            seeds_dir=plan.root / "data",
            routes_file=self._routes_file,
            persons_register_url=registers,
            enterprises_register_url=registers,
            vehicles_register_url=registers,
            documents_register_url=registers,
            wanted_register_url=registers,
            weapons_register_url=registers,
            demonstration=True,
        )

    # The children.

    def _start(self, name: str, *words: str) -> None:
        self._start_module(name, "vienots.app.cli", *words)

    def _start_module(self, name: str, module: str, *words: str) -> None:
        command = [sys.executable, "-m", module, *words]
        child = Child(name, command, self._child_environment(), self._plan.log_folder)
        child.start()
        self._children.append(child)

    def _child_environment(self) -> dict[str, str]:
        """Ours without the settings of another installation, with those of this one."""
        kept = {n: v for n, v in self._environment.items() if not n.startswith(PREFIX)}
        settings = self._settings()
        given = {
            f"{PREFIX}{name.upper()}": str(getattr(settings, name))
            for name in Settings.__struct_fields__
            if getattr(settings, name) is not None
        }
        return {**kept, **given, "PYTHONUNBUFFERED": "1"}

    def _tend(self) -> None:
        if not self._postgres.alive and time.monotonic() >= self._recover_at:
            self._recover_at = time.monotonic() + RECOVER_PAUSE_S
            self._recover_database()
        for child in self._children:
            child.tend()

    def _recover_database(self) -> None:
        before = self._postgres.dsn
        try:
            after = self._postgres.recover()
        except (EmbeddedPostgresError, psycopg.Error) as error:
            # A full disk, for one: said, and tried again until it is mended.
            log.warning("demo.database_not_recovered", error=str(error))
            return
        if after != before:
            # Its port was taken meanwhile: everybody must learn the new one.
            known = credentials.read(self._plan.credentials_file)
            if known is not None:
                moved = msgspec.structs.replace(known, database_url=after)
                credentials.write(self._plan.credentials_file, moved)
            for child in self._children:
                child.stop()
                child.environment = self._child_environment()

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + READY_PATIENCE_S
        while not _is_ready(self._plan):
            if time.monotonic() > until:
                raise NotReady(f"The web server does not answer. See {self._plan.log_folder}")
            self._tend()
            time.sleep(TICK_S)

    def _stop_children(self) -> None:
        """The simulator first: the others finish what they hold and get nothing new."""
        for child in reversed(self._children):
            child.stop()


def _is_ready(plan: Plan) -> bool:
    connection = http.client.HTTPConnection(plan.shown_host, plan.port, REQUEST_TIMEOUT_S)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait_for_port(plan: Plan) -> None:
    until = time.monotonic() + PORT_PATIENCE_S
    while not _is_free(plan.host, plan.port):
        if time.monotonic() > until:
            raise PortTaken(
                f"Port {plan.port} is taken by another program, perhaps by another demonstration. "
                f"Stop that one or choose another port: make demo DEMO_PORT={plan.port + 1}"
            )
        time.sleep(TICK_S)


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True
