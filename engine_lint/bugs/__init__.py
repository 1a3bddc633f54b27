"""Small reports of engine-lint's own mistakes: the least text that still shows one, with everything masked that need not be seen."""
