"""One cluster's folder on the disk: its parts, its lock, what is remembered between starts."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
import socket
import stat
import tempfile
from pathlib import Path

import msgspec

from vienots.app.postgres.account import Account
from vienots.app.postgres.errors import FolderInUse, FolderNotOurs

# sun_path holds 108 bytes with its closing zero; the server adds the file's name to the folder.
SOCKET_PATH_BYTES_MAX = 107
SOCKET_FILE_LONGEST = "/.s.PGSQL.65535.lock"
PASSWORD_BYTES = 32


class Memory(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Kept so that addresses stay the same over restarts, where they can."""

    port: int
    socket_folder: str


class ClusterFolder:
    """
    lock            held by the supervising process; says who holds it
    memory.json     port and socket folder of the last start
    password        of the owner role, mode 0600
    server.conf, access.conf   written at each start; local.conf is the operator's
    data/ log/ socket/         the server's own, mode 0700
    data.new/       an initdb that has not ended; thrown away at the next start
    """

    def __init__(self, path: Path) -> None:
        # One name for one folder: it is told apart by it in command lines.
        self.path = Path(os.path.realpath(path))
        self.data = self.path / "data"
        self.unfinished = self.path / "data.new"
        self.log = self.path / "log"
        self.settings = self.path / "server.conf"
        self.access = self.path / "access.conf"
        self.start_log = self.path / "start.log"
        self._lock_file = self.path / "lock"
        self._memory = self.path / "memory.json"
        self._password = self.path / "password"
        self._lock: int | None = None

    @property
    def cluster_name(self) -> str:
        """Shown in the command line of each of its processes; another place, another name."""
        return "vienots-" + hashlib.sha256(os.fsencode(self.path)).hexdigest()[:16]

    def prepare(self) -> None:
        """Make it, private. As root others may pass through it (not look), for the server does."""
        as_root = os.geteuid() == 0
        self.path.mkdir(parents=True, exist_ok=True)
        owner = self.path.stat().st_uid
        if not as_root and owner != os.geteuid():
            raise FolderNotOurs(self.path, f"it belongs to user {owner}, and this is not root")
        if any(self.path.iterdir()) and not self._lock_file.exists():
            raise FolderNotOurs(self.path, "it holds other files; name an empty or a new folder")
        self.path.chmod(0o711 if as_root else 0o700)

    def take_lock(self) -> None:
        """Raises FolderInUse. Given back by the kernel however this process ends."""
        descriptor = os.open(self._lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
            os.close(descriptor)
            raise FolderInUse(
                self.path, f"process {holder}" if holder else "another process"
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._lock = descriptor

    def release_lock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    @property
    def locked_by_us(self) -> bool:
        return self._lock is not None

    def is_locked(self) -> bool:
        """Whether some process supervises it, this one included."""
        if self._lock is not None:
            return True
        try:
            descriptor = os.open(self._lock_file, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    def password(self) -> str:
        """Random, made once; with its final mode from the first moment."""
        if self._password.exists():
            return self._password.read_text("ascii").strip()
        if self.data.exists():
            raise FolderNotOurs(self.path, "its file `password` is missing; put it back")
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        write_private(self._password, password)
        return password

    def recall(self) -> Memory | None:
        try:
            return msgspec.json.decode(self._memory.read_bytes(), type=Memory)
        except (FileNotFoundError, msgspec.DecodeError):
            # Losing it changes addresses, nothing else.
            return None

    def remember(self, memory: Memory) -> None:
        write_private(self._memory, msgspec.json.encode(memory).decode())

    def socket_folder(self, account: Account) -> Path:
        """Below ours; where that name is too long for a socket, a private one among the
        temporary files, the same again as long as it exists."""
        own = self.path / "socket"
        if len(os.fsencode(own)) + len(SOCKET_FILE_LONGEST) <= SOCKET_PATH_BYTES_MAX:
            account.make_folder(own)
            return own
        memory = self.recall()
        if memory is not None and self._made_by_us(Path(memory.socket_folder), account):
            return Path(memory.socket_folder)
        made = tempfile.mkdtemp(prefix=self._socket_prefix, dir=_short_temporary_folder())
        account.own(Path(made))
        return Path(made)

    def forget_socket_folder(self, account: Account) -> None:
        """Take away what `socket_folder` made among the temporary files."""
        memory = self.recall()
        if memory is not None and self._made_by_us(Path(memory.socket_folder), account):
            shutil.rmtree(memory.socket_folder)

    @property
    def _socket_prefix(self) -> str:
        return self.cluster_name[:16] + "-"

    def _made_by_us(self, folder: Path, account: Account) -> bool:
        """Everybody writes among the temporary files, and a copied cluster remembers the sockets
        of the one it was copied from."""
        try:
            found = folder.lstat()
        except FileNotFoundError:
            return False
        ours = folder.name.startswith(self._socket_prefix) and found.st_uid == account.uid
        return ours and stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o700


def _short_temporary_folder() -> str:
    """TMPDIR may be long as well (macOS, build machines)."""
    chosen = tempfile.gettempdir()
    room = len("/vienots-01234567-01234567") + len(SOCKET_FILE_LONGEST)
    return chosen if len(os.fsencode(chosen)) + room <= SOCKET_PATH_BYTES_MAX else "/tmp"


def write_private(path: Path, text: str) -> None:
    """Whole or not at all, never readable by others."""
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync_names(path.parent)


def sync_names(folder: Path) -> None:
    """A new name is on the disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def choose_port(remembered: int | None) -> int:
    """The one of the last start, where it is still free."""
    if remembered is not None and _is_free(remembered):
        return remembered
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the server does: connections that only linger do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
