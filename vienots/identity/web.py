from __future__ import annotations

from typing import Annotated, Any, TypeVar
from uuid import UUID

from litestar import Request, Response, Router, delete, get, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from vienots.identity import api, cookies, domain, oauth, store
from vienots.identity.actions import clients, own, people, sessions
from vienots.identity.contracts import (
    ClientView,
    Institution,
    NewClient,
    NewClientView,
    NewPerson,
    PersonChange,
    PersonView,
    SessionView,
    SignIn,
)
from vienots.identity.errors import NotDemonstration
from vienots.identity.vault import VaultParam
from vienots.kernel.web import ActorParam, DbParam, NowParam

Done = TypeVar("Done")
Password = Annotated[str, Meta(min_length=people.PASSWORD_LENGTH_MIN, max_length=200)]


class NewPassword(Struct, frozen=True, forbid_unknown_fields=True):
    password: Password


class OwnPassword(Struct, frozen=True, forbid_unknown_fields=True):
    old: Annotated[str, Meta(max_length=200)]
    password: Password


class Ways(Struct, frozen=True):
    """How one can sign in here, beside the password."""

    provider: bool
    """By the state identity provider: `GET /session/oidc/start`."""


class Active(Struct, frozen=True, forbid_unknown_fields=True):
    active: bool


class TotpProof(Struct, frozen=True, forbid_unknown_fields=True):
    secret: Annotated[str, Meta(pattern=r"^[A-Z2-7]{16,64}$")]
    code: Annotated[str, Meta(pattern=r"^[0-9]{6}$")]


class TotpCode(Struct, frozen=True, forbid_unknown_fields=True):
    code: Annotated[str, Meta(pattern=r"^[0-9]{6}$")]


class DemonstrationLogin(Struct, frozen=True, forbid_unknown_fields=True):
    login: Annotated[str, Meta(max_length=64)]


class DemonstrationPerson(Struct, frozen=True):
    login: str
    name: str
    institution: str
    institution_name: str
    institution_name_en: str
    roles: list[str]


class Demonstration(Struct, frozen=True):
    demonstration: bool
    people: list[DemonstrationPerson]


class RoleView(Struct, frozen=True):
    role: str
    rights: list[str]
    institution_kinds: list[str]


def _origin(request: Request[Any, Any, Any]) -> sessions.Origin:
    headers = {name.lower(): value for name, value in request.headers.items()}
    api.refuse_cross_site(request.method, headers)
    peer = request.client.host if request.client else ""
    return api.origin_of(headers, peer, request.app.state.settings.trusted_proxies)


def _secure(request: Request[Any, Any, Any]) -> bool:
    return bool(request.app.state.settings.secure_cookies)


def _with_cookies(
    request: Request[Any, Any, Any], opened: sessions.Opened
) -> Response[SessionView]:
    kept = cookies.session_cookies(opened.token, opened.device, secure=_secure(request))
    return Response(opened.view, status_code=200, cookies=kept)


# Few at once, for passwords are slow to check on purpose: a flood of them must leave the other
# desks their database connections.
SIGN_IN = {"commits_refusal": True, "at_once": 4}


@post("/session", status_code=200, opt=SIGN_IN)
async def sign_in(
    request: Request[Any, Any, Any],
    data: JSONBody[SignIn],
    db: DbParam,
    vault: VaultParam,
    now: NowParam,
) -> Response[SessionView]:
    demonstration = request.app.state.settings.demonstration
    origin = _origin(request)
    done = await sessions.sign_in(db, vault, data, origin, now, demonstration=demonstration)
    return _with_cookies(request, _succeeded(done))


def _succeeded(done: Done | sessions.Failed) -> Done:
    # Raised here and committed all the same: the failure must count.
    if isinstance(done, sessions.Failed):
        raise done.refusal
    return done


@get("/session")
async def get_session(db: DbParam, actor: ActorParam) -> SessionView:
    return await sessions.view(db, actor)


@delete("/session", status_code=204)
async def sign_out(
    request: Request[Any, Any, Any], db: DbParam, actor: ActorParam, now: NowParam
) -> Response[None]:
    await sessions.sign_out(db, actor, _token(request), now)
    return Response(None, cookies=[cookies.end_cookie(cookies.SESSION, secure=_secure(request))])


def _token(request: Request[Any, Any, Any]) -> str:
    return cookies.read({"cookie": request.headers.get("cookie", "")}, cookies.SESSION) or ""


