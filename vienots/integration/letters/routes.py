"""Where systems are reached: a small file of the installation, beside its other secrets."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path

import msgspec

from vienots.integration.letters import web_carrier
from vienots.integration.letters.broker import Broker, BrokerAway
from vienots.outbox.contracts import Late, Parcel, Receipt
from vienots.outbox.errors import BadRoutes

BROKERS = ("amqp://", "amqps://")


class Route(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`url`: http, https, amqp or amqps. `queue`: of a broker; `vienots.<system>` without one."""

    url: str
    secret: str | None = None
    """`whsec_…`: letters are signed with it."""
    queue: str | None = None


class FileOfRoutes:
    """Routes as the file tells them. Letters with an address of their own go there over HTTP."""

    def __init__(self, routes: Mapping[str, Route]) -> None:
        self._routes = routes
        urls = {route.url for route in routes.values() if route.url.startswith(BROKERS)}
        self._brokers = {url: Broker(url) for url in urls}

    @property
    def systems(self) -> Collection[str]:
        return self._routes.keys()

    def address_of(self, system: str) -> str | None:
        route = self._routes.get(system)
        return None if route is None else route.url

    async def carry(self, parcel: Parcel) -> Receipt | None:
        """A broker's receipt comes later. Raises Unavailable, NotAccepted."""
        route = self._routes.get(parcel.system)
        secret = None if route is None else route.secret
        broker = self._brokers.get(parcel.address)
        if broker is None:
            return await web_carrier.bring(parcel, secret)
        queue = (route.queue if route else None) or f"vienots.{parcel.system}"
        await broker.bring(parcel, queue, secret)
        return None

    async def collect(self, limit: int) -> list[Late]:
        """Of all brokers that can be reached; one that is away says so where it is written to."""
        came: list[Late] = []
        for broker in self._brokers.values():
            try:
                came += await broker.collect(limit)
            except BrokerAway:
                continue
        return came

    async def close(self) -> None:
        for broker in self._brokers.values():
            await broker.close()


def load_routes(path: Path | None) -> FileOfRoutes:
    """Without a file no system is reached, and letters wait. Raises BadRoutes."""
    if path is None:
        return FileOfRoutes({})
    try:
        told = tomllib.loads(path.read_text("utf-8"))
        routes = msgspec.convert(told, dict[str, Route])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadRoutes(f"{path}: {error}") from error
    faults = [
        f"{system}: {route.url} is neither http(s):// nor amqp(s)://"
        for system, route in routes.items()
        if not route.url.startswith(("http://", "https://", *BROKERS))
    ]
    if faults:
        raise BadRoutes(f"{path}: {'; '.join(faults)}")
    return FileOfRoutes(routes)
