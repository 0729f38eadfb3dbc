"""Our supervisor of an embedded PostgreSQL: starts it, adopts it, mends it, stops it."""

from __future__ import annotations

import shutil
import signal
import subprocess
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import NewType, Self
from urllib.parse import quote

import msgspec
import psycopg
import structlog
from psycopg import sql

from vienots.app.postgres import configuration
from vienots.app.postgres.account import ENVIRONMENT, Account, choose_account
from vienots.app.postgres.binaries import major_version, server_program
from vienots.app.postgres.errors import (
    DidNotStart,
    EmbeddedPostgresError,
    FolderNotOurs,
    WrongVersion,
)
from vienots.app.postgres.folder import (
    ClusterFolder,
    Memory,
    choose_port,
    sync_names,
    write_private,
)
from vienots.app.postgres.launch import Launched
from vienots.app.postgres.processes import (
    Running,
    find_cluster,
    read_running,
    wait_gone,
    wait_until,
)

log = structlog.get_logger()

Dsn = NewType("Dsn", str)

OWNER = "vienots"
DATABASE = "vienots"
INITDB_TIMEOUT_S = 120
# Crash recovery reads the log written since the last checkpoint, at most max_wal_size.
READY_TIMEOUT_S = 300
STOP_FAST_S = 60
STOP_AT_ONCE_S = 10
LEFTOVERS_END_S = 2
CONNECT_TIMEOUT_S = 10
PORT_ATTEMPTS = 5
LOG_TAIL_BYTES = 2_000


class Lifetime(StrEnum):
    WITH_US = "with_us"
    """The server stops when this process dies, however that happens."""
    UNTIL_STOPPED = "until_stopped"
    """It serves others on when this process is killed, and is adopted at the next start."""


class Status(msgspec.Struct, frozen=True):
    running: bool
    pid: int | None
    port: int | None
    adopted: bool
    supervised: bool
    """Some process holds the folder's lock."""


class _PidFile(msgspec.Struct, frozen=True):
    """`postmaster.pid` as the server writes it."""

    pid: int
    port: int
    socket_folder: str
    state: str


