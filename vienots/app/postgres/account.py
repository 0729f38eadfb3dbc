"""As whom the server runs. PostgreSQL refuses root, so root hands it to an unprivileged account
without touching a permission outside the cluster's own folder."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec

from vienots.app.postgres.binaries import install_folder
from vienots.app.postgres.errors import CannotDropRoot

NOBODY = 65534
PROBE_TIMEOUT_S = 20
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
"""All that the server gets to see: none of our secrets, no PG* variable of the caller."""

# Fast shutdown when our process dies: SIGINT as signal number and by name.
_DIE_WITH_US = (
    "import ctypes, os, sys; ctypes.CDLL(None).prctl(1, 2); os.execv(sys.argv[1], sys.argv[1:])"
)


class Account(msgspec.Struct, frozen=True):
    uid: int
    gid: int
    setpriv: tuple[str, ...] = ()
    """What stands before a command to run it as this account; empty when that is ourselves."""

    @property
    def is_ourselves(self) -> bool:
        return not self.setpriv

    def command(self, words: list[str], *, dies_with_us: bool = False) -> list[str]:
        """The words to run. A parent's death is signalled to a child only if it asks for that
        after the change of account, hence not by a `preexec_fn`."""
        if self.setpriv:
            deathsig = ["--pdeathsig", "INT"] if dies_with_us else []
            return [*self.setpriv, *deathsig, "--", *words]
        if dies_with_us:
            return [sys.executable, "-I", "-S", "-c", _DIE_WITH_US, *words]
        return words

    def own(self, path: Path) -> None:
        """Give a path inside the cluster's folder to this account."""
        if self.is_ourselves:
            return
        try:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)
        except OSError as error:
            # No CAP_CHOWN, or a user namespace that does not know the account.
            reason = f"{path} cannot be given to account {self.uid} ({error.strerror})"
            raise CannotDropRoot(reason) from error

    def make_folder(self, path: Path) -> None:
        """A private folder of this account, there already or not."""
        path.mkdir(mode=0o700, exist_ok=True)
        self.own(path)
        path.chmod(0o700)


def choose_account(folder: Path) -> Account:
    """Ourselves; or, as root, the owner of the data that are there, else `nobody`.

    As root the plain change of account is tried first. Only where a private parent folder bars
    the way (mode 700 anywhere above the installation or the data) does the server keep the
    capability to pass it. Raises CannotDropRoot.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    program = shutil.which("setpriv")
    if program is None:
        raise CannotDropRoot("`setpriv` (package util-linux) is not installed")
    uid, gid = _account_for(folder)
    log = folder / "log"
    Account(uid, gid, (program,)).make_folder(log)
    if not os.access(log, os.R_OK | os.W_OK | os.X_OK):
        raise CannotDropRoot(f"this root may not look into what belongs to account {uid}")
    reason = ""
    for extra in _ladder():
        account = Account(uid, gid, (program, *_change(uid, gid), *extra))
        done = _probe(account, folder)
        if done.returncode == 0:
            return account
        reason = done.stderr.strip() or "a folder above the installation or the data is private"
    raise CannotDropRoot(f"account {uid} cannot use {folder} and {install_folder()} ({reason})")


def _account_for(folder: Path) -> tuple[int, int]:
    data = folder / "data"
    if data.exists() and data.stat().st_uid != 0:
        return data.stat().st_uid, data.stat().st_gid
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        # initdb asks for the name of its account.
        raise CannotDropRoot("this system has no account `nobody`") from None
    return entry.pw_uid, entry.pw_gid


def _change(uid: int, gid: int) -> tuple[str, ...]:
    return ("--reuid", str(uid), "--regid", str(gid), "--clear-groups")


def _ladder() -> list[tuple[str, ...]]:
    """Least first. Containers often hold the first capability and not the second."""
    steps: list[tuple[str, ...]] = [()]
    for names in ("+dac_override", "+dac_override,+dac_read_search"):
        caps = ("--inh-caps", names, "--ambient-caps", names)
        # Without the securebit, access() judges by the real account and fails below a private
        # folder although open() would pass.
        steps.append((*caps, "--securebits", "+no_setuid_fixup"))
    return steps


def _probe(account: Account, folder: Path) -> subprocess.CompletedProcess[str]:
    """What initdb and the server will need: run, read the shared files, write in the folder."""
    install = install_folder()
    script = (
        '"$1/bin/postgres" --version >/dev/null && test -r "$1/share/postgres.bki" '
        '&& test -r "$1/lib/plpgsql.so" && test -x "$2" && test -w "$2/log"'
    )
    return subprocess.run(
        account.command(["/bin/sh", "-c", script, "probe", str(install), str(folder)]),
        capture_output=True,
        text=True,
        timeout=PROBE_TIMEOUT_S,
        check=False,
        env=ENVIRONMENT,
        cwd="/",
    )
