"""Wherever a password stands, no output has it: no report, list, page, hover, log, bug report, baseline or remembered result."""

from __future__ import annotations

import io
import json
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from engine_lint import inventory
from engine_lint.bugs.report import report as bug_report
from engine_lint.cli.progress import Bar
from engine_lint.model.outcome import Outcome
from engine_lint.pipeline import Fixing, Request, run
from engine_lint.report import FORMATS, renderer
from engine_lint.report.hiding.findings import PLACEHOLDER
from engine_lint.report.inventory import FORMATS as LISTS
from engine_lint.report.inventory import renderer as list_renderer
from engine_lint.report.inventory.explanation import render as explanation
from engine_lint.report.view import View
from engine_lint.server.jobs import Mend, Silence
from engine_lint.settings import Lookup
from tests.inprocess import engine_lint
from tests.secrecy.forms import FILES, MODULES, PASSWORD
from tests.server.asking import Editor
from tests.server.raw import message, opened, serving
from tests.shell import write
from tests.test_watch import said, said_of, watched

CANARY = "Zq7canary9Xk"
PROJECT = '[project]\nname = "shop"\ndependencies = ["flask-sqlalchemy>=3", "pymysql"]\n[tool.engine-lint]\npedantic = true\ncode-blocks = true\n'
EVERYTHING = {"pedantic": True, "idle-timeout": 300}
HEAD = "import os\nfrom sqlalchemy import URL, create_engine\n\n"
ODD = st.text(st.sampled_from("aZ09._~!$&()*+,;=-^|` \u00e4\u20ac%{}[]<>"), max_size=4)


def told(outcome: Outcome, view: View) -> Iterator[str]:
    for name in FORMATS:
        yield "\n".join(renderer(name)(outcome, view))


def listed(request: Request, view: View) -> Iterator[str]:
    taken = inventory.take(request)
    for name in LISTS:
        yield "\n".join(list_renderer(name)(taken, view))
    yield "\n".join(explanation(taken, view))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("shop")
    return write(root, {name: text.replace(PASSWORD, CANARY) for name, text in {**FILES, "pyproject.toml": PROJECT}.items()})


def lines_with(text: str) -> list[str]:
    return [line[max(line.find(CANARY) - 60, 0) :][:160] for line in text.splitlines() if CANARY in line]


@pytest.fixture(scope="module")
def outcome(shop: Path) -> Outcome:
    return run(Request((str(shop),), Lookup(shop.as_posix())))


def test_every_place_leads_to_a_finding(outcome: Outcome, shop: Path) -> None:
    found = {each.place.path.removeprefix(f"{shop.as_posix()}/") for each in outcome.findings}
    assert {f"m{number}.py" for number in range(len(MODULES))} <= found
    assert {"alembic.ini", ".env", "my.cnf", "docker-compose.yml", "note.ipynb", "README.md"} <= found


@pytest.mark.parametrize("name", FORMATS)
def test_reports(outcome: Outcome, shop: Path, name: str) -> None:
    text = "\n".join(renderer(name)(outcome, View(shop.as_posix(), colour=True, statistics=True, show_fixes=True)))
    assert text and lines_with(text) == []


def test_lists_and_explanations_of_engines(shop: Path) -> None:
    told = list(listed(Request((str(shop),), Lookup(shop.as_posix())), View(shop.as_posix())))
    assert told[-1].count("create_engine") > len(MODULES) // 2 and [lines_with(text) for text in told if CANARY in text] == []


def test_what_is_remembered(shop: Path, tmp_path: Path) -> None:
    """Byte by byte: nothing in the cache is compressed."""
    engine_lint("check", "--cache-dir", str(tmp_path), ".", cwd=shop)
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(kept) > 2 and [path.name for path in kept if CANARY.encode() in path.read_bytes()] == []


def test_what_is_said_while_files_are_watched(shop: Path) -> None:
    """All that a real process writes to both streams: each change, a file that cannot be read, settings that are wrong."""
    with watched(shop, "--show-fixes", "--output-format", "full", "--pedantic") as process:
        texts = [said(process.stdout)]
        changes = {"new.py": FILES["m0.py"], "m1.py": f"{FILES['m1.py']}broken = (\n", "engine-lint.toml": f'selekt = "mysql://shop:{PASSWORD}@db/shop"\n'}
        for name, text in changes.items():
            write(shop, {name: text.replace(PASSWORD, CANARY)})
            texts.append(said_of(process.stdout, "selekt" if name.endswith(".toml") else name))
        process.send_signal(signal.SIGINT)
        assert process.stdout is not None
        texts.append(process.stdout.read())
    for name in ("new.py", "engine-lint.toml"):
        (shop / name).unlink()
    write(shop, {"m1.py": FILES["m1.py"].replace(PASSWORD, CANARY)})
    assert "EL101" in texts[0] and [lines_with(text) for text in texts if CANARY in text] == []


def test_the_progress_bar(shop: Path) -> None:
    stream = io.StringIO()
    bar = Bar(stream, patience=0)
    run(Request((str(shop),), Lookup(shop.as_posix())), progress=bar)
    bar.close()
    assert "100%" in stream.getvalue() and CANARY not in stream.getvalue()


