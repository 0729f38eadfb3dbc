"""Pages for paper: HTML of our own templates set as PDF, with the house's letters and nothing else.

The page may ask for no file and no address: only the letters that ship with the house are there.
"""

from __future__ import annotations

import io
from functools import cache
from importlib.resources import files

import plutoprint
from jinja2 import Environment, PackageLoader, StrictUndefined

FONT = "letters:"
_RANGES = {
    "latin": "U+0000-00FF,U+2000-206F,U+20AC,U+2122",
    "latin-ext": "U+0100-02BA,U+1E00-1E9F",
    "cyrillic": "U+0400-045F",
}
_FACES = [
    *(("Plex Sans", "ibm-plex-sans", part, weight) for weight in (400, 600) for part in _RANGES),
    *(("Plex Mono", "ibm-plex-mono", part, 400) for part in ("latin", "latin-ext")),
]


class _Letters(plutoprint.ResourceFetcher):
    """Serves the letters; every other address is refused, whatever a text has put into the page."""

    def fetch_url(self, url: str) -> plutoprint.ResourceData:
        name = url.removeprefix(FONT)
        if not url.startswith(FONT) or name not in _letters():
            raise ValueError("a printed page asks for nothing outside itself")
        return plutoprint.ResourceData(_letters()[name], "font/woff2")


@cache
def _letters() -> dict[str, bytes]:
    folder = files("vienots.kernel") / "fonts"
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.name.endswith(".woff2")}


@cache
def font_faces() -> str:
    """For a template's style: `Plex Sans` in two weights, `Plex Mono`."""
    return "".join(
        f"@font-face{{font-family:'{family}';font-weight:{weight};"
        f"src:url('{FONT}{file}-{part}-{weight}-normal.woff2');unicode-range:{_RANGES[part]}}}"
        for family, file, part, weight in _FACES
    )


@cache
def templates_of(package: str) -> Environment:
    """The `templates/` of a context. What is put into them is text, never markup."""
    return Environment(
        loader=PackageLoader(package, "templates"), autoescape=True, undefined=StrictUndefined
    )


def render_pdf(html: str) -> bytes:
    """A4. Takes tenths of a second: call it off the loop."""
    book = plutoprint.Book(plutoprint.PAGE_SIZE_A4)
    book.custom_resource_fetcher = _Letters()
    book.load_html(html)
    out = io.BytesIO()
    book.write_to_pdf_stream(out)
    return out.getvalue()
