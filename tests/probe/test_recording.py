"""What was measured goes into the settings file, and nothing else of that file changes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from engine_lint.errors import CannotProbe, FileChanged
from engine_lint.knowledge.tables import parse_toml
from engine_lint.model.measured import Measured
from engine_lint.probe.recording import entry_of, recorded, target
from engine_lint.settings import Lookup

FIRST = Measured("mariadb", {"wait_timeout": 600, "max_connections": 151, "idle_cut_off": 350}, "db.internal", "", "10.11.6-MariaDB", "2026-11-27")
LATER = Measured("mysql", {"wait_timeout": 300}, "db.internal", "", "8.4.3", "2026-12-01")
OTHER = Measured("postgresql", {"idle_session_timeout": 0}, "db.internal", "", "17.2", "2026-12-01")
BLOCK = """\
backend = "mariadb"
host = "db.internal"
wait-timeout = 600
max-connections = 151
idle-cut-off = 350
server-version = "10.11.6-MariaDB"
date = "2026-11-27"
"""


def written(path: Path, measured: Measured, *, rested: bool = True) -> str:
    """The text after the entry was put in, read back by the settings too."""
    recorded(str(path), measured, rested=rested).write()
    found = Lookup(path.parent.as_posix(), config=path.name).for_folder(path.parent.as_posix()).measured
    assert any((each.backend, each.host, each.date) == (measured.backend, measured.host, measured.date) for each in found)
    return path.read_bytes().decode("utf-8")


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("engine-lint.toml", None, f"[[measured]]\n{BLOCK}"),
        ("engine-lint.toml", "", f"[[measured]]\n{BLOCK}"),
        ("engine-lint.toml", "# ours\nfail-on = 'error'  # strict\n", f"# ours\nfail-on = 'error'  # strict\n\n[[measured]]\n{BLOCK}"),
        ("engine-lint.toml", '[per-path]\n"a/*" = {backend = "mysql"}\n', f'[per-path]\n"a/*" = {{backend = "mysql"}}\n\n[[measured]]\n{BLOCK}'),
        ("engine-lint.toml", "[tool.engine-lint]\npedantic = true\n", f"[tool.engine-lint]\npedantic = true\n\n[[tool.engine-lint.measured]]\n{BLOCK}"),
        ("pyproject.toml", '[project]\nname = "shop"\n', f'[project]\nname = "shop"\n\n[[tool.engine-lint.measured]]\n{BLOCK}'),
        ("pyproject.toml", '[project]\nname = "shop"', f'[project]\nname = "shop"\n\n[[tool.engine-lint.measured]]\n{BLOCK}'),
        (
            "pyproject.toml",
            "[tool.engine-lint]\npedantic   = true # why\n\n\n# next\n[tool.ruff]\nline-length=100\n",
            f"[tool.engine-lint]\npedantic   = true # why\n\n\n# next\n\n[[tool.engine-lint.measured]]\n{BLOCK}\n[tool.ruff]\nline-length=100\n",
        ),
        (
            "pyproject.toml",
            "[tool.engine-lint]\npedantic = true\n[build-system]\nrequires = []\n[tool.engine-lint.per-path.'x']\nbackend = 'mysql'\n",
            f"[tool.engine-lint]\npedantic = true\n\n[[tool.engine-lint.measured]]\n{BLOCK}\n[build-system]\nrequires = []\n"
            "[tool.engine-lint.per-path.'x']\nbackend = 'mysql'\n",
        ),
        ("pyproject.toml", "[tool]\nengine-lint.pedantic = true\n", f"[tool]\nengine-lint.pedantic = true\n\n[[tool.engine-lint.measured]]\n{BLOCK}"),
    ],
)  # fmt: skip
def test_a_new_entry_stands_among_the_settings(tmp_path: Path, name: str, before: str | None, after: str) -> None:
    path = tmp_path / name
    if before is not None:
        path.write_bytes(before.encode("utf-8"))
    assert written(path, FIRST) == after
    assert written(path, FIRST) == after


def test_an_entry_of_the_same_server_is_brought_up_to_date_in_place(tmp_path: Path) -> None:
    path = tmp_path / "engine-lint.toml"
    path.write_text(
        f"# head\n[[measured]]\n# production\n{BLOCK.replace('600', '900 # raised in spring')}\n[[measured]]\nbackend = 'postgresql'\n\n[per-path]\n"
    )
    text = written(path, LATER)
    assert text.startswith('# head\n[[measured]]\n# production\nbackend = "mysql"\nhost = "db.internal"\nwait-timeout = 300 # raised in spring\n')
    assert text.endswith("[[measured]]\nbackend = 'postgresql'\n\n[per-path]\n")
    assert "idle-cut-off" not in text and "max-connections" not in text


def test_a_cut_off_stays_until_connections_are_let_rest_again(tmp_path: Path) -> None:
    path = tmp_path / "engine-lint.toml"
    written(path, FIRST)
    assert "idle-cut-off = 350\n" in written(path, LATER, rested=False)
    assert "idle-cut-off" not in written(path, LATER, rested=True)


def test_other_servers_have_entries_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text('[tool.engine-lint]\nmeasured = [{backend = "mysql", host = "replica", wait-timeout = 5}] # kept\npedantic = true\n')
    text = written(path, OTHER)
    assert text.startswith('[tool.engine-lint]\nmeasured = [{backend = "mysql", host = "replica", wait-timeout = 5}, {backend = "postgresql"')
    assert text.endswith("}] # kept\npedantic = true\n")
    assert [each["backend"] for each in parse_toml(text)["tool"]["engine-lint"]["measured"]] == ["mysql", "postgresql"]


def test_line_endings_and_byte_order_marks_stay(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_bytes(b'\xef\xbb\xbf[project]\r\nname = "shop"\r\n')
    recorded(str(path), FIRST, rested=True).write()
    data = path.read_bytes()
    assert data.startswith(b'\xef\xbb\xbf[project]\r\nname = "shop"\r\n\r\n[[tool.engine-lint.measured]]\r\n')
    assert data.count(b"\n") == data.count(b"\r\n")


def test_odd_separators_in_comments_and_texts_stay(tmp_path: Path) -> None:
    path = tmp_path / "engine-lint.toml"
    before = "# one\u2028two\x85three\nexclude = ['a\u2029b']\n"
    path.write_bytes(before.encode("utf-8"))
    assert written(path, FIRST) == f"{before}\n[[measured]]\n{BLOCK}"


@pytest.mark.parametrize("text", ["[tool]\nengine-lint = {pedantic = true}\n", "not toml", "[tool.engine-lint]\nmeasured = 5\n", "tool = 5\n"])
def test_where_there_is_no_safe_place_the_entry_is_shown_and_nothing_written(tmp_path: Path, text: str) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(text)
    with pytest.raises(CannotProbe) as caught:
        recorded(str(path), FIRST, rested=True)
    assert "nothing can be added to safely" in str(caught.value) and str(caught.value).endswith(f"[[tool.engine-lint.measured]]\n{BLOCK}")
    assert path.read_text() == text


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "engine-lint.toml"
    path.write_text("pedantic = true\n")
    ready = recorded(str(path), FIRST, rested=True)
    path.write_text("pedantic = false\n")
    with pytest.raises(FileChanged):
        ready.write()
    new = recorded(str(tmp_path / "new.toml"), FIRST, rested=True)
    (tmp_path / "new.toml").write_text("")
    with pytest.raises(FileChanged):
        new.write()
    assert (path.read_text(), (tmp_path / "new.toml").read_text()) == ("pedantic = false\n", "")


def test_mode_and_links_are_kept(tmp_path: Path) -> None:
    real = tmp_path / "real.toml"
    real.write_text("pedantic = true\n")
    real.chmod(0o640)
    (tmp_path / "engine-lint.toml").symlink_to("real.toml")
    recorded(str(tmp_path / "engine-lint.toml"), FIRST, rested=True).write()
    assert (tmp_path / "engine-lint.toml").is_symlink() and real.stat().st_mode & 0o777 == 0o640 and "db.internal" in real.read_text()


def test_which_file_is_written(tmp_path: Path) -> None:
    folder = str(tmp_path)
    assert target("/elsewhere/engine-lint.toml", folder) == "/elsewhere/engine-lint.toml"
    assert target("", folder) == str(tmp_path / "engine-lint.toml")
    (tmp_path / "pyproject.toml").touch()
    assert target("", folder) == str(tmp_path / "pyproject.toml")


def test_an_entry_holds_no_more_than_is_needed() -> None:
    assert entry_of(Measured("mysql", {"wait_timeout": 60})) == {"backend": "mysql", "wait-timeout": 60}
    assert entry_of(Measured("mysql", {}, product="aurora-mysql"))["product"] == "aurora-mysql"


def test_without_tomlkit_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tomlkit.exceptions", None)
    with pytest.raises(CannotProbe, match=r'--write needs tomlkit; pip install "engine-lint\[probe\]"'):
        recorded(str(tmp_path / "engine-lint.toml"), FIRST, rested=True)
