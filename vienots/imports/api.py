"""The door to imports, for the command that does the same without a desk."""

from __future__ import annotations

from vienots.imports.actions.adding import add_file, find_unfinished, read_import
from vienots.imports.actions.mapping import TOLD, parse_mapping, suggest_mapping
from vienots.imports.actions.running import RIGHTS, begin_check, start, take_step
from vienots.imports.actions.telling import list_faults, report_faults, write_refused
from vienots.imports.domain.mapping import find_faults, write_toml
from vienots.imports.domain.table import Table
from vienots.imports.opening import Opened, open_whole, read
from vienots.imports.store import get_import

__all__ = [
    "RIGHTS",
    "TOLD",
    "Opened",
    "Table",
    "add_file",
    "begin_check",
    "find_faults",
    "find_unfinished",
    "get_import",
    "list_faults",
    "open_whole",
    "parse_mapping",
    "read",
    "read_import",
    "report_faults",
    "start",
    "suggest_mapping",
    "take_step",
    "write_refused",
    "write_toml",
]
