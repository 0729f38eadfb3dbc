"""The map without a database: territories, places, roads."""