class EmbeddedPostgres:
    def __init__(
        self, folder: Path, *, for_tests: bool = False, lifetime: Lifetime = Lifetime.WITH_US
    ) -> None:
        self._folder = ClusterFolder(folder)
        self._for_tests = for_tests
        self._lifetime = lifetime
        self._account: Account | None = None
        self._launched: Launched | None = None
        self._running: Running | None = None
        self._memory: Memory | None = None
        self._adopted = False

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def folder(self) -> Path:
        return self._folder.path

    @property
    def dsn(self) -> Dsn:
        """By TCP on 127.0.0.1: what outside tools take."""
        assert self._memory is not None, "the database is not started"
        return Dsn(
            f"postgresql://{OWNER}:{self._quoted_password}@127.0.0.1:{self._memory.port}/{DATABASE}"
        )

    @property
    def socket_dsn(self) -> Dsn:
        """By the socket: for our own processes, of the same user or root."""
        assert self._memory is not None, "the database is not started"
        folder = quote(self._memory.socket_folder, safe="")
        return Dsn(
            f"postgresql://{OWNER}:{self._quoted_password}@{folder}:{self._memory.port}/{DATABASE}"
        )

    @property
    def _quoted_password(self) -> str:
        return quote(self._folder.password(), safe="")

    @property
    def alive(self) -> bool:
        return self._running is not None and self._running.alive

    def start(self) -> Dsn:
        """Serve from this folder.

        1. Take the folder's lock. 2. Adopt the server that an earlier process of ours left
        running, or clear away what is left of one that was killed. 3. Make the cluster if there
        is none; a half-made one is thrown away first. 4. Start, wait until it answers.
        Raises EmbeddedPostgresError.
        """
        try:
            self._folder.prepare()
            self._folder.take_lock()
        except OSError as error:
            raise FolderNotOurs(self.folder, str(error)) from error
        try:
            self._begin()
        except BaseException:
            self._end()
            self._folder.release_lock()
            raise
        return self.dsn

    def recover(self) -> Dsn:
        """Start again a server that was killed under us, at the same address where possible."""
        assert self._folder.locked_by_us, "recover() is for a started cluster"
        if not self.alive:
            log.warning("embedded postgres ended unexpectedly", folder=str(self.folder))
            self._begin()
        return self.dsn

    def stop(self) -> None:
        """Fast shutdown; sharper only if that does not end. Again is harmless."""
        if not self._folder.locked_by_us:
            return
        self._end()
        if self._account is not None:
            self._folder.forget_socket_folder(self._account)
        self._folder.release_lock()

    def leave(self) -> None:
        """Let it serve on without us: somebody else was using it before we came."""
        self._running = self._launched = None
        self._folder.release_lock()

    def status(self) -> Status:
        """Also of a cluster that another process supervises."""
        found = self._read_pid_file()
        running = None if found is None else read_running(found.pid)
        up = found is not None and running is not None and found.state == "ready"
        return Status(
            running=up,
            pid=found.pid if found is not None and up else None,
            port=found.port if found is not None and up else None,
            adopted=self._adopted,
            supervised=self._folder.is_locked(),
        )

    def attach(self) -> Dsn:
        """The address of the running server, without supervising it: for a second command beside
        the one that started it. Raises DidNotStart."""
        found = self._read_pid_file()
        if found is None or found.state != "ready" or read_running(found.pid) is None:
            raise self._did_not_start("The database is held by a process but does not answer yet")
        self._memory = Memory(found.port, found.socket_folder)
        return self.dsn

    # The steps of starting.

    def _begin(self) -> None:
        self._account = account = choose_account(self.folder)
        account.make_folder(self._folder.log)
        self._check_owner(account)
        if self._adopt(account):
            return
        self._clear_leftovers(account)
        if not self._folder.data.exists():
            self._make_cluster(account)
        self._check_version()
        self._launch(account)
        self._make_database()

    def _check_owner(self, account: Account) -> None:
        data = self._folder.data
        if data.exists() and data.stat().st_uid != account.uid:
            raise FolderNotOurs(self.folder, f"its data belong to user {data.stat().st_uid}")

    def _check_version(self) -> None:
        found = (self._folder.data / "PG_VERSION").read_text().strip()
        if found != major_version():
            raise WrongVersion(self.folder, found, major_version())

    def _adopt(self, account: Account) -> bool:
        found = self._read_pid_file()
        if found is None:
            return False
        running = read_running(found.pid)
        if running is None or running not in self._find(account):
            return False
        # It may be on its way up (a crash of ours just now) or down (a stop cut short).
        wait_until(
            lambda: not running.alive or self._read_state() == "ready", timeout_s=STOP_FAST_S
        )
        if not running.alive or self._read_state() != "ready":
            return False
        self._memory = Memory(found.port, found.socket_folder)
        self._running, self._launched, self._adopted = running, None, True
        try:
            self._make_database()
        except psycopg.OperationalError as error:
            log.warning("embedded postgres not adopted", reason=str(error))
            self._running, self._adopted = None, False
            return False
        self._folder.remember(self._memory)
        log.info("embedded postgres adopted", pid=running.pid, port=found.port)
        return True

    def _clear_leftovers(self, account: Account) -> None:
        """End what still runs on these data, then take the lock files away.

        PostgreSQL's own check takes a zombie for a running server, so the files go once no live
        process of this cluster is left; with one left they would guard against a double start.
        """
        for sign, patience_s in (
            (None, LEFTOVERS_END_S),
            (signal.SIGINT, STOP_FAST_S),
            (signal.SIGQUIT, STOP_AT_ONCE_S),
            (signal.SIGKILL, STOP_AT_ONCE_S),
        ):
            left = self._find(account)
            for running in left:
                if sign is not None:
                    running.send(sign)
            if wait_gone(left, timeout_s=patience_s):
                break
        else:
            raise self._did_not_start(f"Processes of an earlier start do not end: {left}")
        (self._folder.data / "postmaster.pid").unlink(missing_ok=True)
        memory = self._folder.recall()
        if memory is not None:
            for name in (f".s.PGSQL.{memory.port}.lock", f".s.PGSQL.{memory.port}"):
                (Path(memory.socket_folder) / name).unlink(missing_ok=True)
        if self._folder.unfinished.exists():
            log.warning("an interrupted initdb is thrown away", folder=str(self.folder))
            shutil.rmtree(self._folder.unfinished)

    def _make_cluster(self, account: Account) -> None:
        """Under another name until it is whole."""
        unfinished = self._folder.unfinished
        account.make_folder(unfinished)
        password_file = self.folder / "password.initdb"
        write_private(password_file, self._folder.password())
        account.own(password_file)
        words = [
            str(server_program("initdb")),
            *("-D", str(unfinished), "-U", OWNER, f"--pwfile={password_file}"),
            *("-A", "scram-sha-256", "-E", "UTF8", "--data-checksums"),
            *("--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions"),
            *(["--no-sync"] if self._for_tests else []),
        ]
        try:
            done = subprocess.run(
                account.command(words, dies_with_us=True),
                capture_output=True,
                text=True,
                timeout=INITDB_TIMEOUT_S,
                check=False,
                env=ENVIRONMENT,
                cwd="/",
            )
        finally:
            password_file.unlink()
        if done.returncode != 0:
            raise DidNotStart("initdb failed", self._folder.start_log, done.stdout + done.stderr)
        unfinished.rename(self._folder.data)
        sync_names(self.folder)

    def _launch(self, account: Account) -> None:
        self._adopted = False
        write_private(self._folder.access, configuration.ACCESS)
        text = configuration.settings_text(self.folder, for_tests=self._for_tests)
        write_private(self._folder.settings, text)
        for path in (self._folder.access, self._folder.settings):
            path.chmod(0o644)
        remembered = self._folder.recall()
        socket_folder = self._folder.socket_folder(account)
        port = choose_port(remembered.port if remembered else None)
        for _ in range(PORT_ATTEMPTS):
            self._memory = Memory(port, str(socket_folder))
            self._folder.remember(self._memory)
            if self._launch_at(self._memory, account):
                return
            # Somebody took the port between our look and the server's.
            port = choose_port(None)
        raise self._did_not_start("PostgreSQL found no free port")

    def _launch_at(self, memory: Memory, account: Account) -> bool:
        """False when the port was taken. Raises DidNotStart."""
        words = [
            *(str(server_program("postgres")), "-D", str(self._folder.data)),
            *("-c", f"config_file={self._folder.settings}"),
            *("-c", f"cluster_name={self._folder.cluster_name}"),
            *("-c", f"port={memory.port}", "-c", f"unix_socket_directories={memory.socket_folder}"),
        ]
        dies_with_us = self._lifetime is Lifetime.WITH_US
        launched = Launched(
            account.command(words, dies_with_us=dies_with_us), output=self._folder.start_log
        )
        self._launched, self._running = launched, launched.running
        ready = wait_until(
            lambda: not launched.alive or self._read_state() == "ready",
            timeout_s=READY_TIMEOUT_S,
        )
        if ready and launched.alive:
            return True
        if not launched.alive and "could not create any TCP/IP sockets" in self._log_tail():
            return False
        raise self._did_not_start(f"PostgreSQL ended with {launched.exit_status}")

    def _make_database(self) -> None:
        maintenance = self.dsn.removesuffix(DATABASE) + "postgres"
        with psycopg.connect(maintenance, autocommit=True, connect_timeout=CONNECT_TIMEOUT_S) as db:
            known = db.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
            if known.fetchone() is None:
                db.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))

    def _end(self) -> None:
        """Fast shutdown, then immediate, then kill; children go with their postmaster."""
        if self._running is not None:
            for sign, patience_s in (
                (signal.SIGINT, STOP_FAST_S),
                (signal.SIGQUIT, STOP_AT_ONCE_S),
                (signal.SIGKILL, STOP_AT_ONCE_S),
            ):
                self._running.send(sign)
                if wait_gone([self._running], timeout_s=patience_s):
                    break
        if self._account is not None:
            wait_gone(self._find(self._account), timeout_s=LEFTOVERS_END_S)
        self._running = self._launched = None

    # What can be seen of the cluster.

    def _find(self, account: Account) -> list[Running]:
        return find_cluster(self._folder.data, self._folder.cluster_name, account.uid)

    def _read_pid_file(self) -> _PidFile | None:
        try:
            lines = (self._folder.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return None
        if len(lines) < 8:
            return None
        return _PidFile(int(lines[0]), int(lines[3]), lines[4], lines[7].strip())

    def _read_state(self) -> str | None:
        found = self._read_pid_file()
        return None if found is None else found.state

    def _log_tail(self) -> str:
        """The end of what the server said before and after its log collector took over."""
        files = sorted(self._folder.log.glob("*.log"), key=lambda path: path.stat().st_mtime)
        texts = [path.read_bytes()[-LOG_TAIL_BYTES:] for path in files[-1:]]
        if self._folder.start_log.exists():
            texts.append(self._folder.start_log.read_bytes()[-LOG_TAIL_BYTES:])
        return b"\n".join(texts).decode("utf-8", "replace").strip()

    def _did_not_start(self, what: str) -> EmbeddedPostgresError:
        return DidNotStart(what, self._folder.log, self._log_tail())
