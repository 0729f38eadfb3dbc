from __future__ import annotations

from vienots.kernel.errors import BadInput, Conflict, NotFound, TooLarge


class FileUnreadable(BadInput):
    """It is none of the known kinds, is broken, carries macros, or unpacks beyond all measure."""

    code = "imports.file_unreadable"


class FileTooLong(TooLarge):
    code = "imports.file_too_long"


class MappingFaulty(BadInput):
    """All that is wrong with it is named."""

    code = "imports.mapping_faulty"


class ImportNotFound(NotFound):
    code = "imports.not_found"


class ImportFileGone(Conflict):
    """Files are kept for a bounded time."""

    code = "imports.file_gone"


class ImportStateWrong(Conflict):
    """The act does not fit how far the import is."""

    code = "imports.state_wrong"


class MappingMissing(Conflict):
    code = "imports.mapping_missing"
