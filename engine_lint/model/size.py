"""How large files may be, by what reading them costs.

Parsing takes up to nine hundred bytes of memory for each byte of hostile Python, and about sixty for each of what people write.
"""

from __future__ import annotations

MAX_BYTES = 4_000_000
"""A larger text is data, whatever its name says."""
MAX_NOTEBOOK_BYTES = 50_000_000
"""Notebooks hold pictures too; their code is held to the number above."""
MAX_YAML_BYTES = 1_000_000
MAX_SCRIPT_BYTES = 300_000
"""A larger script is a dump of data, or was generated."""
MAX_TERRAFORM_BYTES = 150_000
MAX_SEARCHED_BYTES = 200_000_000
"""A larger file is not even searched for the words that matter, so that nobody has it in memory."""
