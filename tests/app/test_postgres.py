"""The embedded database with real processes: starting, refusing, adopting, mending, stopping."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from vienots.app.postgres import EmbeddedPostgres, EmbeddedPostgresError, Lifetime
from vienots.app.postgres.processes import read_running, wait_until

PATIENCE_S = 60
AS_ROOT = os.geteuid() == 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "postgres"


def a_cluster(folder: Path, lifetime: Lifetime = Lifetime.WITH_US) -> EmbeddedPostgres:
    return EmbeddedPostgres(folder, for_tests=True, lifetime=lifetime)


def write_row(dsn: str, text: str) -> None:
    with psycopg.connect(dsn) as db:
        db.execute("CREATE TABLE IF NOT EXISTS kept (text text)")
        db.execute("INSERT INTO kept VALUES (%s)", [text])


def read_rows(dsn: str) -> list[str]:
    with psycopg.connect(dsn) as db:
        return [row[0] for row in db.execute("SELECT text FROM kept")]


def show(dsn: str, name: str) -> str:
    with psycopg.connect(dsn) as db:
        row = db.execute("SELECT current_setting(%s)", [name]).fetchone()
    assert row is not None
    return str(row[0])


def pid_of(cluster: EmbeddedPostgres) -> int:
    pid = cluster.status().pid
    assert pid is not None
    return pid


def kill_and_wait(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: read_running(pid) is None, timeout_s=PATIENCE_S)


SUPERVISOR = """
import sys, time
from pathlib import Path
from vienots.app.postgres import EmbeddedPostgres, Lifetime
cluster = EmbeddedPostgres(Path(sys.argv[1]), for_tests=True, lifetime=Lifetime(sys.argv[2]))
print(cluster.start(), cluster.status().pid, flush=True)
time.sleep(600)
"""


class Supervisor:
    """Another process of ours that holds a cluster."""

    def __init__(self, folder: Path, lifetime: Lifetime) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISOR, str(folder), str(lifetime)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        words = self.process.stdout.readline().split()
        assert len(words) == 2, "the other process did not start the database"
        self.dsn, self.postmaster = words[0], int(words[1])

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=PATIENCE_S)


@pytest.fixture
def supervisor(folder: Path) -> Iterator[Supervisor]:
    found = Supervisor(folder, Lifetime.UNTIL_STOPPED)
    yield found
    found.kill()
    with a_cluster(folder):
        # What outlives its supervisor must not outlive the test.
        pass


def test_it_serves_and_keeps_data_address_and_password_over_a_restart(folder: Path) -> None:
    with a_cluster(folder) as cluster:
        first_dsn = cluster.dsn
        write_row(cluster.dsn, "Rīga")

    with a_cluster(folder) as cluster:
        assert cluster.dsn == first_dsn
        assert read_rows(cluster.dsn) == ["Rīga"]
        assert read_rows(cluster.socket_dsn) == ["Rīga"]


def test_a_real_cluster_is_durable_and_checked(folder: Path) -> None:
    with EmbeddedPostgres(folder) as cluster:
        shown = {
            name: show(cluster.dsn, name)
            for name in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums")
        }
        limit = show(cluster.dsn, "idle_in_transaction_session_timeout")

    assert set(shown.values()) == {"on"}
    assert limit != "0"


def test_a_wrong_password_is_refused_by_tcp_and_by_socket(folder: Path) -> None:
    with a_cluster(folder) as cluster:
        for dsn in (cluster.dsn, cluster.socket_dsn):
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                psycopg.connect(dsn, password="guessed")


def test_secrets_are_for_the_owner_only(folder: Path) -> None:
    with a_cluster(folder):
        modes = {
            name: stat.S_IMODE((folder / name).stat().st_mode) for name in ("password", "data")
        }

    assert modes == {"password": 0o600, "data": 0o700}


def test_a_second_start_on_the_same_folder_is_refused(folder: Path) -> None:
    with a_cluster(folder) as cluster:
        with pytest.raises(EmbeddedPostgresError, match=f"in use by process {os.getpid()}"):
            a_cluster(folder).start()

        assert show(cluster.dsn, "port")


def test_a_second_command_finds_the_running_server(folder: Path, supervisor: Supervisor) -> None:
    assert a_cluster(folder).status().supervised
    assert a_cluster(folder).attach() == supervisor.dsn


def test_stopping_leaves_no_process(folder: Path) -> None:
    with a_cluster(folder) as cluster:
        name = show(cluster.dsn, "cluster_name")
        pid = pid_of(cluster)

    assert read_running(pid) is None
    commands = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert not [command for command in commands if name.encode() in command]
    assert not a_cluster(folder).status().supervised


def test_a_server_that_outlived_its_supervisor_is_adopted(
    folder: Path, supervisor: Supervisor
) -> None:
    write_row(supervisor.dsn, "before")
    supervisor.kill()

    with a_cluster(folder) as cluster:
        status = cluster.status()
        write_row(cluster.dsn, "after")
        assert (status.adopted, status.pid) == (True, supervisor.postmaster)
        assert read_rows(cluster.dsn) == ["before", "after"]

    assert read_running(supervisor.postmaster) is None


def test_a_server_that_lives_with_us_ends_when_we_are_killed(folder: Path) -> None:
    supervisor = Supervisor(folder, Lifetime.WITH_US)
    write_row(supervisor.dsn, "before")
    supervisor.kill()

    gone = wait_until(lambda: read_running(supervisor.postmaster) is None, timeout_s=PATIENCE_S)

    assert gone
    with a_cluster(folder) as cluster:
        assert read_rows(cluster.dsn) == ["before"]


def test_a_start_right_after_the_kill_finds_the_old_server_still_stopping(folder: Path) -> None:
    for text in ("first", "second", "third"):
        supervisor = Supervisor(folder, Lifetime.WITH_US)
        write_row(supervisor.dsn, text)
        supervisor.kill()

    with a_cluster(folder) as cluster:
        assert read_rows(cluster.dsn) == ["first", "second", "third"]


def test_a_lost_password_file_is_not_replaced_by_a_wrong_one(folder: Path) -> None:
    with a_cluster(folder):
        pass
    (folder / "password").rename(folder / "elsewhere")

    with pytest.raises(EmbeddedPostgresError, match="`password` is missing"):
        a_cluster(folder).start()

    (folder / "elsewhere").rename(folder / "password")
    with a_cluster(folder) as cluster:
        assert show(cluster.dsn, "port")


def test_a_killed_server_is_started_again_under_us(folder: Path) -> None:
    with a_cluster(folder) as cluster:
        write_row(cluster.dsn, "acknowledged")
        first_dsn, first_pid = cluster.dsn, pid_of(cluster)
        kill_and_wait(first_pid)

        assert not cluster.alive
        assert cluster.recover() == first_dsn
        assert pid_of(cluster) != first_pid
        assert read_rows(cluster.dsn) == ["acknowledged"]


def test_supervisor_and_server_killed_together_are_recovered(
    folder: Path, supervisor: Supervisor
) -> None:
    write_row(supervisor.dsn, "acknowledged")
    supervisor.kill()
    kill_and_wait(supervisor.postmaster)

    with a_cluster(folder) as cluster:
        assert read_rows(cluster.dsn) == ["acknowledged"]


def test_backends_that_outlive_their_killed_server_do_not_bar_the_next(folder: Path) -> None:
    with a_cluster(folder) as cluster:
        busy = psycopg.connect(cluster.dsn)
        with pytest.raises(psycopg.OperationalError), busy.pipeline():
            # A backend in the middle of a query does not look after its postmaster.
            busy.execute("SELECT sum(i) FROM generate_series(1, 2000000000) AS many (i)")
            kill_and_wait(pid_of(cluster))
            cluster.recover()

        assert show(cluster.dsn, "cluster_name")


def test_a_lock_file_that_names_a_zombie_does_not_bar_the_start(folder: Path) -> None:
    with a_cluster(folder):
        pass
    zombie = subprocess.Popen(["true"])
    assert wait_until(lambda: read_running(zombie.pid) is None, timeout_s=PATIENCE_S)
    lock_file = folder / "data" / "postmaster.pid"
    lock_file.write_text(f"{zombie.pid}\n{folder}/data\n1\n5432\n/tmp\n127.0.0.1\n0 0\nready\n")
    shutil.chown(lock_file, (folder / "data").stat().st_uid)

    with a_cluster(folder) as cluster:
        assert not cluster.status().adopted
        assert show(cluster.dsn, "cluster_name")

    zombie.wait()


def test_a_lock_file_that_names_a_stranger_leaves_the_stranger_alone(folder: Path) -> None:
    with a_cluster(folder):
        pass
    stranger = subprocess.Popen(["sleep", "600"])
    lock_file = folder / "data" / "postmaster.pid"
    lock_file.write_text(f"{stranger.pid}\n{folder}/data\n1\n5432\n/tmp\n127.0.0.1\n0 0\nready\n")

    with a_cluster(folder) as cluster:
        assert not cluster.status().adopted

    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_an_interrupted_initdb_is_thrown_away(folder: Path) -> None:
    cluster = a_cluster(folder)
    (folder / "data.new" / "base").mkdir(parents=True)
    (folder / "data.new" / "PG_VERSION").write_text("18\n")
    (folder / "lock").touch()

    with cluster:
        assert show(cluster.dsn, "data_checksums") == "on"

    assert not (folder / "data.new").exists()


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("not a database")
    mode = tmp_path.stat().st_mode

    with pytest.raises(EmbeddedPostgresError, match="holds other files"):
        a_cluster(tmp_path).start()

    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    assert tmp_path.stat().st_mode == mode


def test_a_cluster_of_another_version_is_refused(folder: Path) -> None:
    with a_cluster(folder):
        pass
    (folder / "data" / "PG_VERSION").write_text("15\n")

    with pytest.raises(EmbeddedPostgresError, match="made by PostgreSQL 15"):
        a_cluster(folder).start()

    assert not a_cluster(folder).status().supervised


def test_a_path_too_long_for_a_socket_gets_one_elsewhere_and_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / ("garš" * 20) / ("ceļš" * 10)

    with a_cluster(folder) as cluster:
        sockets = Path(show(cluster.dsn, "unix_socket_directories"))
        write_row(cluster.socket_dsn, "by socket")
        assert not sockets.is_relative_to(folder)
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700

    assert not sockets.exists()
    with a_cluster(folder) as cluster:
        assert read_rows(cluster.socket_dsn) == ["by socket"]


@pytest.mark.parametrize("name", ["ar atstarpi", "pēdiņa's", "100%", 'a"b#c'])
def test_any_name_of_a_folder_will_do(tmp_path: Path, name: str) -> None:
    with a_cluster(tmp_path / name) as cluster:
        assert show(cluster.socket_dsn, "cluster_name")


def test_a_taken_port_is_passed_over(folder: Path) -> None:
    with a_cluster(folder) as cluster:
        first = cluster.status().port
    assert first is not None

    with socket.socket() as other:
        # By us, or by somebody who was quicker: it is taken.
        with suppress(OSError):
            other.bind(("127.0.0.1", first))
            other.listen()
        with a_cluster(folder) as cluster:
            assert cluster.status().port != first
            assert show(cluster.dsn, "cluster_name")


@pytest.mark.skipif(not AS_ROOT, reason="only root changes to another account")
def test_root_hands_the_server_to_another_account_and_changes_nothing_outside(
    tmp_path: Path,
) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    outside = [private, tmp_path, *tmp_path.parents]
    before = [(path.stat().st_mode, path.stat().st_uid) for path in outside]

    with a_cluster(private / "postgres") as cluster:
        owner = Path(f"/proc/{pid_of(cluster)}").stat().st_uid
        assert owner != 0
        assert show(cluster.dsn, "cluster_name")

    assert [(path.stat().st_mode, path.stat().st_uid) for path in outside] == before


@pytest.mark.skipif(not AS_ROOT, reason="only root changes to another account")
def test_the_server_gets_no_capability_it_can_do_without() -> None:
    # A place that everybody may enter, unlike pytest's own folders.
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o711)
        with a_cluster(Path(name) / "postgres") as cluster:
            status = Path(f"/proc/{pid_of(cluster)}/status").read_text()

    effective = next(line for line in status.splitlines() if line.startswith("CapEff"))
    assert int(effective.split()[1], 16) == 0
