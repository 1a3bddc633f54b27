"""Asking a live database server for its limits. The only part of engine-lint that opens connections and imports SQLAlchemy."""
