"""What can be done with a file of history. One action is one transaction's worth of change."""

from __future__ import annotations

from vienots.imports.actions.adding import add_file, list_imports, read_import
from vienots.imports.actions.mapping import (
    keep_mapping,
    keep_mapping_file,
    parse_mapping,
    preview,
    read_mapping_file,
)
from vienots.imports.actions.running import begin_check, cancel, pause, start
from vienots.imports.actions.telling import list_faults, report_faults, write_refused

__all__ = [
    "add_file",
    "begin_check",
    "cancel",
    "keep_mapping",
    "keep_mapping_file",
    "list_faults",
    "list_imports",
    "parse_mapping",
    "pause",
    "preview",
    "read_import",
    "read_mapping_file",
    "report_faults",
    "start",
    "write_refused",
]
