"""Real calls of other countries, played through the ordinary actions, laid over Latvia."""
