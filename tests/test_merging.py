"""One defect, one finding; and projects, whose roots and pins decide what is one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from engine_lint import fix_source
from engine_lint.grounds import Grounds
from engine_lint.merging import in_order, merge
from engine_lint.model.change import SetOption, literal
from engine_lint.model.finding import Confidence, Finding, Fix, Related, Safety, Severity
from engine_lint.model.place import Place, span_of
from engine_lint.model.value import Carrier
from engine_lint.settings import Lookup
from engine_lint.workspace import Workspace
from tests.shell import write


def place(line: int, path: str = "/p/a.py") -> Place:
    return Place(path, span_of(line, 1, line, 10))


def finding(line: int, path: str = "/p/a.py", code: str = "EL101", carrier: int | None = None, safety: Safety = Safety.SAFE) -> Finding:
    fix = Fix("Add it", (SetOption(Carrier("dict", place(carrier)), "a", literal(1)),), safety, "odd" if safety is Safety.UNSAFE else "") if carrier else None
    return Finding(code, "a-rule", Severity.WARNING, Confidence.MEDIUM, "a message", place(line, path), fix=fix)


def test_two_configurations_of_one_site_are_one_finding_that_mends_both() -> None:
    (merged,) = merge([finding(1, carrier=5), finding(1, carrier=6, safety=Safety.UNSAFE)])
    assert merged.fix is not None
    assert [change.carrier.place.span.start.line for change in merged.fix.changes if isinstance(change, SetOption)] == [5, 6]
    assert (merged.fix.safety, merged.fix.reason) == (Safety.UNSAFE, "odd")


def test_a_weak_finding_is_not_told_of_beside_a_sure_one_of_the_same_cause() -> None:
    sure = replace(finding(1, carrier=1), cause=place(9))
    weak = replace(finding(2, carrier=2), cause=place(9), confidence=Confidence.LOW)
    surer = replace(finding(3, carrier=3), cause=place(9), confidence=Confidence.HIGH)
    first, second = merge([sure, weak, surer])
    assert (first, second.place.span.start.line) == (weak, 3)
    assert [each.place.span.start.line for each in second.related] == [1]


BASE = """\
import sqlalchemy


def make(settings):
    options = {"echo": False}
    if settings.server:
        options.update({"pool_size": 5})
    %s
    return sqlalchemy.create_engine(settings.url, **options)
"""


def test_an_option_is_written_once_where_one_dict_comes_into_another_on_one_arm() -> None:
    before = BASE % "print(options)"
    assert fix_source(before) == before.replace('"echo": False}', '"echo": False, "pool_pre_ping": True}')


def test_an_option_is_written_on_one_arm_where_the_other_has_it() -> None:
    before = BASE % 'else:\n        options["pool_pre_ping"] = True'
    assert fix_source(before) == before.replace('"pool_size": 5}', '"pool_size": 5, "pool_pre_ping": True}')


def test_an_option_is_written_on_both_arms_where_neither_comes_into_the_other() -> None:
    before = BASE.replace("options = {", 'options = {"pool_size": 2} if settings.small else {') % ""
    assert fix_source(before).count('"pool_pre_ping": True') == 2


def test_the_surer_of_two_at_one_place_speaks() -> None:
    sure = replace(finding(1), confidence=Confidence.HIGH, message="surely")
    (merged,) = merge([finding(1), sure])
    assert (merged.message, merged.confidence) == ("surely", Confidence.HIGH)


def test_sites_with_one_cause_are_one_finding_at_the_first() -> None:
    related = Related(place(9), "the options are defined here")
    findings = [replace(each, related=(related,)) for each in (finding(3, "/p/b.py", carrier=9), finding(2, carrier=9), finding(1, carrier=9))]
    (merged,) = merge(findings)
    assert merged.place == place(1)
    assert [each.place for each in merged.related] == [place(9), place(2), place(3, "/p/b.py")]


def test_of_sites_with_one_cause_the_surest_speaks() -> None:
    weak = replace(finding(1, carrier=9), confidence=Confidence.LOW)
    (merged,) = merge([weak, finding(4, carrier=9), replace(finding(2, "/p/b.py", carrier=9), confidence=Confidence.LOW)])
    assert (merged.place, merged.confidence) == (place(4), Confidence.MEDIUM)
    assert [each.place for each in merged.related] == [place(1), place(2, "/p/b.py")]


def test_different_rules_places_and_causes_stay_apart() -> None:
    assert len(merge([finding(1), finding(2), finding(1, code="EL201"), finding(1, "/p/b.py"), finding(5, carrier=1), finding(6, carrier=2)])) == 6


def test_order_is_by_path_and_position() -> None:
    found = in_order([finding(2), finding(1, code="EL201"), finding(1), finding(1, "/o/z.py")])
    assert [(each.place.path, each.place.span.start.line, each.code) for each in found] == [
        ("/o/z.py", 1, "EL101"),
        ("/p/a.py", 1, "EL101"),
        ("/p/a.py", 1, "EL201"),
        ("/p/a.py", 2, "EL101"),
    ]


def test_the_root_of_a_project(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "mono/.git/HEAD": "",
            "mono/a/pyproject.toml": "[project]\nname = 'a'\n",
            "mono/a/src/x.py": "",
            "mono/b/pyproject.toml": "[tool.black]\n",
            "mono/b/y.py": "",
            "mono/c/requirements-dev.txt": "",
            "mono/c/deep/z.py": "",
            "loose/d/w.py": "",
        },
    )
    given = (f"{tmp_path}/loose", f"{tmp_path}/mono")
    workspace = Workspace(given, grounds=Grounds(given))

    def root(path: str) -> str:
        return Path(workspace.root(f"{tmp_path}/{path}")).relative_to(tmp_path).as_posix()

    assert [root(path) for path in ("mono/a/src/x.py", "mono/b/y.py", "mono/c/deep/z.py", "loose/d/w.py")] == ["mono/a", "mono", "mono/c", "loose"]


def test_settings_come_before_the_project_s_own_pins(tmp_path: Path) -> None:
    write(tmp_path, {"requirements.txt": "sqlalchemy==1.4.20\nflask-sqlalchemy==2.5.1\n", "a.py": ""})
    path = f"{tmp_path}/a.py"
    workspace = Workspace((str(tmp_path),))
    own = Lookup(tmp_path.as_posix(), {"target-versions": {"SQLAlchemy": "2.0"}}).for_file(path)
    pinned = Lookup(tmp_path.as_posix(), isolated=True).for_file(path)
    assert workspace.versions(path, pinned).of("sqlalchemy").surely_below((1, 4, 21))
    assert workspace.versions(path, own).of("sqlalchemy").surely_at_least((2, 0))
    assert workspace.versions(path, own).of("sqlalchemy").surely_below((2, 1))
    assert workspace.versions(path, own).of("flask-sqlalchemy").surely_below((2, 6))
