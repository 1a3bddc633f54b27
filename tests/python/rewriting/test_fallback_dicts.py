"""Where a fix goes when the options are a caller's dict or, failing that, an empty one."""

from __future__ import annotations

import pytest

from engine_lint import fix_source

CALL = "return create_engine(url, pool_pre_ping=True, **{})"
WON_OVER = "return create_engine(url, **{'pool_pre_ping': True, **options})"
"""What callers hand on wins."""

CASES = {
    "or": ("return create_engine(url, **(options or {}))", "return create_engine(url, **{'pool_pre_ping': True, **(options or {})})"),
    "or before": ("options = options or {}\n    return create_engine(url, **options)", f"options = options or {{}}\n    {WON_OVER}"),
    "or an empty call": ("options = options or dict()\n    return create_engine(url, **options)", f"options = options or dict()\n    {WON_OVER}"),
    "if it is None": (
        "if options is None:\n        options = {}\n    options['echo'] = True\n    return create_engine(url, **options)",
        f"if options is None:\n        options = {{}}\n    options['echo'] = True\n    {WON_OVER}",
    ),
    "a copy": (
        "options = {} if options is None else options.copy()\n    return create_engine(url, **options)",
        "options = {} if options is None else options.copy()\n    " + CALL.format("options"),
    ),
    "a full default": (
        "options = options or {'echo': True}\n    return create_engine(url, **options)",
        "options = options or {'echo': True, 'pool_pre_ping': True}\n    return create_engine(url, **options)",
    ),
    "a choice that is none of a caller's": (
        "chosen = {'pool_size': 4} if options else {}\n    return create_engine(url, **chosen)",
        "chosen = {'pool_size': 4, 'pool_pre_ping': True} if options else {'pool_pre_ping': True}\n    return create_engine(url, **chosen)",
    ),
}


@pytest.mark.parametrize(("body", "mended"), CASES.values(), ids=CASES.keys())
def test_no_option_goes_where_it_is_lost(body: str, mended: str) -> None:
    text = "from sqlalchemy import create_engine\ndef make(url, options=None):\n    {}\nengine = make('postgresql://a@b/c')\n"
    assert fix_source(text.replace("{}", body, 1), "/nowhere/db.py", unsafe=True) == text.replace("{}", mended, 1)
