"""A file of history and how its columns become events; what is found wrong, and how far it is."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct, field

from vienots.exchange.contracts import LineFault

Kind = Literal["delimited", "book", "lines"]
"""delimited: CSV and its kin; book: XLSX, XLS, ODS; lines: a JSON object a line."""
DateOrder = Literal["dmy", "mdy", "ymd", "excel"]
System = Literal["wgs84", "lks92"]
Separator = Literal[";", ",", "\t", "|"]
Quote = Literal['"', "'"]
ImportState = Literal["draft", "checking", "checked", "running", "paused", "done", "cancelled"]
Pass = Literal["check", "run"]
Runner = Literal["worker", "command"]

COLUMNS_MAX = 200
ROWS_MAX = 200_000
FILE_MAX_BYTES = 64_000_000
VALUES_MAX = 500
"""Of one value table."""

EMPTY = ("-", "–", "nav")

Heading = Annotated[str, Meta(min_length=1, max_length=300)]
Name = Annotated[str, Meta(min_length=1, max_length=60)]
Said = Annotated[str, Meta(max_length=300)]


class FileShape(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How the file is to be read; what is None is recognised."""

    encoding: Annotated[str, Meta(min_length=1, max_length=30)] | None = None
    separator: Separator | None = None
    quote: Quote | None = None
    sheet: Annotated[str, Meta(min_length=1, max_length=100)] | None = None
    header_row: Annotated[int, Meta(ge=0, le=1_000)] | None = None
    """As the file counts, from 1; 0: there is none, and columns are A, B, C …"""


class RowRules(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    group: bool = False
    """Rows of one number are one event, each with its own people and things."""
    changed: Literal["refuse", "replace"] = "refuse"
    """What becomes of an event that the register has from this institution with other words."""
    empty: Annotated[list[Said], Meta(max_length=20)] = field(default_factory=lambda: list(EMPTY))
    """What stands for nothing, in any case of letters."""


class ColumnSource(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where one field comes from."""

    column: Annotated[list[Heading], Meta(max_length=10)] = field(default_factory=list)
    join: Annotated[str, Meta(max_length=10)] = " "
    """What comes between several columns."""
    dates: DateOrder | None = None
    """How days are written; None: as recognised. ISO is always understood."""
    values: Name | None = None
    """Name of a value table."""
    split: Annotated[str, Meta(min_length=1, max_length=5)] | None = None
    """For fields of several values."""
    value: Said | None = None
    """What stands where the columns are empty; without columns, always."""


Block = dict[Name, ColumnSource]
Blocks = Annotated[list[Block], Meta(max_length=20)]


class PointColumns(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Two columns, or one that holds both."""

    north: Heading | None = None
    east: Heading | None = None
    both: Heading | None = None
    system: System = "wgs84"
    """WGS84 in degrees, or LKS-92 (EPSG:3059) in metres."""


class ImportMapping(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How the columns of a file become event documents."""

    file: FileShape = FileShape()
    rows: RowRules = field(default_factory=RowRules)
    event: Block = field(default_factory=dict)
    place: Block = field(default_factory=dict)
    point: PointColumns | None = None
    outcome: Block = field(default_factory=dict)
    related: Block = field(default_factory=dict)
    persons: Blocks = field(default_factory=list)
    organisations: Blocks = field(default_factory=list)
    vehicles: Blocks = field(default_factory=list)
    documents: Blocks = field(default_factory=list)
    objects: Blocks = field(default_factory=list)
    officers: Blocks = field(default_factory=list)
    values: Annotated[
        dict[Name, Annotated[dict[Said, Said], Meta(max_length=VALUES_MAX)]], Meta(max_length=60)
    ] = field(default_factory=dict)


class SniffedFile(Struct, frozen=True):
    """How the file is read, and which of that is a guess."""

    kind: Kind
    encoding: str | None
    separator: str | None
    quote: str | None
    sheet: str | None
    sheets: list[str]
    header_row: int
    documents: bool
    """Its lines are event documents already and need no mapping."""
    doubtful: list[str]


class SniffedColumn(Struct, frozen=True):
    name: str
    filled: int
    """Rows of the sample in which it says anything."""
    samples: list[str]
    dates: DateOrder | None
    dates_doubtful: bool
    """Day and month could be the other way about."""


class RowFault(Struct, frozen=True, omit_defaults=True):
    """One thing wrong, where people find it: row and column of the file."""

    row: int
    column: str | None
    path: str
    code: str
    data: dict[str, str | int | float] = field(default_factory=dict)


class ImportFault(Struct, frozen=True):
    row: int
    column: str | None
    path: str
    code: str
    message: str


class PreviewedEvent(Struct, frozen=True):
    rows: list[int]
    source_id: str | None
    document: dict[str, Any]
    faults: list[ImportFault]


class ImportPreview(Struct, frozen=True):
    file: SniffedFile
    columns: list[SniffedColumn]
    mapping: ImportMapping
    suggested: bool
    """The mapping is a proposal: nobody has kept one."""
    faults: list[LineFault]
    """What is wrong with the mapping itself."""
    fields: dict[str, list[str]]
    """What columns can become, by block."""
    lists: dict[str, str]
    """Fields that hold codes, with the name of their code list."""
    events: list[PreviewedEvent]


class ImportCounts(Struct, frozen=True):
    """Events, but for `rows`."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0


class ImportView(Struct, frozen=True):
    id: UUID
    file_name: str
    size: int
    """Bytes."""
    sha256: str
    state: ImportState
    runner: Runner
    has_mapping: bool
    has_file: bool
    """Files go when their time is over; what was told of them stays."""
    rows_total: int
    done: ImportCounts
    """Of the check, or of the run once it has begun."""
    rows_per_s: float | None
    seconds_left: int | None
    fault: str | None
    """Code of what stopped it."""
    made_at: datetime
    made_by_name: str
    changed_at: datetime


class FaultKind(Struct, frozen=True):
    code: str
    column: str | None
    count: int
    """Events in which it stands."""
    title: str
    """The message of the first of them."""


class FaultPage(Struct, frozen=True):
    kinds: list[FaultKind]
    faults: list[ImportFault]
    cursor: int | None
    """Give it back for the next page; None at the end."""


class MappingFile(Struct, frozen=True, forbid_unknown_fields=True):
    toml: Annotated[str, Meta(max_length=500_000)]
