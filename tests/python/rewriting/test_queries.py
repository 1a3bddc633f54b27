"""Options are taken out of a URL's query without a change to any other character of the literal."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine_lint.pipeline import Fixing, Request, run
from engine_lint.settings import Lookup

HEAD = "from sqlalchemy import create_engine\n"


def fixed(folder: Path, text: str) -> tuple[str, list[str]]:
    """The text after all fixes, and the texts of the edits."""
    path = folder / "app.py"
    path.write_text(HEAD + text, encoding="utf-8")
    request = Request((str(path),), Lookup(folder.as_posix(), {"select": ["EL205"]}), fixing=Fixing.SHOW, unsafe=True)
    edits = [edit.text for each in run(request).findings if each.fix for edit in each.fix.edits]
    outcome = run(Request(request.paths, request.lookup, fixing=Fixing.COMPUTE, unsafe=True))
    assert outcome.failures == ()
    return outcome.patches[0].after.decode().removeprefix(HEAD) if outcome.patches else text, edits


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("'mysql://u:s3cret@h/d?pool_recycle=280'", "'mysql://u:s3cret@h/d', pool_recycle=280"),
        ("'mysql://u:s3cret@h/d?pool_recycle=280&a=1'", "'mysql://u:s3cret@h/d?a=1', pool_recycle=280"),
        ('r"mysql://u:s3cret@h/d?a=1&pool_recycle=280"', 'r"mysql://u:s3cret@h/d?a=1", pool_recycle=280'),
        ("'mysql://u:s3cret@h/d' '?a=1&pool_recycle=280'", "'mysql://u:s3cret@h/d' '?a=1', pool_recycle=280"),
        ("f'mysql://u:{word}@h/d?pool_recycle=280&a={a}'", "f'mysql://u:{word}@h/d?a={a}', pool_recycle=280"),
        ("'mysql://u:%s@h/d?pool_recycle=280' % word", "'mysql://u:%s@h/d' % word, pool_recycle=280"),
        ("'mysql://u:s/3@c?ret@h/d?pool_recycle=280'", "'mysql://u:s/3@c?ret@h/d', pool_recycle=280"),
    ],
)
def test_no_edit_spans_a_password(tmp_path: Path, before: str, after: str) -> None:
    text, edits = fixed(tmp_path, f"engine = create_engine({before})\n")
    assert text == f"engine = create_engine({after})\n"
    assert not any("s3cret" in each or "c?ret" in each for each in edits)


@pytest.mark.parametrize(
    "argument",
    [
        "'mysql://h/d?pool_recycle=280' f'&charset={charset}'",
        "f'mysql://h/d?pool_recycle={recycle}'",
        "'mysql://h/d?pool_recycle=%d' % recycle",
        "'mysql://h/d?pool_recycle=280&pool_recycle=300'",
        "'mysql://h/d?pool_recycle=soon'",
    ],
)
def test_what_is_put_together_stays(tmp_path: Path, argument: str) -> None:
    text = f"engine = create_engine({argument})\n"
    assert fixed(tmp_path, text)[0] == text


def test_layout_and_comments_stay(tmp_path: Path) -> None:
    before = "engine = create_engine(\n    'mysql://h/d?pool_recycle=280',  # the shop\n    connect_args={\n        'pool_pre_ping': True,  # tested\n        'a': 1,\n    },\n)\n"
    after = "engine = create_engine(\n    'mysql://h/d',  # the shop\n    connect_args={\n        # tested\n        'a': 1,\n    },\n    pool_recycle=280,\n    pool_pre_ping=True,\n)\n"
    text, _ = fixed(tmp_path, before)
    assert text == after
