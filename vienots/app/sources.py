"""The registers that this installation asks: each adapter with its address."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from vienots.app.settings import Settings
from vienots.integration.documents import adapter as documents
from vienots.integration.enterprises import adapter as enterprises
from vienots.integration.persons import adapter as persons
from vienots.integration.registers import Adapter, NotReached
from vienots.integration.vehicles import adapter as vehicles
from vienots.integration.wanted import adapter as wanted
from vienots.integration.weapons import adapter as weapons
from vienots.register.asking_contracts import Inquiry, SourceAnswer

ADAPTERS: Mapping[str, Adapter] = {
    "persons": persons.ask,
    "enterprises": enterprises.ask,
    "vehicles": vehicles.ask,
    "documents": documents.ask,
    "wanted": wanted.ask,
    "weapons": weapons.ask,
}


class ReachedSources:
    """Those with an address."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self._addresses = addresses

    @property
    def names(self) -> Collection[str]:
        return self._addresses.keys()

    async def ask(self, inquiry: Inquiry) -> SourceAnswer:
        """Raises Unavailable."""
        address = self._addresses.get(inquiry.source)
        if address is None:
            raise NotReached(why="no address")
        return await ADAPTERS[inquiry.source](address, inquiry)


def load_sources(settings: Settings) -> ReachedSources:
    found = {name: str(getattr(settings, f"{name}_register_url")) for name in ADAPTERS}
    return ReachedSources({name: address for name, address in found.items() if address})
