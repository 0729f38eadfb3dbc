"""Scripts of the house: run by hand, by make or by its tests."""
