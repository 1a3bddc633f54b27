"""What stands in names of files and in settings never acts on a terminal, and is no markup in a page."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import pytest

from tests.inprocess import engine_lint
from tests.shell import write

NAME = "<script>alert(1)<\u202e\x1b[31m]]>%0A::error::.py"
ENGINE = 'from sqlalchemy import create_engine\n\nengine = create_engine("mysql://db/<script>]]>\x1b[31m\u202e", pool_recycle=30000)\n'
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="names of files are not as free there")


def acting(text: str) -> set[str]:
    """The characters that a terminal would act on."""
    return {each for each in text if unicodedata.category(each) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")} - {"\n"}


@pytest.mark.parametrize("arguments", [("check",), ("engines",), ("engines", "--output-format", "json"), ("engines", "--output-format", "html")])
def test_names_and_texts(arguments: tuple[str, ...], tmp_path: Path) -> None:
    write(tmp_path, {NAME: ENGINE})
    ran = engine_lint(*arguments, cwd=tmp_path)
    assert ran.out and acting(ran.text + ran.err) == set()
    assert "html" not in arguments or "<script>alert(1)" not in ran.text


def test_errors_about_settings_and_the_command_line(tmp_path: Path) -> None:
    write(tmp_path, {"engine-lint.toml": 'select = ["\\u001b[31m\\u202e"]\n', "a.py": "x = 1\n"})
    for arguments in (("check",), ("config",), ("check", "--isolated", "--select", "\x1b[31m\u202e"), ("check", "--isolated", f"no{NAME}"), ("\x1b[31mrule",)):
        ran = engine_lint(*arguments, cwd=tmp_path)
        assert ran.code == 2 and acting(ran.text + ran.err) == set(), arguments