def test_settings_timeouts_and_baseline(shop: Path) -> None:
    for arguments in (
        ("config", "--output-format", "json"),
        ("config",),
        ("timeouts",),
        ("check", "--show-settings", "m0.py"),
        ("check", "--output-format", "concise", "m0.py"),
    ):
        ran = engine_lint(*arguments, cwd=shop)
        assert lines_with(ran.text + ran.err) == []
    engine_lint("check", "--write-baseline", "--baseline", "known.json", cwd=shop)
    assert CANARY not in (shop / "known.json").read_text()
    (shop / "known.json").unlink()


def test_what_editors_are_shown(shop: Path) -> None:
    editor = Editor(shop)
    forms = ("f-string, a name", "plus, in lines", "create", "connect_args", "environment, a part", "pool, inline", "condition")
    for name in (*(f"m{list(MODULES).index(form)}.py" for form in forms), ".env"):
        editor.show(name)
        diagnosis = editor.diagnosis(name)
        said = [repr(diagnosis)]
        said += [editor.hover(name, number) for number, line in enumerate(FILES[name].split("\n"), 1) if "create_engine(" in line]
        for each in diagnosis.problems[:2]:
            answers = [editor.session.answer(Mend(editor.path(name), editor.buffers, frozenset({each.fingerprint})))]
            answers += [editor.session.answer(Silence(editor.path(name), editor.buffers, each.fingerprint, "known"))]
            said += map(repr, answers)
        assert lines_with("\n".join(said)) == [], name


def test_what_the_server_sends(shop: Path) -> None:
    """All bytes that a real server writes while the files of the shop are opened and pointed at, but for edits, which nobody asks for here."""
    texts = {name: (shop / name).read_text(encoding="utf-8") for name in [*(f"m{number}.py" for number in range(len(MODULES))), ".env", "alembic.ini"]}
    with serving(shop) as server:
        for name, text in texts.items():
            server.send(opened(shop / name, text))
        for number, (name, text) in enumerate(texts.items(), 100):
            line = next((number for number, line in enumerate(text.splitlines()) if "create_engine(" in line), 1)
            where = {"textDocument": {"uri": (shop / name).as_uri()}, "position": {"line": line, "character": 12}}
            server.send(message("textDocument/hover", where, id=number))
        server.wait_for(*(f'"id": {number},'.encode() for number in range(100, 100 + len(texts))))
        server.wait_for(b"textDocument/publishDiagnostics", count=len(texts))
    assert server.seen.count(b"EL101") > len(MODULES) and CANARY.encode() not in server.seen


@pytest.mark.parametrize("name", ["m0.py", "m7.py", "alembic.ini"])
def test_bug_reports(shop: Path, name: str) -> None:
    data = (shop / name).read_bytes()
    code = "EL403" if name == "alembic.ini" else "EL101"
    text = "\n".join(bug_report((shop / name).as_posix(), data, Lookup(shop.as_posix()), code))
    assert code in text and CANARY not in text


def test_wrong_settings(tmp_path: Path) -> None:
    for key in ("idle-timeout", "platform", "select", "nonsense", "baseline", "extend"):
        write(tmp_path, {"engine-lint.toml": f'{key} = "mysql://shop:{CANARY}@db/shop"\n', "a.py": "x = 1\n"})
        ran = engine_lint("check", "--no-cache", cwd=tmp_path)
        assert lines_with(ran.text + ran.err) == [], key


def test_what_a_wrong_command_line_is_told(tmp_path: Path) -> None:
    url = f"mysql://shop:{CANARY}@db/shop"
    for arguments in (
        ("check", url),
        (url,),
        ("check", "--idle-timeout", url),
        ("check", "--select", url),
        ("engines", "--explain", url),
        ("probe", f"{url}?x=%zz"),
    ):
        ran = engine_lint(*arguments, cwd=tmp_path)
        assert ran.code == 2 and lines_with(ran.text + ran.err) == [], arguments


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(form=st.sampled_from(sorted(MODULES)), before=ODD, after=ODD)
@example(form="plus", before="", after="")
@example(form="literal", before="{", after="}x")
@example(form="dsn", before=";", after="=")
def test_any_password_anywhere(form: str, before: str, after: str) -> None:
    password = f"{before}{CANARY}{after}"
    if "percent" in form or "odbc" in form:
        password = password.replace("%", "")
    if form in ("dsn", "query"):
        password = re.sub(r"[ &;]", "", password)  # A value ends there.
    assume(not PLACEHOLDER.fullmatch(password))
    data = (HEAD + MODULES[form].replace(PASSWORD, password)).encode()
    lookup, view = Lookup("/nowhere", EVERYTHING, isolated=True), View("/nowhere", statistics=True, show_fixes=True)
    for fixing in (Fixing.SHOW, Fixing.COMPUTE):
        request = Request((), lookup, {"/nowhere/app.py": data}, fixing, unsafe=True)
        outcome = run(request)
        assert [lines_with(text) for text in told(outcome, view) if CANARY in text] == []
    assert [lines_with(text) for text in listed(request, view) if CANARY in text] == []
    assert CANARY not in json.dumps([each.message for each in outcome.findings])
