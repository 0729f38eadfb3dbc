"""Figures as ratios to a peer; bench/README.md has the last results."""
