"""The table of the walk against the application's own routes: none is forgotten, none is dreamt."""

from __future__ import annotations

import re

from litestar.routes import HTTPRoute

from tests.walk.acts import ACTS, ELSEWHERE
from tests.walk.table import READS
from vienots.app.settings import Settings
from vienots.app.web import build_app

NOT_OURS = "/api/schema"
"""The framework's own, which show nothing."""
_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")


def routes() -> dict[str, frozenset[str]]:
    """Each address of the application with the names of what its handler asks for."""
    settings = Settings(
        database_url="postgresql://nowhere/none",
        oidc_issuer="https://provider.example",
        oidc_client_id="vienots",
    )
    return {
        f"{method} {route.path_format}": frozenset(handler.parsed_fn_signature.parameters)
        for route in build_app(settings).routes
        if isinstance(route, HTTPRoute) and not route.path_format.startswith(NOT_OURS)
        for method, (handler, _) in route.route_handler_map.items()
        if method != "OPTIONS"
    }


def fits(address: str, route: str) -> bool:
    """A parameter of the route stands for a word of the address."""
    pattern = _PARAMETER.sub("[^/]+", re.sub(r"[.]", r"\\.", route))
    return re.fullmatch(pattern, address) is not None


def test_every_route_is_in_the_table() -> None:
    walked = [*(address.name for address in READS), *(act.partition("?")[0] for act in ACTS)]

    missing = [
        route
        for route in routes()
        if route not in ELSEWHERE and not any(fits(one, route) for one in walked)
    ]

    assert missing == []


def test_every_row_of_the_table_has_a_route() -> None:
    found = routes()

    named = [*(one.name for one in READS), *(act.partition("?")[0] for act in ACTS)]
    dreamt = [one for one in named if not any(fits(one, route) for route in found)]

    assert dreamt == []
    assert sorted(set(ELSEWHERE) - set(found)) == []


def test_what_asks_for_a_purpose_is_a_look_of_the_table() -> None:
    with_purpose = [route for route, names in routes().items() if "purpose" in names]

    unlike = [
        address.name
        for address in READS
        if (address.purpose is not None) != any(fits(address.name, route) for route in with_purpose)
    ]

    assert unlike == []
    assert [route for route in with_purpose if route in {*ACTS, *ELSEWHERE}] == []


def test_people_are_told_of_for_a_purpose_alone() -> None:
    nameless = [one.name for one in READS if one.kind == "persons" and not one.purpose]

    assert nameless == []
