from __future__ import annotations

from vienots.kernel.errors import BadInput, Conflict, Forbidden, NotFound, TooLarge


class UnitNotFound(NotFound):
    code = "resources.unit_not_found"


class StationNotFound(NotFound):
    code = "resources.station_not_found"


class UnitNotYours(Forbidden):
    """Another institution's unit."""

    code = "resources.unit_not_yours"


class UnitTransitionRefused(Conflict):
    """The unit can't go from its present state to the one asked for."""

    code = "resources.unit_transition_refused"


class CallSignTaken(Conflict):
    """Call signs are unique in the whole country."""

    code = "resources.call_sign_taken"


class BadUnit(BadInput):
    code = "resources.bad_unit"


class TooManyReports(TooLarge):
    """More positions than one message may hold."""

    code = "resources.too_many_reports"
