"""Who may do what, held against one table."""

from __future__ import annotations

import pytest
from litestar.routes import HTTPRoute

from tests.identity import expected_rights, expected_roles
from tests.identity.actions_found import actions, late_checks
from tests.people import ANNA, ILZE
from vienots.app.settings import Settings
from vienots.app.web import build_app
from vienots.identity.api import ROLES, Right, require, require_trained
from vienots.identity.domain import CLIENT_SCOPES, ROLES_OF_KIND
from vienots.identity.errors import RightMissing, TrainingMissing
from vienots.kernel.contracts import Actor

EVERY_RIGHT = {str(right) for right in Right}


def test_every_role_has_the_rights_of_the_table() -> None:
    assert {role: {str(r) for r in rights} for role, rights in ROLES.items()} == (
        expected_roles.ROLES
    )


def test_every_action_asks_for_the_rights_of_the_table() -> None:
    found = {name: set(rights) for name, rights in actions().items() if rights}

    assert found == expected_rights.ACTIONS


def test_an_action_that_asks_for_no_right_has_a_reason() -> None:
    found = {name for name, rights in actions().items() if not rights}

    assert found == set(expected_rights.EXCEPTIONS)


def test_asking_comes_first() -> None:
    assert late_checks() == []


def test_every_right_that_is_asked_for_exists() -> None:
    asked = {right for rights in expected_rights.ACTIONS.values() for right in rights}

    assert asked <= EVERY_RIGHT


def test_every_right_is_given_to_a_role_or_a_system() -> None:
    given = {right for rights in expected_roles.ROLES.values() for right in rights}
    systems = {str(scope) for scope in CLIENT_SCOPES}

    assert EVERY_RIGHT - given - systems == {"simulation"}


def test_every_role_can_be_given_by_some_institution() -> None:
    assert {role for roles in ROLES_OF_KIND.values() for role in roles} == set(ROLES)


def test_systems_get_nothing_that_a_person_must_answer_for() -> None:
    for right in (
        Right.IDENTITY_ADMINISTER,
        Right.AUDIT_READ,
        Right.CALLS_TAKE,
        Right.DISPATCH_ASSIGN,
        Right.SIMULATION,
    ):
        assert right not in CLIENT_SCOPES


def test_nobody_both_administers_and_audits() -> None:
    both = {Right.IDENTITY_ADMINISTER, Right.AUDIT_READ}

    assert [role for role, rights in ROLES.items() if both <= rights] == []


def test_an_address_without_an_actor_has_a_reason() -> None:
    settings = Settings(
        database_url="postgresql://nowhere/none",
        oidc_issuer="https://provider.example",
        oidc_client_id="vienots",
    )
    found = {
        f"{method} {route.path_format}"
        for route in build_app(settings).routes
        if isinstance(route, HTTPRoute) and not route.path.startswith("/api/schema")
        for method, (handler, _) in route.route_handler_map.items()
        if method != "OPTIONS" and "actor" not in handler.parsed_fn_signature.parameters
    }

    assert found == set(expected_rights.OPEN_ADDRESSES)


@pytest.mark.parametrize("right", list(Right))
def test_without_rights_nothing_is_allowed(right: Right) -> None:
    with pytest.raises(RightMissing) as refused:
        require(ANNA, right)

    assert refused.value.data == {"right": str(right)}


def test_a_right_that_one_has_is_enough() -> None:
    require(ILZE, Right.CALLS_TAKE)


def test_the_register_is_written_after_the_training_only() -> None:
    untrained = Actor("person:x", "Edgars", "vp", frozenset({"register.write"}))

    with pytest.raises(TrainingMissing):
        require_trained(untrained)
