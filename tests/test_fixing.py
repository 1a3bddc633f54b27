"""The fix stage: what is taken together, what is refused, and that a file is old or new, whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from engine_lint import check_source
from engine_lint.discovery import File
from engine_lint.files.modules import PythonModules
from engine_lint.fixing import Mended, applicable, mend, with_edits
from engine_lint.model.change import Change, Code, SetOption, literal, place_of
from engine_lint.model.finding import Confidence, Finding, Fix, Safety, Severity
from engine_lint.model.outcome import Outcome, Patch
from engine_lint.model.place import Place
from engine_lint.model.source import Source
from engine_lint.model.value import Carrier
from engine_lint.pipeline import Fixing, Request, check, run
from engine_lint.python.parsing import decode
from engine_lint.settings import Lookup
from engine_lint.workspace import Workspace
from engine_lint.writeback import write_out
from tests.inprocess import engine_lint
from tests.shell import MENDED, MISSING_PRE_PING, write

PATH = "/project/db.py"
TEXT = "x = f(1)\ny = f(2)\n"


def call(number: int, text: str = TEXT) -> Place:
    source = Source(PATH, text)
    start = text.index(f"f({number}")
    return Place(PATH, source.span(start, text.index(")", start) + 1))


def finding(place: Place, *options: tuple[str, object], code: str = "EL101", severity: Severity = Severity.WARNING, fix: bool = True) -> Finding:
    changes = tuple(SetOption(Carrier("call", place), name, literal(value)) for name, value in options)  # type: ignore[arg-type]
    return Finding(code, "a-rule", severity, Confidence.HIGH, "a message", place, fix=Fix("Add it", changes) if fix else None)


def mended(findings: Sequence[Finding], recheck: Callable[[bytes], Sequence[Finding]], text: str = TEXT) -> Mended:
    def again(texts: Mapping[str, bytes]) -> Sequence[Finding]:
        data = texts.get(PATH, text.encode())
        source = decode(PATH, data)
        return [with_edits(each, lambda _: source, lambda _: True) for each in recheck(data)]

    shown = [with_edits(each, lambda _: Source(PATH, text), lambda _: True) for each in findings]
    return mend(shown, Workspace(overlay={PATH: text.encode()}), again, unsafe=False)


def test_what_is_gone_after_the_rewrite_is_fixed() -> None:
    result = mended([finding(call(1), ("a", True))], lambda _: [])
    assert result.texts == {PATH: b"x = f(1, a=True)\ny = f(2)\n"}
    assert (len(result.fixed), result.left, result.failures) == (1, [], [])


def test_a_finding_that_is_still_there_after_its_fix_is_an_internal_error() -> None:
    result = mended([finding(call(1), ("a", True))], lambda _: [finding(call(1), fix=False)])
    assert (result.texts, result.fixed) == ({}, [])
    (failure,) = result.failures
    assert "internal error: the file was left alone" in failure.message
    assert "EL101 on line 1 is still reported after its fix" in failure.message


SEVERAL = "".join(f"x{number} = f({number})\n" for number in range(1, 8))


def among_several(text: str, broken: int) -> list[Finding]:
    """What is found in calls that lack an option; the fix of one of them does not help."""
    calls = (call(number, text) for number in range(1, 8))
    lacking = [(number, place) for number, place in enumerate(calls, 1) if number == broken or "a=True" not in Source(PATH, text).at(place.span)]
    return [finding(place, ("b" if number == broken and "b=True" in text else "a", True)) for number, place in lacking]


@pytest.mark.parametrize("broken", [1, 4, 7])
def test_a_fix_that_is_refused_holds_back_no_other(broken: int) -> None:
    result = mended(among_several(SEVERAL, broken), lambda data: among_several(data.decode(), broken), SEVERAL)
    assert result.texts == {PATH: "".join(f"x{number} = f({number}{', a=True' * (number != broken)})\n" for number in range(1, 8)).encode()}
    (failure,) = result.failures
    assert f"internal error: the fix of EL101 on line {broken} was left out because its rewrite failed a check" in failure.message
    assert (len(result.fixed), [each.place.line for each in result.left]) == (6, [f"line {broken}"])


def test_a_fix_that_crashes_holds_back_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    verify = PythonModules.verify

    def crashing(kind: PythonModules, before: Source, after: str, changes: Sequence[Change], *more: Any) -> None:
        if any(place_of(each).line == "line 2" for each in changes):
            raise KeyError("hunter2")
        verify(kind, before, after, changes, *more)

    monkeypatch.setattr(PythonModules, "verify", crashing)
    result = mended([finding(call(1), ("a", True)), finding(call(2), ("a", True))], lambda data: [finding(call(2, data.decode()), ("a", True))])
    assert result.texts == {PATH: b"x = f(1, a=True)\ny = f(2)\n"}
    (failure,) = result.failures
    assert "internal error in carrying out the fix of EL101 on line 2, so that it was left out: KeyError" in failure.message
    assert "hunter2" not in failure.message


def test_a_new_error_is_an_internal_error() -> None:
    def recheck(data: bytes) -> list[Finding]:
        return [finding(call(2), code="EL402", severity=Severity.ERROR, fix=False)] if b"a=True" in data else [finding(call(1), ("a", True))]

    result = mended([finding(call(1), ("a", True))], recheck)
    assert result.texts == {}
    assert "would bring about EL402 on line 2" in result.failures[0].message
    assert [each.code for each in result.left] == ["EL101"]


def test_an_error_that_only_moved_is_not_new() -> None:
    text = "x = f(1, a=True)\ny = f(2)\n"
    before = finding(call(2), code="EL402", severity=Severity.ERROR, fix=False)
    result = mended([finding(call(1), ("a", True)), before], lambda data: [finding(call(2, text), code="EL402", severity=Severity.ERROR, fix=False)])
    assert result.failures == []
    assert len(result.fixed) == 1


def test_a_milder_finding_that_comes_to_light_is_mended_in_the_next_pass() -> None:
    def recheck(data: bytes) -> list[Finding]:
        if b"b=1" in data:
            return []
        return [finding(call(1, data.decode()), ("b", 1), code="EL201")]

    result = mended([finding(call(1), ("a", True))], recheck)
    assert result.texts == {PATH: b"x = f(1, a=True, b=1)\ny = f(2)\n"}
    assert [each.code for each in result.fixed] == ["EL101", "EL201"]


def test_fixes_that_contradict_each_other_do_not_stop_the_others() -> None:
    def recheck(data: bytes) -> list[Finding]:
        return []

    findings = [finding(call(1), ("a", 1)), finding(call(1), ("a", 2), code="EL201"), finding(call(2), ("c", 3))]
    result = mended(findings, recheck)
    assert result.texts == {PATH: b"x = f(1, a=1)\ny = f(2, c=3)\n"}
    assert result.failures == []


def test_a_fix_that_never_comes_to_rest_ends() -> None:
    def recheck(data: bytes) -> list[Finding]:
        text = data.decode()
        return [finding(call(1, text), (f"a{len(text)}", 1), code=f"EL{100 + len(text) % 800}")]

    result = mended([finding(call(1), ("a", 1))], recheck)
    assert 1 < len(result.fixed) <= 6


def test_a_fix_that_cannot_be_written_is_not_offered_and_the_reason_is_said() -> None:
    secret = 'x = f("mysql://u:hunter2@db")\n'
    source = Source(PATH, secret)
    place = Place(PATH, source.span(4, len(secret) - 1))
    change = SetOption(Carrier("dict", place), "a", Code(("1",)))
    offered = with_edits(Finding("EL101", "a-rule", Severity.WARNING, Confidence.HIGH, "m", place, fix=Fix("Add", (change,))), lambda _: source, lambda _: True)
    assert offered.fix is None
    assert offered.help[-1].startswith("No fix is offered: ")


def test_a_fix_outside_the_given_paths_is_held_back() -> None:
    offered = with_edits(finding(call(1), ("a", 1)), lambda _: Source(PATH, TEXT), lambda _: False)
    assert offered.fix is not None and offered.fix.is_held_back
    assert PATH in offered.fix.reason
    assert not applicable(offered, unsafe=True)


def test_unsafe_fixes_are_applicable_only_when_asked_for() -> None:
    safe = with_edits(finding(call(1), ("a", 1)), lambda _: Source(PATH, TEXT), lambda _: True)
    assert applicable(safe, unsafe=False)
    assert safe.fix is not None
    unsafe = Finding("EL101", "a-rule", Severity.WARNING, Confidence.HIGH, "m", call(1), fix=Fix("Add", safe.fix.changes, Safety.UNSAFE, "r", safe.fix.edits))
    assert (applicable(unsafe, unsafe=False), applicable(unsafe, unsafe=True)) == (False, True)


def test_a_character_that_the_encoding_lacks_is_a_reason_not_to_offer_a_fix() -> None:
    source = Source(PATH, "x = f(1)\n", "ascii")
    place = Place(PATH, source.span(4, 8))
    change = SetOption(Carrier("call", place), "a", Code(("'\u00e9'",)))
    offered = with_edits(Finding("EL101", "a-rule", Severity.WARNING, Confidence.HIGH, "m", place, fix=Fix("Add", (change,))), lambda _: source, lambda _: True)
    assert offered.fix is None
    assert "ascii" in offered.help[-1]


def test_a_file_that_changed_since_it_was_read_is_not_written(tmp_path: Path) -> None:
    write(tmp_path, {"db.py": "changed = 1\n"})
    path, mended = f"{tmp_path}/db.py", Mended()
    assert write_out(mended, [Patch(path, MISSING_PRE_PING.encode(), MENDED.encode())], [str(tmp_path)], lambda texts: ()) == ()
    (failure,) = mended.failures
    assert (failure.path, "not written" in failure.message) == (path, True)
    assert (tmp_path / "db.py").read_text() == "changed = 1\n"


def test_a_file_that_cannot_be_written_does_not_stop_the_others(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "other\n", "b.py": MISSING_PRE_PING})
    patches = [Patch(f"{tmp_path}/{name}", MISSING_PRE_PING.encode(), MENDED.encode()) for name in ("a.py", "b.py")]
    mended = Mended()
    assert write_out(mended, patches, [str(tmp_path)], lambda texts: ()) == (patches[1],)
    assert len(mended.failures) == 1
    assert (tmp_path / "b.py").read_text() == MENDED


def test_computing_fixes_writes_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"db.py": MISSING_PRE_PING})
    outcome = run(Request((str(tmp_path),), Lookup(tmp_path.as_posix(), isolated=True), fixing=Fixing.COMPUTE))
    assert [patch.after for patch in outcome.patches] == [MENDED.encode()]
    assert (tmp_path / "db.py").read_text() == MISSING_PRE_PING


def test_many_files_are_mended_in_one_run(tmp_path: Path) -> None:
    write(tmp_path, {f"m{number}.py": MISSING_PRE_PING for number in range(30)})
    assert engine_lint("check", "--fix", cwd=tmp_path).lines[0] == "Fixed 30 findings in 30 files, 0 left (30 files checked, 30 engine sites)."
    assert {(tmp_path / f"m{number}.py").read_text() for number in range(30)} == {MENDED}


HOSTILE = {
    "deep.py": b"create_engine(" + b"(" * 3000 + b")" * 3000 + b")\n",
    "deep_list.py": b"create_engine\nx = " + b"[" * 20000 + b"]" * 20000 + b"\n",
    "nulls.py": b"create_engine\x00\x00\n",
    "cookie.py": b"# -*- coding: no-such-thing -*-\ncreate_engine()\n",
    "not_utf8.py": b"create_engine('caf\xe9')\n",
    "unfinished.py": b"from sqlalchemy import create_engine\nx = create_engine('''\n",
    "utf7.py": b"# coding: utf-7\ncreate_engine()\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end_in_a_named_finding_and_do_not_hide_the_others(tmp_path: Path, name: str) -> None:
    write(tmp_path, {name: HOSTILE[name], "z.py": MISSING_PRE_PING})
    ran = engine_lint("check", ".", "--fix", "--output-format", "json", cwd=tmp_path)
    assert (ran.code, ran.codes, ran.report["errors"]) == (2, ["EL902"], [])
    assert ran.report["findings"][0]["path"] == name
    assert "Traceback" not in ran.err
    assert (tmp_path / name).read_bytes() == HOSTILE[name]
    assert (tmp_path / "z.py").read_text() == MENDED


def test_odd_files_are_no_reason_to_stop(tmp_path: Path) -> None:
    long_line = "x = '" + "a" * 3_000_000 + "'\n"
    write(tmp_path, {"empty.py": "", "blank.py": "\n\n\x0c\n", "long.py": long_line + MISSING_PRE_PING, "bom.py": b"\xef\xbb\xbf", "folder.py/x.txt": ""})
    ran = engine_lint("check", ".", "--output-format", "json", cwd=tmp_path)
    assert (ran.code, ran.codes) == (1, ["EL101"])


def test_one_file_is_judged_alone_as_in_a_run(tmp_path: Path) -> None:
    write(tmp_path, {"db.py": MISSING_PRE_PING})
    request = Request((str(tmp_path),), Lookup(tmp_path.as_posix(), isolated=True))
    alone = check(File(f"{tmp_path}/db.py"), Workspace((str(tmp_path),)), request)
    assert [each.code for each in alone.findings] == [each.code for each in run(request).findings] == ["EL101"]


def test_findings_in_a_text_are_those_in_a_file() -> None:
    assert [each.code for each in check_source(MISSING_PRE_PING, settings={})] == ["EL101"]


CREATE = "from sqlalchemy import create_engine\n"
OPTIONS = "pool_pre_ping=True, pool_recycle=3600"
TWO_READERS = {
    "its own connect_args": f"{CREATE}o = {{}}\no['connect_args'] = o\ne = create_engine('mysql://h/d', **o)\n",
    "spread into its connect_args": f"{CREATE}o = {{}}\ne = create_engine('mysql://h/d', connect_args={{**o}}, **o)\n",
    "a key below itself": "SQLALCHEMY_POOL_RECYCLE = 280\nSQLALCHEMY_POOL_RECYCLE = 300\n",
    "a misspelt key below itself": "SQLALCHEMY_ENGINE_OPTION = {'pool_recycle': 3}\nSQLALCHEMY_ENGINE_OPTION = {'pool_recycle': 300}\n",
}
"""Options that something else reads too, or that come back when the last of them goes: no fix can be right."""


@pytest.mark.parametrize("name", TWO_READERS)
def test_what_two_readers_share_is_left_alone_with_its_findings(name: str) -> None:
    texts = {"/nowhere/app.py": TWO_READERS[name].encode()}
    outcome = run(Request((), Lookup("/nowhere", isolated=True), texts, Fixing.COMPUTE, unsafe=True))
    assert outcome.findings and (outcome.failures, outcome.patches) == ((), ())


def offline(text: str) -> Outcome:
    return run(Request((), Lookup("/nowhere", isolated=True), {"/nowhere/app.py": text.encode()}, Fixing.COMPUTE))


def test_a_note_says_whose_dict_it_is() -> None:
    outcome = offline(f"{CREATE}o = {{}}\nd = create_engine('mysql://h/d', connect_args=o, {OPTIONS})\ne = create_engine('mysql://h/d', **o)\n")
    assert outcome.notes == ("/nowhere/app.py was left alone: its fixes would write into a dict that means something else too, EL205 on line 2",)


def test_a_fix_that_would_write_into_another_engines_connect_args_holds_back_no_other() -> None:
    shared = "o = {}\nd = create_engine('mysql://h/d', connect_args=o)\ne = create_engine('mysql://h/d', **o)\n"
    outcome = offline(CREATE + shared + "".join(f"f{number} = create_engine('mysql://h/f')\n" for number in range(5)))
    (patch,) = outcome.patches
    assert patch.after.decode() == CREATE + shared.replace("connect_args=o)", f"connect_args=o, {OPTIONS})") + "".join(
        f"f{number} = create_engine('mysql://h/f', {OPTIONS})\n" for number in range(5)
    )
    assert [(each.code, each.place.line) for each in outcome.findings] == [("EL101", "line 4"), ("EL202", "line 4")]
    left_out = "/nowhere/app.py: the fix of {} on line 4 was left out: it would write into a dict that means something else too, EL205 on line 2"
    assert outcome.notes == (left_out.format("EL101"), left_out.format("EL202"))
    assert offline(patch.after.decode()).patches == ()


LENT = f"import pymysql\n{CREATE}ARGS = {{'echo': False}}\n"
ENGINE = "e = create_engine('postgresql://h/d', **ARGS)\n"
AT_THE_CALL = "e = create_engine('postgresql://h/d', pool_pre_ping=True, **ARGS)\n"
IN_THE_DICT = LENT.replace("False}", "False, 'pool_pre_ping': True}")
BORROWERS = {
    "a driver": "pymysql.connect(**ARGS)\n",
    "a driver in a function": "def raw():\n    return pymysql.connect(**ARGS)\n",
    "a driver through a copy": "LOCAL = {**ARGS, 'host': 'h'}\npymysql.connect(**LOCAL)\n",
    "a function around a driver": "def raw(**given):\n    return pymysql.connect(**given)\nraw(**ARGS)\n",
}
NEAR_MISSES = {
    "another engine": "f = create_engine('postgresql://h/f', **ARGS)\n",
    "a parameter of that name": "def raw(ARGS):\n    return pymysql.connect(**ARGS)\n",
    "a function around an engine": "def make(**given):\n    return create_engine('postgresql://h/f', **given)\nf = make(**ARGS)\n",
}


def mended_text(text: str) -> str:
    outcome = run(Request((), Lookup("/nowhere", isolated=True), {"/nowhere/app.py": text.encode()}, Fixing.COMPUTE))
    assert outcome.failures == ()
    (patch,) = outcome.patches
    return patch.after.decode()


@pytest.mark.parametrize("name", BORROWERS)
def test_a_dict_that_also_goes_to_something_else_is_left_as_it_is(name: str) -> None:
    assert mended_text(LENT + BORROWERS[name] + ENGINE) == LENT + BORROWERS[name] + AT_THE_CALL


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_a_dict_that_goes_to_engines_alone_is_mended_once(name: str) -> None:
    assert mended_text(LENT + NEAR_MISSES[name] + ENGINE) == IN_THE_DICT + NEAR_MISSES[name] + ENGINE
