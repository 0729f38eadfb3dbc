"""A living country for the demonstration: outside users of the platform, seeded, over HTTP only."""
