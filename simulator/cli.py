"""`vienots simulate`: a living country for the demonstration, or real calls played from a file."""

from __future__ import annotations

from pathlib import Path

import click

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
COUNTRY_SEED = 20261118
COUNTRY_PACE = 1.0


class Speed(click.ParamType[float | None]):
    """A factor of the real time, or `max`."""

    name = "speed"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float | None:
        """None for `max`."""
        if value is None or value == "max":
            return None
        try:
            factor = float(str(value))
        except ValueError:
            factor = 0.0
        if not 0.001 <= factor <= 1_000_000:
            self.fail(f"{value} is neither a factor above 0 nor `max`", param, ctx)
        return factor


@click.command()
@click.option("--country", type=FILE, help="The demonstration's credentials: let the country live.")
@click.option("--seed", type=int, default=COUNTRY_SEED, show_default=True, help="Of the country.")
@click.option(
    "--pace",
    type=click.FloatRange(0.01, 100),
    default=COUNTRY_PACE,
    show_default=True,
    help="Of the country: 2 brings twice the calls.",
)
@click.option("--replay", type=FILE, help="A file of real calls, .csv or .csv.gz.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["sf-fire", "montgomery-911"]),
    default="sf-fire",
    show_default=True,
    help="Of the file.",
)
@click.option("--speed", type=Speed(), default="max", help="Times real time, or max (default).")
@click.option("--limit", type=click.IntRange(min=1), help="The first so many calls only.")
@click.option(
    "--acknowledged",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Append a line of JSON here after each commit.",
)
def simulate(
    country: Path | None,
    seed: int,
    pace: float,
    replay: Path | None,
    form: str,
    speed: float | None,
    limit: int | None,
    acknowledged: Path | None,
) -> None:
    """Let the demonstration country live, or play real calls through the ordinary actions.

    A replay that was broken off goes on where it stopped and does nothing twice. See
    docs/guide/replay.md.
    """
    if (country is None) == (replay is None):
        raise click.UsageError("give either --country FILE or --replay FILE")
    if country is not None:
        from simulator.country.run import run_country

        run_country(country, seed, pace)
    elif replay is not None:
        from simulator.replay.command import Order, run_replay

        run_replay(Order(replay, form, speed, limit, acknowledged))
