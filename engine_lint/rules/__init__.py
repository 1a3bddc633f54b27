"""One rule, one file. ``registry.load()`` walks this folder."""
