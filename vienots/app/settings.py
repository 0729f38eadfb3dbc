"""All settings, read once from the environment. Unknown or missing ones stop the start together."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from vienots.identity.api import parse_networks

PREFIX = "VIENOTS_"
NOT_SETTINGS = frozenset({"VIENOTS_CHROMIUM", "VIENOTS_TEST_DATABASE_URL"})
"""For the tests alone; a server started from their shell must not stumble over them."""


class BadSettings(Exception):
    """Names every unknown, missing and unreadable setting at once."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Field `x_y` is read from `VIENOTS_X_Y`. docs/guide/settings.md explains each."""

    database_url: str = ""
    """Any PostgreSQL 16 or later; empty starts the embedded one in `data_dir`."""
    data_dir: Path = Path("var/vienots")
    bind: str = "127.0.0.1:8112"
    public_url: str = "http://127.0.0.1:8112"
    web_workers: int = 1
    pool_max: int = 16
    secret_key_file: Path | None = None
    """Key that second factors are encrypted with; made in `data_dir` when empty."""
    console_dir: Path = Path("console/dist")
    migrations_dir: Path = Path("migrations")
    seeds_dir: Path = Path("data")
    demonstration: bool = False
    """Demonstration accounts may sign in, with one click too. Never on a real installation."""
    trusted_proxies: str = ""
    """Networks of our own proxies, commas between: their X-Forwarded-For is believed."""
    log_json: bool = True
    body_max_bytes: int = 2_000_000
    aml_hmac_key_file: Path | None = None
    """Shared key of the AML gateway's optional HMAC."""
    routes_file: Path | None = None
    """Where case systems are reached; without it their letters wait."""
    persons_register_url: str = ""
    """Registers that are asked; an empty address leaves one out."""
    enterprises_register_url: str = ""
    vehicles_register_url: str = ""
    documents_register_url: str = ""
    wanted_register_url: str = ""
    weapons_register_url: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret_file: Path | None = None
    oidc_login_claim: str = "preferred_username"

    @property
    def secret_key_path(self) -> Path:
        return self.secret_key_file or self.data_dir / "secret.key"

    @property
    def audit_dir(self) -> Path:
        """The audit key and the checkpoints: outside the database on purpose."""
        return self.data_dir / "audit"

    @property
    def secure_cookies(self) -> bool:
        return self.public_url.startswith("https://")


_EMPTY_MEANS_NONE = {
    "secret_key_file",
    "aml_hmac_key_file",
    "routes_file",
    "oidc_client_secret_file",
}


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Raises BadSettings."""
    known = {f"{PREFIX}{field.upper()}": field for field in Settings.__struct_fields__}
    given = {
        name: value
        for name, value in environ.items()
        if name.startswith(PREFIX) and name not in NOT_SETTINGS
    }
    faults = [_say_unknown(name, known) for name in sorted(given) if name not in known]
    values: dict[str, object] = {}
    types = msgspec.structs.fields(Settings)
    for field in types:
        name = f"{PREFIX}{field.name.upper()}"
        if name not in given or (given[name] == "" and field.name in _EMPTY_MEANS_NONE):
            continue
        try:
            values[field.name] = _read(given[name], field.type)
        except msgspec.ValidationError as error:
            faults.append(f"{name}: {error}")
    if values.get("oidc_issuer") and not values.get("oidc_client_id"):
        faults.append(f"{PREFIX}OIDC_CLIENT_ID is missing: an issuer needs it")
    if not _is_safe(str(values.get("oidc_issuer", ""))):
        faults.append(f"{PREFIX}OIDC_ISSUER must begin with https://")
    try:
        parse_networks(str(values.get("trusted_proxies", "")))
    except ValueError as error:
        faults.append(f"{PREFIX}TRUSTED_PROXIES: {error}")
    if faults:
        raise BadSettings(faults)
    return msgspec.convert(values, Settings)


def _is_safe(address: str) -> bool:
    """Proofs of identity travel over https, or do not leave this machine."""
    return address == "" or address.startswith(("https://", "http://127.0.0.1:"))


def _read(text: str, wanted: object) -> object:
    if wanted is Path or wanted == (Path | None):
        return Path(text)
    if wanted is bool:
        return msgspec.convert(text.lower(), bool, strict=False)
    return msgspec.convert(text, wanted, strict=False)


def _say_unknown(name: str, known: Mapping[str, str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"{name} is unknown" + (f"; did you mean {near[0]}?" if near else "")
