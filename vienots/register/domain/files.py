"""What may be attached: known kinds of pictures, recordings and papers, and nothing that runs."""

from __future__ import annotations

import hashlib
import re

import puremagic

SIZE_MAX = 20_000_000
NAME_LENGTH_MAX = 200
ATTACHMENTS_MAX = 50
"""Of one event."""
# Kinds that a browser shows or plays without running anything; no archives, no office macros, no
# HTML or SVG, which carry scripts.
SUFFIXES = {
    "image/jpeg": ("jpg", "jpeg", "jfif"),
    "image/png": ("png",),
    "image/webp": ("webp",),
    "image/heic": ("heic", "heif"),
    "application/pdf": ("pdf",),
    "video/mp4": ("mp4", "m4v"),
    "audio/mpeg": ("mp3",),
    "audio/mp4": ("m4a",),
    "audio/x-wav": ("wav",),
}
_SUFFIX_TYPES = {suffix: kind for kind, suffixes in SUFFIXES.items() for suffix in suffixes}
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f/\\\u202a-\u202e\u2066-\u2069]+")


def clean_name(name: str) -> str:
    """Without folders, control characters and turned writing, which disguise what a file is."""
    return _UNPRINTABLE.sub("_", name.strip())[-NAME_LENGTH_MAX:].lstrip("._ ")


def media_type_of(name: str, data: bytes) -> str | None:
    """By its content, which must be what its name says; None where it is not allowed."""
    claimed = _SUFFIX_TYPES.get(name.rpartition(".")[2].lower())
    if claimed is None:
        return None
    if not data:
        return None
    try:
        matches = puremagic.magic_string(data, filename=name)
    except puremagic.PureError:
        return None
    suffixes = {match.extension.lstrip(".").lower() for match in matches}
    return claimed if suffixes & set(SUFFIXES[claimed]) else None


def hash_of(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
