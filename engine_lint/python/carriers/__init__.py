"""The syntactic forms that hold options, and how each is written back. Read by ``python/planning.py`` alone."""
