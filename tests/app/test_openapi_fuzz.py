"""Random requests made from our own OpenAPI document, as everybody who may sign in: each is served
or refused as the document says, and nothing breaks the server."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.adapter import responses
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance
from schemathesis.specs.openapi.converter import to_json_schema

from tests.browser.installation import Installation, installed
from tests.conftest import copied_database

SEED = 112
CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]
EXAMPLES = 6
"""Per operation and role: many roles, so that every operation is tried some twenty times."""
ROLES = {
    "call_taker": "ilze.kalnina",
    "dispatcher": "andra.ozola",
    "station_commander": "normunds.vitols",
    "duty_officer": "aivars.kaulins",
    "register_officer": "dace.vitola",
    "supervisor": "liga.dzene",
    "analyst": "guntis.rozitis",
    "auditor": "viktors.strods",
    "administrator": "anna.lace",
    "nobody": None,
}
LOGINS = [login for login in ROLES.values() if login is not None]
ENDLESS = {"/api/v1/live"}
"""A stream ends when the reader leaves."""
OWN_SESSION = "/api/v1/session"
"""Signing out or changing the own second factor would end the run of the role."""


@schemathesis.serializer("application/x-ndjson")
def lines(_: schemathesis.SerializationContext, value: object) -> bytes:
    """A body of lines is told as one text."""
    return str(value).encode()


@pytest.fixture(scope="module")
def installation(
    server_dsn: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("fuzzed")
    with copied_database(server_dsn, template) as dsn, installed(dsn, folder, LOGINS) as found:
        yield found


@pytest.fixture(scope="module", autouse=True)
def tuples_as_of_our_draft() -> Iterator[None]:
    """The checker spells tuples of an answer as of draft 7, which its own validator of 2020-12 then
    refuses; those of a request it leaves alone, by this very option."""
    converted = functools.partial(to_json_schema, convert_prefix_items=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(responses, "to_json_schema", converted)
        yield


def sign_in(installation: Installation, login: str | None) -> dict[str, str]:
    if login is None:
        return {}
    answer = httpx.post(
        f"{installation.url}/api/v1/session",
        json={"login": login, "password": installation.password(login)},
        timeout=60,
    )
    answer.raise_for_status()
    cookies = "; ".join(f"{name}={value}" for name, value in answer.cookies.items())
    return {"Cookie": cookies, "Origin": installation.url}


def _operations(installation: Installation) -> list[Any]:
    schema: Any = schemathesis.openapi.from_url(f"{installation.url}/openapi.json")
    found = [one.ok() for one in schema.get_all_operations()]
    return [
        one for one in found if one.path not in ENDLESS and not one.path.startswith(OWN_SESSION)
    ]


def _send(case: Any, headers: dict[str, str]) -> str | None:
    """What is wrong with the answer."""
    response = case.call(headers=headers, timeout=30)
    try:
        case.validate_response(response, checks=CHECKS)
    except FailureGroup as failures:
        said = "; ".join(str(one).splitlines()[0] for one in failures.exceptions)
        return f"{case.method} {case.formatted_path} -> {response.status_code}: {said}"
    return None


def _try(operation: Any, headers: dict[str, str]) -> list[str]:
    """Every fault of one address, not only the first."""
    wrong: set[str] = set()

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def run(case: Any) -> None:
        if (fault := _send(case, headers)) is not None:
            wrong.add(fault)

    run()
    return sorted(wrong)


@pytest.mark.parametrize("role", ROLES)
def test_no_request_breaks_the_server(installation: Installation, role: str) -> None:
    headers = sign_in(installation, ROLES[role])

    wrong = [fault for operation in _operations(installation) for fault in _try(operation, headers)]

    assert wrong == []