@post("/session/password", status_code=204, opt=SIGN_IN)
async def change_password(
    request: Request[Any, Any, Any],
    data: JSONBody[OwnPassword],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> None:
    """One's own; every other session of the person ends."""
    token = _token(request)
    done = await own.change_password(
        db, actor, old=data.old, new=data.password, token=token, at=now
    )
    _succeeded(done)


@patch("/session/preferences")
async def change_preferences(
    data: JSONBody[dict[str, str]], db: DbParam, actor: ActorParam
) -> dict[str, str]:
    return await own.change_preferences(db, actor, data)


@get("/session/totp")
async def offer_totp(db: DbParam, actor: ActorParam) -> own.TotpOffer:
    return await own.offer_totp(db, actor)


@post("/session/totp", status_code=204)
async def enrol_totp(
    data: JSONBody[TotpProof], db: DbParam, vault: VaultParam, actor: ActorParam, now: NowParam
) -> None:
    await own.enrol_totp(db, vault, actor, data.secret, data.code, now)


@post("/session/totp/drop", status_code=204, opt={"commits_refusal": True})
async def drop_totp(
    data: JSONBody[TotpCode], db: DbParam, vault: VaultParam, actor: ActorParam, now: NowParam
) -> None:
    _succeeded(await own.drop_totp(db, vault, actor, data.code, now))


@get("/session/ways")
async def list_ways(request: Request[Any, Any, Any]) -> Ways:
    return Ways(provider=request.app.state.settings.oidc_issuer != "")


@get("/demonstration")
async def get_demonstration(request: Request[Any, Any, Any], db: DbParam) -> Demonstration:
    """Who can be signed in as with one click; nobody on a real installation."""
    if not request.app.state.settings.demonstration:
        return Demonstration(False, [])
    rows = await store.list_demonstration_people(db)
    return Demonstration(
        True,
        [
            DemonstrationPerson(
                row.login, row.name, row.institution, row.name_lv, row.name_en, row.roles
            )
            for row in rows
        ],
    )


@post("/demonstration/session", status_code=200)
async def sign_in_as_demonstration(
    request: Request[Any, Any, Any], data: JSONBody[DemonstrationLogin], db: DbParam, now: NowParam
) -> Response[SessionView]:
    if not request.app.state.settings.demonstration:
        raise NotDemonstration
    opened = await sessions.sign_in_as_demonstration(db, data.login, _origin(request), now)
    return _with_cookies(request, opened)


@get("/identity/institutions")
async def list_institutions(db: DbParam, actor: ActorParam, now: NowParam) -> list[Institution]:
    return await people.list_institutions(db, actor, now)


@get("/identity/roles")
async def list_roles(actor: ActorParam) -> list[RoleView]:
    """The table of who may do what."""
    domain.require(actor, domain.Right.IDENTITY_READ)
    return [
        RoleView(
            role,
            sorted(rights),
            sorted(kind for kind, roles in domain.ROLES_OF_KIND.items() if role in roles),
        )
        for role, rights in domain.ROLES.items()
    ]


@get("/identity/people")
async def list_people(db: DbParam, actor: ActorParam) -> list[PersonView]:
    return await people.list_people(db, actor)


@post("/identity/people")
async def add_person(
    data: JSONBody[NewPerson], db: DbParam, actor: ActorParam, now: NowParam
) -> PersonView:
    return await people.add_person(db, actor, data, now)


@patch("/identity/people/{person_id:uuid}")
async def change_person(
    person_id: FromPath[UUID],
    data: JSONBody[PersonChange],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> PersonView:
    return await people.change_person(db, actor, person_id, data, now)


@post("/identity/people/{person_id:uuid}/password", status_code=204)
async def set_password(
    person_id: FromPath[UUID],
    data: JSONBody[NewPassword],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> None:
    await people.set_password(db, actor, person_id, data.password, now)


@get("/identity/clients")
async def list_clients(db: DbParam, actor: ActorParam) -> list[ClientView]:
    return await clients.list_clients(db, actor)


@post("/identity/clients")
async def add_client(
    data: JSONBody[NewClient], db: DbParam, actor: ActorParam, now: NowParam
) -> NewClientView:
    return await clients.add_client(db, actor, data, now)


@patch("/identity/clients/{client_id:str}")
async def set_client_active(
    client_id: FromPath[str],
    data: JSONBody[Active],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> ClientView:
    return await clients.set_active(db, actor, client_id, data.active, now)


@post("/identity/clients/{client_id:str}/secret", status_code=200)
async def renew_secret(
    client_id: FromPath[str], db: DbParam, actor: ActorParam, now: NowParam
) -> NewClientView:
    return await clients.renew_secret(db, actor, client_id, now)


router = Router(
    "/",
    route_handlers=[
        sign_in, list_ways, get_session, sign_out, change_password, change_preferences,
        offer_totp, enrol_totp, drop_totp,
        get_demonstration, sign_in_as_demonstration, list_institutions, list_roles, list_people,
        add_person, change_person, set_password, list_clients, add_client, set_client_active,
        renew_secret,
    ],
    tags=["identity"],
)  # fmt: skip
root_routers = [oauth.router]
