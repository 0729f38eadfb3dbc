"""A whole installation for one story: web server and worker as processes on a database of its own,
with the stations and units of the demonstration country and those of its people that the story
needs. Nobody plays along by himself."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from simulator.registers import Registers
from simulator.registers import running as country_registers
from tests.app.commands import COMMAND, environment, free_port, status_of
from tests.conftest import ROOT
from vienots.app.commands.migrating import run_migrations
from vienots.app.demo import country
from vienots.app.demo.credentials import Credentials
from vienots.app.postgres.processes import wait_until
from vienots.app.settings import Settings

PATIENCE_S = 120


class Installation:
    def __init__(
        self, settings: Settings, credentials: Credentials, log: Path, letters_port: int
    ) -> None:
        self.settings = settings
        self.credentials = credentials
        self.log = log
        self.letters_port = letters_port
        """Where KRASS is reached, when a test lets it stand there."""

    @property
    def url(self) -> str:
        return self.settings.public_url

    def password(self, login: str) -> str:
        return next(user.password for user in self.credentials.users if user.login == login)

    def secret(self, client_id: str) -> str:
        return next(
            client.client_secret
            for client in self.credentials.clients
            if client.client_id == client_id
        )


@contextmanager
def installed(dsn: str, folder: Path, logins: Collection[str]) -> Iterator[Installation]:
    """`logins` alone: passwords are slow to hash on purpose, and the country has sixty people."""
    port, letters_port, registers_port = free_port(), free_port(), free_port()
    registers = f"http://127.0.0.1:{registers_port}"
    folder.mkdir(parents=True, exist_ok=True)
    routes = folder / "routes.toml"
    routes.write_text(f'[krass]\nurl = "http://127.0.0.1:{letters_port}/letters"\n', "utf-8")
    settings = Settings(
        database_url=dsn,
        data_dir=folder / "data",
        bind=f"127.0.0.1:{port}",
        public_url=f"http://127.0.0.1:{port}",
        console_dir=ROOT / "console" / "dist",
        migrations_dir=ROOT / "migrations",
        seeds_dir=ROOT / "data",
        routes_file=routes,
        persons_register_url=registers,
        vehicles_register_url=registers,
        wanted_register_url=registers,
        weapons_register_url=registers,
        demonstration=True,
    )
    run_migrations(settings)
    invented = country.invent(settings, base_url=settings.public_url, database_url=dsn)
    people = [user for user in invented.users if user.login in logins]
    assert len(people) == len(logins), f"not all in the demonstration: {sorted(logins)}"
    wanted = msgspec.structs.replace(invented, users=people)
    credentials = country.load(settings, wanted, file_was_lost=False)
    found = Installation(settings, credentials, folder / "log", letters_port)
    with ExitStack() as running:
        running.enter_context(country_registers(Registers(), registers_port))
        web = running.enter_context(_process(found, "serve"))
        running.enter_context(_process(found, "worker"))
        ready = wait_until(
            lambda: web.poll() is not None or status_of(f"{found.url}/health/ready") == 200,
            timeout_s=PATIENCE_S,
        )
        assert ready, found.log.read_text()
        assert web.poll() is None, found.log.read_text()
        yield found


@contextmanager
def _process(found: Installation, command: str) -> Iterator[subprocess.Popen[bytes]]:
    settings = {
        name: value
        for name in Settings.__struct_fields__
        if (value := getattr(found.settings, name)) is not None
    }
    with found.log.open("ab") as output:
        process = subprocess.Popen(
            [*COMMAND, command],
            env=environment(**settings),
            cwd=ROOT,
            stdout=output,
            stderr=output,
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE_S)
