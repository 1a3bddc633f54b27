"""Python source: reading it with ``ast``, writing it with LibCST."""
