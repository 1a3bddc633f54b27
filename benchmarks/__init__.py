"""How fast engine-lint is, beside other tools: `make bench`."""
