"""The walk of a journal's vendor through the exchange, with a report that both sides sign."""
