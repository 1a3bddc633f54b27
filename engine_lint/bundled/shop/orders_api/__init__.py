"""The orders API, on FastAPI."""
