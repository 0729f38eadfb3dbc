"""The installed command, against a real database."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest

from tests.app.commands import run
from tests.conftest import ROOT
from vienots.app.cli import OWN
from vienots.app.postgres import temporary_cluster
from vienots.app.settings import Settings
from vienots.identity import api as identity
from vienots.kernel import clock, journal, seal
from vienots.kernel.db import HOUSE_OPTIONS
from vienots.kernel.journal import START

PASSWORD = "a long enough password\n"
A_USER = ("--name", "Anna Lāce", "--institution", "iemic", "--role", "administrator")


@pytest.fixture
async def settings(own_dsn: str, tmp_path: Path) -> dict[str, str | Path]:
    """The tests' database as an installation that knows its institutions."""
    async with await psycopg.AsyncConnection.connect(own_dsn) as db:
        await identity.load_institutions(db, identity.institutions_file(ROOT / "data"))
    return {"database_url": own_dsn, "data_dir": tmp_path / "data"}


def create_user(settings: dict[str, str | Path], login: str) -> None:
    done = run("user", "create", login, *A_USER, settings=settings, typed=PASSWORD)
    assert done.returncode == 0, done.stderr


def test_help_explains_every_command() -> None:
    done = run("--help", settings={})

    assert done.returncode == 0, done.stderr
    commands = done.stdout.partition("Commands:\n")[2].splitlines()
    explained = {line.split()[0] for line in commands if len(line.split()) > 2}
    assert explained >= set(OWN)


def test_unknown_and_unreadable_settings_are_listed_all_at_once(tmp_path: Path) -> None:
    wrong: dict[str, str | Path] = {"bnid": "x", "pool_max": "many", "data_dir": tmp_path}

    done = run("migrate", settings=wrong)

    assert done.returncode == 1
    assert "VIENOTS_BNID" in done.stderr
    assert "VIENOTS_POOL_MAX" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_does_not_answer_is_said_in_a_line() -> None:
    done = run("migrate", settings={"database_url": "postgresql://x:y@127.0.0.1:1/z"})

    assert done.returncode == 1
    assert "The database does not answer" in done.stderr
    assert "Traceback" not in done.stderr


def test_migrate_says_what_is_missing(tmp_path: Path, settings: dict[str, str | Path]) -> None:
    empty = {"data_dir": tmp_path / "empty"}

    missing = run("migrate", "--check", settings=empty)
    complete = run("migrate", "--check", settings=settings)

    assert missing.returncode == 1
    assert "0001_pre_kernel.sql" in missing.stdout
    assert (complete.returncode, complete.stdout) == (0, "nothing is missing\n")


def test_migrate_may_be_repeated(tmp_path: Path) -> None:
    first = run("migrate", settings={"data_dir": tmp_path})
    second = run("migrate", settings={"data_dir": tmp_path})

    assert "0001_pre_kernel.sql" in first.stdout, first.stderr
    assert second.stdout == "the schema is up to date\n"


def test_people_are_let_in_shown_and_changed(settings: dict[str, str | Path]) -> None:
    create_user(settings, "anna.lace")

    changed = run("user", "roles", "anna.lace", "auditor", "administrator", settings=settings)
    renewed = run("user", "password", "anna.lace", settings=settings, typed=PASSWORD)
    listed = run("user", "list", settings=settings)

    assert changed.stdout.split() == ["administrator", "auditor"]
    assert renewed.returncode == 0
    assert "anna.lace\tiemic\tadministrator,auditor\tactive\tAnna Lāce" in listed.stdout


def test_every_fault_of_a_person_is_named(settings: dict[str, str | Path]) -> None:
    words = ("--name", "B", "--institution", "nowhere", "--role", "king")

    done = run("user", "create", "b.b", *words, settings=settings, typed=PASSWORD)

    assert done.returncode == 1
    assert "institution:" in done.stderr
    assert "roles.0:" in done.stderr


def test_a_short_password_is_refused(settings: dict[str, str | Path]) -> None:
    done = run("user", "create", "b.b", *A_USER, settings=settings, typed="short\n")

    assert done.returncode == 1
    assert "at least 12" in done.stderr


def test_systems_are_let_in_and_get_new_secrets(settings: dict[str, str | Path]) -> None:
    words = ("--name", "Vārteja", "--institution", "vugd", "--scope", "resources.position")

    made = run("client", "create", "gateway", *words, settings=settings)
    renewed = run("client", "secret", "gateway", settings=settings)
    listed = run("client", "list", settings=settings)

    assert len(made.stdout.strip()) >= 40
    assert renewed.stdout != made.stdout
    assert "gateway\tvugd\tresources.position\tactive\tVārteja" in listed.stdout
    assert made.stdout.strip() not in listed.stdout


