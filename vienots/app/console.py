"""Serves the built console: hashed files for ever, the page itself always fresh."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from pathlib import Path
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.params import FromPath

from vienots.app.transaction import without_transaction
from vienots.kernel.errors import NotFound

ASSETS = "assets/"
"""Vite puts its hashed files here."""
PAGE = "index.html"
COMPRESSED_FROM = 1_000
"""Below this many bytes compression gains nothing."""
_TEXTS = ("text/", "application/javascript", "application/json", "image/svg+xml", "text/javascript")


class NoSuchAddress(NotFound):
    code = "http.no_such_address"


class _File(msgspec.Struct, frozen=True):
    body: bytes
    compressed: bytes | None
    media_type: str
    etag: str
    cache: str


class Console:
    """Every file is read at the start: no path of a request ever reaches the disk."""

    def __init__(self, folder: Path) -> None:
        self._files = {
            path.relative_to(folder).as_posix(): _read(path, folder)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    def find(self, path: str) -> _File:
        """The file, or the page for an address inside the console. Raises NoSuchAddress."""
        found = self._files.get(path)
        if found is None and not path.startswith((ASSETS, "api/", "health/")):
            found = self._files.get(PAGE)
        if found is None:
            raise NoSuchAddress
        return found


def _read(path: Path, folder: Path) -> _File:
    body = path.read_bytes()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    compress = media_type.startswith(_TEXTS) and len(body) > COMPRESSED_FROM
    hashed = path.relative_to(folder).as_posix().startswith(ASSETS)
    return _File(
        body,
        gzip.compress(body, mtime=0) if compress else None,
        media_type,
        f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        "public, max-age=31536000, immutable" if hashed else "no-cache",
    )


@get(
    ["/", "/{path:path}"],
    opt=without_transaction(sends_compressed=True),
    include_in_schema=False,
)
async def serve_console(
    request: Request[Any, Any, Any], path: FromPath[str] = ""
) -> Response[bytes]:
    console: Console = request.app.state.console
    file = console.find(path.strip("/") or PAGE)
    headers = {"ETag": file.etag, "Cache-Control": file.cache, "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == file.etag:
        return Response(b"", status_code=304, headers=headers)
    if file.compressed and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(file.compressed, media_type=file.media_type, headers=headers)
    return Response(file.body, media_type=file.media_type, headers=headers)
