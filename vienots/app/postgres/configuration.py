"""The server's settings: written anew at each start, so that a new release brings its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

DURABLE: Mapping[str, str] = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "min_wal_size": "256MB",
}
FOR_TESTS: Mapping[str, str] = {
    # Lost with the machine, but not with a killed process: what is committed is the kernel's.
    "fsync": "off",
    "synchronous_commit": "on",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    "min_wal_size": "80MB",
}
COMMON: Mapping[str, str] = {
    "listen_addresses": "'127.0.0.1'",
    "max_connections": "100",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    # An open writing transaction holds the live feed back for everybody.
    "idle_in_transaction_session_timeout": "30s",
    # A client that is gone must not keep its locks.
    "client_connection_check_interval": "10s",
    "tcp_keepalives_idle": "60",
    # Two cores and a solid-state disk.
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_parallel_workers_per_gather": "1",
    "max_parallel_workers": "2",
    "random_page_cost": "1.1",
    # Our queries are short: compiling them costs more than it saves.
    "jit": "off",
    "checkpoint_timeout": "10min",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "logging_collector": "on",
    # A file per weekday, begun anew a week later: the log has a bound without anybody's care.
    "log_filename": "'postgres-%a.log'",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_file_mode": "0600",
    "log_line_prefix": "'%m [%p] %a '",
    "log_lock_waits": "on",
    "log_min_duration_statement": "2s",
    # Parameters and the DETAIL of errors hold personal data; neither belongs in a log.
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}

ACCESS = """\
# Written by Vienots at each start.
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
local replication all scram-sha-256
host replication all 127.0.0.1/32 scram-sha-256
"""


def settings_text(folder: Path, *, for_tests: bool) -> str:
    """What initdb found out about the machine, then ours, then the operator's own."""
    lines = [
        "# Written by Vienots at each start. Your own settings belong in local.conf beside it.",
        f"include_if_exists = {_quote(folder / 'data' / 'postgresql.conf')}",
        f"hba_file = {_quote(folder / 'access.conf')}",
        f"log_directory = {_quote(folder / 'log')}",
    ]
    chosen = {**COMMON, **(FOR_TESTS if for_tests else DURABLE)}
    lines += [f"{name} = {value}" for name, value in chosen.items()]
    lines.append(f"include_if_exists = {_quote(folder / 'local.conf')}")
    return "\n".join(lines) + "\n"


def _quote(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
