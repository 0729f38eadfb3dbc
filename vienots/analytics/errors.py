from __future__ import annotations

from vienots.kernel.errors import BadInput, Forbidden


class FiguresOfOthers(Forbidden):
    """A supervisor sees the figures of their own institution; the contact centre sees all."""

    code = "analytics.figures_of_others"


class BadWindow(BadInput):
    code = "analytics.bad_window"
