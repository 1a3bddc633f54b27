"""``python -m engine_lint``."""

from engine_lint.cli import main

main()
