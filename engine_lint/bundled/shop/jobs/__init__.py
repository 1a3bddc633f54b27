"""Background jobs of the shop."""
