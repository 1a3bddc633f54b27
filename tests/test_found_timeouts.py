"""Timers that files of a project set, through whole runs: which project they belong to, what wins, what is said where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest

from engine_lint.model.finding import Finding, Safety
from engine_lint.pipeline import Fixing, Request, run
from engine_lint.settings import Lookup
from tests.shell import write

PINS = "SQLAlchemy==2.0.50\nPyMySQL==1.1.1\n"
ENGINE = 'from sqlalchemy import create_engine\n\nengine = create_engine("mysql+pymysql://app@db/shop", pool_pre_ping=True, pool_recycle=3600)\n'
NEVER = ENGINE.replace(", pool_recycle=3600", "")


def cnf(seconds: object, group: str = "mysqld") -> str:
    return f"[{group}]\nwait_timeout = {seconds}\n"


def findings(root: Path, files: Mapping[str, str], paths: Sequence[str] = (".",), **more: Any) -> tuple[Finding, ...]:
    write(root, dict(files))
    settings = {name.replace("_", "-"): value for name, value in more.items()}
    outcome = run(Request(tuple(paths), Lookup(root.as_posix(), settings)))
    assert outcome.failures == ()
    return outcome.findings


def rows(root: Path, found: Sequence[Finding]) -> list[str]:
    return [f"{Path(each.place.path).relative_to(root)}:{each.place.span.start.line} {each.code}" for each in found]


def said(root: Path, files: Mapping[str, str], paths: Sequence[str] = (".",), **more: Any) -> list[str]:
    return rows(root, findings(root, files, paths, **more))


class TestWhereTheyAreFound:
    def test_a_file_is_found_where_only_others_are_checked(self, tmp_path: Path) -> None:
        (found,) = findings(tmp_path, {"requirements.txt": PINS, "app/db.py": ENGINE, "docker/mysql/my.cnf": cnf(600)}, ["app/db.py"])
        assert found.message == "pool_recycle of 3600 s (1 h) is not below the idle timeout: wait_timeout of 600 s, from docker/mysql/my.cnf:2"
        (where,) = (each for each in found.related if each.place.path.endswith("my.cnf"))
        assert (where.label, where.place.span.start.line) == ("wait_timeout is set here", 2)

    def test_the_repository_around_a_project_counts(self, tmp_path: Path) -> None:
        files = {".git/HEAD": "", "backend/requirements.txt": PINS, "backend/db.py": ENGINE, "docker/my.cnf": cnf(600)}
        assert said(tmp_path, files, ["backend/db.py"]) == ["backend/db.py:3 EL201"]

    def test_another_project_of_the_repository_does_not(self, tmp_path: Path) -> None:
        files = {".git/HEAD": "", "a/requirements.txt": PINS, "a/db.py": ENGINE, "b/requirements.txt": PINS, "b/my.cnf": cnf(600)}
        assert said(tmp_path, files) == []

    def test_a_project_within_does_not_count_for_the_one_around(self, tmp_path: Path) -> None:
        files = {".git/HEAD": "", "requirements.txt": PINS, "db.py": ENGINE, "plugin/requirements.txt": PINS, "plugin/my.cnf": cnf(600)}
        assert said(tmp_path, files) == []

    def test_folders_side_by_side_are_no_project(self, tmp_path: Path) -> None:
        assert said(tmp_path, {"one/app/db.py": ENGINE, "two/my.cnf": cnf(600)}) == []
        assert said(tmp_path, {"one/my.cnf": cnf(600)}) == ["one/app/db.py:3 EL201"]

    @pytest.mark.parametrize("folder", ["tests", ".github/mysql", "examples", ".circleci", "e2e"])
    def test_servers_for_tests_and_ci_are_not_production(self, folder: str, tmp_path: Path) -> None:
        assert said(tmp_path, {"requirements.txt": PINS, "db.py": ENGINE, f"{folder}/my.cnf": cnf(600)}) == []

    def test_the_settings_say_what_tests_are(self, tmp_path: Path) -> None:
        files = {"requirements.txt": PINS, "db.py": ENGINE, "tests/my.cnf": cnf(600)}
        assert said(tmp_path, files, test_paths=["checks/"]) == ["db.py:3 EL201"]
        assert said(tmp_path, files, test_paths=["tests/"]) == []

    def test_excluded_files_are_not_found(self, tmp_path: Path) -> None:
        assert said(tmp_path, {"requirements.txt": PINS, "db.py": ENGINE, "old/my.cnf": cnf(600)}, extend_exclude=["old/"]) == []


class TestWhichOneWins:
    FILES: ClassVar[dict[str, str]] = {"requirements.txt": PINS, "db.py": ENGINE, "my.cnf": cnf(600)}

    def limit(self, root: Path, files: Mapping[str, str], **more: Any) -> str:
        found = [each for each in findings(root, files, **more) if each.code == "EL201"]
        return found[0].message.partition(": ")[2] if found else ""

    def test_a_found_timer_comes_before_the_documented_one(self, tmp_path: Path) -> None:
        assert self.limit(tmp_path, self.FILES) == "wait_timeout of 600 s, from my.cnf:2"
        long = {**self.FILES, "my.cnf": cnf(86400), "db.py": ENGINE.replace("3600", "40000")}
        assert self.limit(tmp_path, long) == ""

    def test_a_declared_one_comes_before_it(self, tmp_path: Path) -> None:
        assert self.limit(tmp_path, self.FILES, idle_timeout=3000) == "idle-timeout of 3000 s, from --idle-timeout"
        assert self.limit(tmp_path, self.FILES, idle_timeout=7200) == ""

    def test_the_engines_own_comes_before_all(self, tmp_path: Path) -> None:
        own = ENGINE.replace("pool_recycle=3600", 'pool_recycle=3600, connect_args={"init_command": "SET wait_timeout=7200"}')
        assert self.limit(tmp_path, {**self.FILES, "db.py": own}) == ""

    def test_the_shortest_of_several_timers_acts(self, tmp_path: Path) -> None:
        assert "350 s" in self.limit(tmp_path, self.FILES, platform=["aws-nlb-tcp"])
        assert self.limit(tmp_path, {**self.FILES, "my.cnf": cnf(300)}, platform=["aws-nlb-tcp"]) == "wait_timeout of 300 s, from my.cnf:2"

    def test_the_shortest_of_several_servers_counts(self, tmp_path: Path) -> None:
        assert self.limit(tmp_path, {**self.FILES, "deploy/my.cnf": cnf(300)}) == "wait_timeout of 300 s, from deploy/my.cnf:2"

    def test_interactive_timeout_counts_for_interactive_clients_alone(self, tmp_path: Path) -> None:
        both = "[mysqld]\nwait_timeout = 86400\ninteractive_timeout = 300\n"
        assert self.limit(tmp_path, {**self.FILES, "my.cnf": both}) == ""
        flag = "from pymysql.constants import CLIENT\n" + ENGINE.replace(
            "pool_recycle=3600", 'pool_recycle=3600, connect_args={"client_flag": CLIENT.INTERACTIVE}'
        )
        assert self.limit(tmp_path, {**self.FILES, "my.cnf": both, "db.py": flag}) == "interactive_timeout of 300 s, from my.cnf:3"

    @pytest.mark.parametrize("url", ["postgresql://app@db/shop", "sqlite:///shop.db", "oracle://app@db/shop", "mssql+pyodbc://app@db/shop"])
    def test_a_file_of_one_backend_says_nothing_of_others(self, url: str, tmp_path: Path) -> None:
        assert said(tmp_path, {**self.FILES, "db.py": ENGINE.replace("mysql+pymysql://app@db/shop", url)}) == []

    @pytest.mark.parametrize(
        ("whom", "url", "counts"),
        [
            ("ROLE app", '"postgresql://app@db/shop"', True),
            ("ROLE app", '"postgresql+psycopg://app:secret@db:5432/shop?sslmode=require"', True),
            ("ROLE app", 'f"postgresql://app:{PASSWORD}@{HOST}/shop"', True),
            ("ROLE app", 'URL.create("postgresql", username="app", password=PASSWORD, host=HOST)', True),
            ("ROLE app IN DATABASE shop", '"postgresql://app@db/shop"', True),
            ("ROLE ALL", 'f"postgresql://{HOST}"', True),
            ("DATABASE shop", '"postgresql://app@db/shop"', True),
            ("DATABASE shop", 'f"postgresql://{HOST}"', True),
            ("DATABASE shop", '"postgresql://app@db/" + HOST', True),
            ("ROLE app", '"postgresql://app@db/shop" if USER else "postgresql://other@db/shop"', True),
            ("ROLE report", '"postgresql://app@db/shop"', False),
            ("ROLE app", '"postgresql://db/shop"', False),
            ("ROLE app", '"postgresql://App@db/shop"', False),
            ("ROLE app", 'f"postgresql://{USER}@db/shop"', False),
            ("ROLE app", 'f"postgresql://app{USER}@db/shop"', False),
            ("ROLE app", '"postgresql://report@app/app"', False),
            ("ROLE app", 'URL.create("postgresql", username=USER)', False),
            ("ROLE app IN DATABASE reports", '"postgresql://app@db/shop"', False),
            ("DATABASE reports", '"postgresql://app@db/shop"', False),
            ("DATABASE reports", 'URL.create("postgresql", username=USER, database="shop")', False),
        ],
    )
    def test_one_for_a_role_or_a_database_counts_for_connections_of_it(self, whom: str, url: str, counts: bool, tmp_path: Path) -> None:
        code = (
            "import os\n\nfrom sqlalchemy import URL, create_engine\n\nPASSWORD, HOST, USER = os.environ['PASSWORD'], os.environ['HOST'], os.environ['USER']\n"
            f"engine = create_engine({url}, pool_pre_ping=True, pool_recycle=3600)\n"
        )
        sql = f"ALTER {whom} SET idle_session_timeout = '10min';\n"
        limit = self.limit(tmp_path, {"requirements.txt": "SQLAlchemy==2.0.50\n", "db.py": code, "roles.sql": sql})
        assert limit == ("idle_session_timeout of 600 s, from roles.sql:1" if counts else "")

    def test_an_engine_whose_backend_is_not_known_is_left_alone(self, tmp_path: Path) -> None:
        unknown = 'import os\nfrom sqlalchemy import create_engine\nengine = create_engine(os.environ["URL"], pool_pre_ping=True, pool_recycle=3600)\n'
        assert said(tmp_path, {**self.FILES, "db.py": unknown}) == []

    def test_mariadb_and_mysql_are_taken_for_each_other(self, tmp_path: Path) -> None:
        files = {**self.FILES, "my.cnf": cnf(600, "mariadb"), "db.py": ENGINE.replace("mysql+", "mariadb+")}
        assert said(tmp_path, files) == ["db.py:3 EL201"]
        assert said(tmp_path, {**files, "db.py": ENGINE}) == ["db.py:3 EL201"]

    def test_a_value_that_is_not_known_is_not_used(self, tmp_path: Path) -> None:
        assert said(tmp_path, {**self.FILES, "my.cnf": cnf("${WAIT}")}) == []

    def test_a_fix_that_rests_on_a_very_short_found_timer_is_unsafe(self, tmp_path: Path) -> None:
        (fix,) = (each.fix for each in findings(tmp_path, {**self.FILES, "my.cnf": cnf(50)}) if each.fix)
        assert (fix.safety, fix.reason) == (Safety.UNSAFE, "wait_timeout of 50 s was only found in my.cnf:2")
        (fix,) = (each.fix for each in findings(tmp_path, {**self.FILES, "my.cnf": cnf(60)}) if each.fix)
        assert fix.safety is Safety.SAFE

    def test_with_pre_ping_it_is_information(self, tmp_path: Path) -> None:
        assert [each.severity.name for each in findings(tmp_path, self.FILES)] == ["INFO"]
        assert [each.severity.name for each in findings(tmp_path, {**self.FILES, "db.py": NEVER})] == ["INFO"]
        without = ENGINE.replace("pool_pre_ping=True, ", "")
        assert [(each.code, each.severity.name) for each in findings(tmp_path, {**self.FILES, "db.py": without})] == [
            ("EL101", "WARNING"),
            ("EL201", "WARNING"),
        ]


class TestFilesThatAreIncluded:
    FILES: ClassVar[dict[str, str]] = {
        "requirements.txt": PINS,
        "db.py": ENGINE,
        "my.cnf": "[mysqld]\n!includedir conf.d\n",
        "conf.d/a.cnf": cnf(30),
        "conf.d/b.cnf": cnf(600),
    }

    def test_only_what_comes_out_in_the_end_counts(self, tmp_path: Path) -> None:
        (found,) = findings(tmp_path, self.FILES)
        assert found.message.endswith("wait_timeout of 600 s, from conf.d/b.cnf:2")

    def test_an_included_file_alone_is_judged_as_it_is_included(self, tmp_path: Path) -> None:
        low = {**self.FILES, "conf.d/b.cnf": cnf(20)}
        for paths in (["conf.d/a.cnf"], ["conf.d/b.cnf"], ["my.cnf"], ["my.cnf", "conf.d"]):
            assert said(tmp_path, low, paths) == ["conf.d/b.cnf:2 EL502"], paths
        assert said(tmp_path, self.FILES, ["conf.d/a.cnf"]) == []

    def test_without_the_file_around_it_counts_itself(self, tmp_path: Path) -> None:
        files = {name: text for name, text in self.FILES.items() if name != "my.cnf"}
        assert said(tmp_path, files) == ["conf.d/a.cnf:2 EL502", "db.py:3 EL201"]


class TestComments:
    def test_a_comment_silences_what_is_said_of_its_line(self, tmp_path: Path) -> None:
        silenced = "[mysqld]\nwait_timeout = 5  # engine-lint: ignore[EL502] a proxy is in front\n"
        assert said(tmp_path, {"my.cnf": silenced}) == []
        assert said(tmp_path, {"my.cnf": "# engine-lint: ignore-file\n" + cnf(5)}) == []
        assert said(tmp_path, {"my.cnf": "[mysqld]\n# engine-lint: ignore[very-low]\nwait_timeout = 5\n".replace("very-low", "wait-timeout-very-low")}) == []

    def test_one_that_silences_nothing_is_told(self, tmp_path: Path) -> None:
        assert said(tmp_path, {"my.cnf": "[mysqld]\nwait_timeout = 600  # engine-lint: ignore[EL502]\n"}) == ["my.cnf:2 EL901"]


def test_nothing_is_ever_written_into_an_option_file(tmp_path: Path) -> None:
    write(tmp_path, {"requirements.txt": PINS, "db.py": ENGINE, "my.cnf": cnf(5), "long.cnf": cnf(86400)})
    outcome = run(Request((".",), Lookup(tmp_path.as_posix()), fixing=Fixing.COMPUTE, unsafe=True))
    assert {Path(patch.path).name for patch in outcome.patches} <= {"db.py"}
    assert outcome.failures == ()


def test_standard_input_stands_for_an_option_file(tmp_path: Path) -> None:
    write(tmp_path, {"requirements.txt": PINS, "db.py": ENGINE, "my.cnf": cnf(600)})
    path = f"{tmp_path.as_posix()}/my.cnf"
    outcome = run(Request(("db.py",), Lookup(tmp_path.as_posix()), texts={path: cnf(400).encode()}))
    assert [each.message.partition(": ")[2] for each in outcome.findings] == ["wait_timeout of 400 s, from my.cnf:2"]
