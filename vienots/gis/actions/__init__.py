"""What the map can do: load its data, read roads, answer where and how far."""
