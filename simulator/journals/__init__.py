"""Journals of municipal police as their vendors built them: each with its own habits and faults."""