def test_the_journal_is_exported_in_order_and_the_look_is_in_it(
    settings: dict[str, str | Path],
) -> None:
    create_user(settings, "anna.lace")
    words = ("export", "journal", "--purpose", "audit", "--ref", "P-1")

    first = run(*words, settings=settings)
    lines = [json.loads(line) for line in first.stdout.splitlines()]
    rest = run(*words, "--after", lines[0]["cursor"], settings=settings)

    assert [line["topic"] for line in lines][-1] == "app.journal_exported"
    assert lines[-1]["purpose_ref"] == "P-1"
    assert len(rest.stdout.splitlines()) == len(lines)


async def test_audit_verify_tells_a_whole_journal_from_an_edited_one(
    settings: dict[str, str | Path],
) -> None:
    whole = run("audit", "verify", settings=settings)
    create_user(settings, "anna.lace")
    await seal_everything(settings)
    sealed = run("audit", "verify", settings=settings)
    with psycopg.connect(str(settings["database_url"])) as db:
        db.execute("UPDATE kernel.journal SET actor_name = 'Somebody Else'")
    edited = run("audit", "verify", "--json", settings=settings)

    assert (whole.returncode, sealed.returncode, edited.returncode) == (0, 0, 1)
    assert "0 payloads erased by certificate" in sealed.stdout
    assert {finding["kind"] for finding in json.loads(edited.stdout)["findings"]} == {"edited"}


async def seal_everything(settings: dict[str, str | Path]) -> None:
    signer = seal.Signer(Settings(data_dir=Path(settings["data_dir"])).audit_dir)
    async with await psycopg.AsyncConnection.connect(
        str(settings["database_url"]), options=HOUSE_OPTIONS
    ) as db:
        await seal.seal_next(db, signer, clock.now())


def test_serve_refuses_a_database_that_lacks_migrations(server_dsn: str, tmp_path: Path) -> None:
    with temporary_cluster() as empty:
        done = run("serve", settings={"database_url": empty, "data_dir": tmp_path})

    assert done.returncode == 1
    assert "vienots migrate" in done.stderr


def test_serve_refuses_demonstration_accounts(settings: dict[str, str | Path]) -> None:
    create_user(settings, "anna.lace")
    with psycopg.connect(str(settings["database_url"])) as db:
        db.execute("UPDATE identity.person SET demonstration = true")

    done = run("serve", settings=settings)

    assert done.returncode == 1
    assert "demonstration accounts" in done.stderr


async def test_a_restored_journal_is_whole_and_goes_on(
    settings: dict[str, str | Path], own_dsn: str, tmp_path: Path
) -> None:
    pass_transactions(own_dsn, 20_000)
    create_user(settings, "anna.lace")
    await seal_everything(settings)
    file = tmp_path / "vienots.dump"
    saved = run("backup", str(file), settings=settings)
    assert saved.returncode == 0, saved.stderr

    with temporary_cluster() as fresh:
        elsewhere = {**settings, "database_url": fresh}
        restored = run("restore", str(file), settings=elsewhere)
        verified = run("audit", "verify", settings=elsewhere)
        create_user(elsewhere, "viktors.strods")
        topics = await read_topics(fresh)

    assert restored.returncode == 0, restored.stderr
    assert verified.returncode == 0, verified.stdout
    assert topics == ["identity.person_added", "identity.person_added"]


def pass_transactions(dsn: str, count: int) -> None:
    with psycopg.connect(dsn, autocommit=True) as db:
        db.execute(
            f"DO $$ BEGIN FOR i IN 1..{count} LOOP "
            "PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$".encode()
        )


async def read_topics(dsn: str) -> list[str]:
    async with await psycopg.AsyncConnection.connect(dsn, options="-c timezone=UTC") as db:
        return [entry.topic for entry in await journal.read_after(db, START)]


def test_a_backup_never_writes_over_a_file(settings: dict[str, str | Path], tmp_path: Path) -> None:
    file = tmp_path / "precious"
    file.write_text("kept")

    done = run("backup", str(file), settings=settings)

    assert done.returncode == 1
    assert file.read_text() == "kept"


def test_a_restore_never_writes_over_a_database(
    settings: dict[str, str | Path], tmp_path: Path
) -> None:
    file = tmp_path / "vienots.dump"
    run("backup", str(file), settings=settings)

    done = run("restore", str(file), settings=settings)

    assert done.returncode == 1
    assert "not empty" in done.stderr


def test_a_register_is_generated_once(tmp_path: Path) -> None:
    settings: dict[str, str | Path] = {"data_dir": tmp_path}
    words = ("generate", "register", "--events", "50", "--persons", "80", "--until", "2026-11-24")

    empty = run(*words, settings=settings)
    run("migrate", settings=settings)
    first = run(*words, settings=settings)
    other = run(*words, "--seed", "2", settings=settings)

    assert empty.returncode == 1
    assert "vienots migrate" in empty.stderr
    assert first.returncode == 0, first.stderr
    assert "50 of 50 events" in first.stdout
    assert "50 events are in the register" in first.stdout
    assert other.returncode == 1
    assert "register.load_differs" in other.stderr
