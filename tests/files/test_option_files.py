"""Option files of MySQL and MariaDB as what they set on servers. That MariaDB itself reads them so, ``tests/live/test_option_files.py`` shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine_lint.files.kinds import kind_of
from engine_lint.files.option_files import OptionFiles
from engine_lint.files.optionfile.variables import MARIADB, MYSQL, held, named
from engine_lint.files.servers import Around
from engine_lint.model.server import ServerConfig, ServerSetting
from tests.shell import write

KIND = OptionFiles()


def read(text: str | bytes, path: str = "/repo/db/x.cnf", base: str = "/repo") -> tuple[ServerConfig, ...]:
    data = text if isinstance(text, bytes) else text.encode()
    (source,) = KIND.texts(path, data)
    return KIND.servers(source, Around(base, _on_disk))


def _on_disk(path: str) -> bytes | None:
    return Path(path).read_bytes() if Path(path).is_file() else None


def one(text: str | bytes, variable: str = "wait_timeout", path: str = "/repo/db/x.cnf") -> ServerSetting:
    (config,) = read(text, path)
    (setting,) = (each for each in config.settings if each.variable == variable)
    return setting


def of_tree(root: Path, files: dict[str, str], main: str = "my.cnf") -> dict[str, tuple[int | None, str]]:
    """What the main file of a tree sets: value, and the place it comes from."""
    write(root, files)
    (config,) = read((root / main).read_bytes(), f"{root}/{main}", root.as_posix())
    return {each.variable: (each.value, f"{Path(each.place.path).relative_to(root)}:{each.place.span.start.line}") for each in config.settings}


def in_mysqld(line: str) -> ServerSetting:
    return one(f"[mysqld]\n{line}\n")


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("wait-timeout=600", 600), ("wait_timeout = 600", 600), ("\twait_timeout\t=\t600  ", 600), ("wait_timeout='600'", 600), ('wait_timeout="600" # note', 600),
        ("wait_timeout=600#note", 600), ("loose-wait_timeout=600", 600), ("skip-wait_timeout", 1), ("disable_wait_timeout", 1), ("enable-wait_timeout=5", 1),
        ("wait_timeout=1K", 1024), ("wait_timeout=2m", 2097152), ("wait_timeout=0", 1), ("wait_timeout=99999999", 31536000), ("wait_timeout=1e3", 31536000),
        ("wait_timeout=5\nwait-timeout=7", 7), ("wait_timeout=5\n[client]\nwait_timeout=7", 5), ("[server]\nwait_timeout=5", 5),
    ],
)  # fmt: skip
def test_values_on_which_both_agree(line: str, value: int) -> None:
    setting = in_mysqld(line)
    assert (setting.value, setting.reason, setting.ineffective) == (value, "", "")


@pytest.mark.parametrize(
    "line",
    [
        "wait_timeout=600 ; note", "wait_timeout=600;", "wait_timeout=600 // note", "wait_timeout=`600`", "wait_timeout", "loose-wait_timeout",
        "wait_timeout=600s", "wait_timeout=8h", "wait_timeout=600.5", "wait_timeout=0x258", "set-variable=wait_timeout=600", "wait_timeout=600\n// note",
        "wait_timeout=600\n-- note", "wait_timeout=600\n--port=3307", "wait_timeout=600\nwait timeout=3", "wait_timeout=600\xa0",
    ],
)  # fmt: skip
def test_lines_with_which_no_server_starts(line: str) -> None:
    setting = in_mysqld(line)
    assert setting.value is None
    assert setting.ineffective.startswith("servers do not take this file: ")


@pytest.mark.parametrize(
    "text", ["wait_timeout=5\n[mysqld]\n", "[mysqld]\nwait_timeout=5\n[client\n", "\N{BOM}[mysqld]\nwait_timeout=5\n", "[mysqld]\nwait_timeout=5\n!include\n"]
)
def test_files_that_no_server_takes(text: str) -> None:
    assert one(text).ineffective.startswith("servers do not take this file: ")


def test_a_refusal_names_the_line_where_that_is_another_one() -> None:
    assert one("[mysqld]\nwait_timeout=5\n\n--port=1\n").ineffective.endswith("an option of a file begins without dashes (line 4)")
    assert not one("[mysqld]\nwait_timeout=5s\n").ineffective.endswith(")")


def test_what_is_wrong_in_a_group_that_servers_skip_does_not_matter() -> None:
    assert one("[client]\n// note\n--foo\n[mysqld]\nwait_timeout=5\n").value == 5


@pytest.mark.parametrize("line", ["WAIT_TIMEOUT=600", "wait_time=600", "wait_timeout=", "wait_timeout=-1", "maximum-wait_timeout=600", "wait_timeout=16E"])
def test_where_the_two_differ_nothing_is_claimed(line: str) -> None:
    setting = in_mysqld(line)
    assert (setting.value, setting.ineffective) == (None, "")
    assert setting.reason


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[mariadb]\nWAIT_TIMEOUT=600\n", 600), ("[mariadbd]\nwait_time=600\n", 600), ("[mariadb]\n[mysqld]\nwait_timeout=\n", 1),
        ("[client-server]\n[mysqld]\nwait=600\n", 600), ("[mysqld-10.11]\nWAIT_TIMEOUT=600\n", 600), ("[mysqld-8.0]\n[mysqld]\nwait_timeout=-1\n", 1),
        ("[mariadb-11]\nx.wait_timeout=5\n", 5),
    ],
)  # fmt: skip
def test_groups_tell_the_flavour(text: str, value: int) -> None:
    assert one(text).value == value


@pytest.mark.parametrize(
    ("path", "backends"),
    [
        ("/repo/mariadb.conf.d/50-server.cnf", ("mariadb",)), ("/repo/etc/mysql/mysql.conf.d/mysqld.cnf", ("mysql",)), ("/repo/docker/mariadb/my.cnf", ("mariadb",)),
        ("/repo/docker/mysql/my.cnf", ("mysql", "mariadb")), ("/repo/my.cnf", ("mysql", "mariadb")),
    ],
)  # fmt: skip
def test_paths_tell_the_flavour(path: str, backends: tuple[str, ...]) -> None:
    (config,) = read("[mysqld]\nwait_timeout=5\n", path)
    assert config.backends == backends


@pytest.mark.parametrize("group", ["mysqld", "server", "MYSQLD", "mysqld\t", "mariadb", "mariadbd", "client-server", "galera", "mysqld-8.0", "mariadb-10.11"])
def test_groups_that_a_server_reads(group: str) -> None:
    assert one(f"[{group}]\nwait_timeout=5\n").value == 5


@pytest.mark.parametrize(
    "group", ["client", "mysql", "mysqld_safe", "mysqld_multi", " mysqld", "mysql.server", "embedded", "mysqldump", "mysqld 8.0", "wordpress"]
)
def test_groups_that_no_server_reads(group: str) -> None:
    setting = one(f"[mysqld]\n[{group}]\nwait_timeout=5\n")
    assert setting.ineffective == f"no server reads the group [{group}]"


def test_a_version_decides_only_where_the_groups_differ() -> None:
    assert one("[mysqld-8.0]\nwait_timeout=5\n").value == 5
    assert one("[mysqld]\nwait_timeout=5\n[mysqld-8.0]\nwait_timeout=5\n").value == 5
    both = one("[mysqld]\nwait_timeout=9\n[mysqld-8.0]\nwait_timeout=5\n")
    assert (both.value, both.reason, both.place.span.start.line) == (None, "the server's version decides which group counts", 4)


def test_an_instance_with_a_group_of_its_own_is_a_server_of_its_own() -> None:
    configs = read("[mysqld]\nwait_timeout=9\n[mysqld_replica]\nwait_timeout=5\n[mysqld2]\ninteractive_timeout=7\n")
    assert [(each.server, {setting.variable: setting.value for setting in each.settings}) for each in configs] == [
        ("", {"wait_timeout": 9}),
        ("mysqld_replica", {"wait_timeout": 5}),
        ("mysqld2", {"wait_timeout": 9, "interactive_timeout": 7}),
    ]


def test_an_instance_whose_own_options_all_lose_is_none() -> None:
    assert [each.server for each in read("[mysqld_replica]\nwait_timeout=5\n[mysqld]\nwait_timeout=9\n")] == [""]


def test_the_options_of_a_suffix_count_in_their_order_and_those_of_a_number_come_last() -> None:
    (base, replica) = read("[mysqld]\nwait_timeout=9\n[mysqld_replica]\nwait_timeout=5\n")
    assert ({s.value for s in base.settings}, {s.value for s in replica.settings}) == ({9}, {5})
    (base, numbered) = read("[mysqld2]\nwait_timeout=5\n[mysqld]\nwait_timeout=9\n")
    assert ({s.value for s in base.settings}, {s.value for s in numbered.settings}) == ({9}, {5})


@pytest.mark.parametrize("written", ["{{ wait }}", "${WAIT}", "$WAIT", "@WAIT@", "<%= wait %>", "{% if a %}5{% endif %}", "__WAIT_TIMEOUT__", "WAIT_TIMEOUT"])
def test_what_a_template_fills_in_is_not_known(written: str) -> None:
    setting = in_mysqld(f"wait_timeout = {written}")
    assert (setting.value, setting.ineffective, setting.written) == (None, "", written)


def test_lines_of_a_template_engine_are_passed_over() -> None:
    assert one("{% if a %}\n[mysqld]\n{# b #}\nwait_timeout=5\n{% set x = 3 %}\n{% endif %}\n").value == 5


@pytest.mark.parametrize(
    "text",
    [
        "wait_timeout=5\n",
        "[req]\nwait_timeout=5\n",
        "[maxscale]\nwait_timeout=5\n",
        "[server1]\nwait_timeout=5\n",
        "[server_cert]\nwait_timeout=5\n",
        "mysql_variables=\n{\n wait_timeout=5\n}\n",
        "",
        "\0",
    ],
)
def test_files_of_other_programs_say_nothing(text: str) -> None:
    assert read(text, "/repo/maxscale.cnf") == ()


@pytest.mark.parametrize(
    "text", ["[mysqld]\nport=3306\n", "[mysqld]\n# wait_timeout=5\n; wait_timeout=6\n", "[mysqld]\ninnodb_lock_wait_timeout=50\n", "[mysqld]\nloose-x=3\n"]
)
def test_files_without_such_variables_say_nothing(text: str) -> None:
    assert read(text, "/repo/my.cnf") == ()


def test_places_are_exact() -> None:
    setting = one("# first\n[mysqld]\n  wait_timeout = '60' # note\n")
    span = setting.place.span
    assert (span.start.line, span.start.column, span.end.column, setting.written) == (3, 3, 22, "'60'")


class TestIncludes:
    def test_a_file_is_read_where_it_is_included(self, tmp_path: Path) -> None:
        files = {
            "my.cnf": "[mysqld]\nwait_timeout=9\n!include part.inc\ninteractive_timeout=3\n",
            "part.inc": "[client]\nuser=x\n[mysqld]\nwait_timeout=5\n[client]\n",
        }
        assert of_tree(tmp_path, files) == {"wait_timeout": (5, "part.inc:4"), "interactive_timeout": (3, "my.cnf:4")}

    def test_what_stands_behind_the_include_wins(self, tmp_path: Path) -> None:
        assert of_tree(tmp_path, {"my.cnf": "[mysqld]\n!include a.cnf\nwait_timeout=9\n", "a.cnf": "[mysqld]\nwait_timeout=5\n"}) == {
            "wait_timeout": (9, "my.cnf:3")
        }

    def test_a_folder_is_read_by_name(self, tmp_path: Path) -> None:
        parts = {f"conf.d/{name}": f"[mysqld]\nwait_timeout={number}\n" for number, name in enumerate(("b.cnf", "a.cnf", "z.ini", "z.cnf.bak", "z/z.cnf"), 1)}
        assert of_tree(tmp_path, {"my.cnf": "!includedir conf.d\n", **parts}) == {"wait_timeout": (1, "conf.d/b.cnf:2")}

    @pytest.mark.parametrize(
        ("main", "named", "part"),
        [
            ("root/etc/mysql/my.cnf", "/etc/mysql/conf.d", "root/etc/mysql/conf.d/a.cnf"),
            ("docker/my.cnf", "/etc/mysql/conf.d/", "docker/conf.d/a.cnf"),
            ("docker/my.cnf", "./conf.d", "docker/conf.d/a.cnf"),
            ("docker/my.cnf", "docker/conf.d", "docker/conf.d/a.cnf"),
        ],
    )
    def test_paths_of_the_servers_machine_are_looked_for_in_the_repository(self, main: str, named: str, part: str, tmp_path: Path) -> None:
        assert of_tree(tmp_path, {main: f"!includedir {named}\n", part: "[mysqld]\nwait_timeout=5\n"}, main) == {"wait_timeout": (5, f"{part}:2")}

    @pytest.mark.parametrize(
        "line", ["!include none.cnf", '!include "a.cnf"', "!include a.cnf # note", "!include=a.cnf", "!INCLUDE a.cnf", "!foo a.cnf", "!includedir none"]
    )
    def test_what_includes_nothing(self, line: str, tmp_path: Path) -> None:
        assert of_tree(tmp_path, {"my.cnf": f"[mysqld]\nwait_timeout=9\n{line}\n", "a.cnf": "[mysqld]\nwait_timeout=5\n"}) == {"wait_timeout": (9, "my.cnf:2")}

    def test_the_last_character_of_an_include_without_a_line_end_is_lost(self, tmp_path: Path) -> None:
        assert of_tree(tmp_path, {"my.cnf": "[mysqld]\nwait_timeout=9\n!include a.cnf", "a.cnf": "[mysqld]\nwait_timeout=5\n"}) == {
            "wait_timeout": (9, "my.cnf:2")
        }

    def test_files_that_include_each_other_come_to_an_end(self, tmp_path: Path) -> None:
        twice = "[mysqld]\n!include my.cnf\n!include other.cnf\nwait_timeout=5\n"
        assert of_tree(tmp_path, {"my.cnf": twice, "other.cnf": twice})["wait_timeout"][0] == 5

    def test_a_fault_ends_an_included_file_only(self, tmp_path: Path) -> None:
        write(tmp_path, {"my.cnf": "[mysqld]\n!include a.cnf\n", "a.cnf": "[mysqld]\nwait_timeout=5\n[client\nwait_timeout=6\n"})
        (config,) = read((tmp_path / "my.cnf").read_bytes(), f"{tmp_path}/my.cnf", tmp_path.as_posix())
        assert ([each.value for each in config.settings], config.parts) == ([5], ())

    def test_the_parts_are_known(self, tmp_path: Path) -> None:
        write(tmp_path, {"my.cnf": "!include a.cnf\n", "a.cnf": "[mysqld]\nwait_timeout=5\n"})
        (config,) = read((tmp_path / "my.cnf").read_bytes(), f"{tmp_path}/my.cnf", tmp_path.as_posix())
        assert config.parts == (f"{tmp_path.as_posix()}/a.cnf",)


@pytest.mark.parametrize(
    ("path", "in_tests"),
    [
        ("tests/my.cnf", True),
        (".github/mysql/my.cnf", True),
        ("examples/my.cnf", True),
        (".ci/my.cnf", True),
        ("docker/my.cnf", False),
        ("deploy/ci-db/my.cnf", False),
    ],
)
def test_files_for_tests_and_ci_are_known(path: str, in_tests: bool) -> None:
    (config,) = read("[mysqld]\nwait_timeout=5\n", f"/repo/{path}")
    assert config.in_tests is in_tests


@pytest.mark.parametrize(
    ("name", "expected"), [("my.cnf", True), ("mysqld.cnf", True), ("my.ini", True), ("50-server.cnf", True), ("a.cfg", False), ("x.cnf.j2", False)]
)
def test_names(name: str, expected: bool) -> None:
    assert isinstance(kind_of(f"/p/{name}"), OptionFiles) is expected


@given(st.text(alphabet="abxy-_.WAITwait_timeout=", max_size=30), st.one_of(st.none(), st.text(max_size=12)), st.sampled_from([MYSQL, MARIADB]))
def test_a_value_is_within_what_a_server_holds(name: str, value: str | None, flavour: str) -> None:
    what = named(name, flavour) or named(f"wait_timeout{'' if name else name}", flavour)
    assert what is not None
    result = held(what, value, flavour)
    assert result.value is None or what.variable.least[flavour] <= result.value <= what.variable.most
    assert (result.value is not None) + bool(result.reason) + bool(result.refused) + result.ignored == 1


PIECES = st.sampled_from(
    [
        *(
            "[mysqld]\n",
            "[mysqld",
            "[mysqld-8.0]\n",
            "[mariadb-11]\n",
            "[mysqld2]\n",
            "[mysqld_x]\n",
            "[]\n",
            "wait_timeout",
            "=",
            "600",
            "#",
            ";",
            "'",
            '"',
            "\\",
        ),
        *("\r\n", "\n", "\0", "\N{BOM}", "!include ", "!includedir ", "x.cnf", ".", "/", "loose-", "maximum-", "{{", "%}", "${A}", "interactive_timeout=1\n"),
    ]
)


@settings(deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=14).map("".join))
def test_no_text_is_too_odd(text: str) -> None:
    for config in read(text.encode("utf-8", "surrogatepass"), "/repo/my.cnf"):
        for setting in config.settings:
            assert (setting.value is not None) + bool(setting.reason) + bool(setting.ineffective) == 1


def test_a_long_file_is_read_in_one_go() -> None:
    assert one("[mysqld]\n" + "wait_timeout=5\n" * 20_000 + "wait_timeout=7\n").value == 7
    assert one("[mysqld]\nwait_timeout=" + " " * 200_000 + "7" + " " * 200_000 + "#" + "'" * 200_000 + "\n").value == 7


def test_a_file_for_very_many_servers_comes_to_an_end() -> None:
    text = "[mysqld]\nwait_timeout=9\n" + "".join(
        f"[mysqld_{number}]\nwait_timeout={number + 60}\n[mysqld-{number % 100}.{number % 90}]\n" for number in range(4_000)
    )
    configs = read(text)
    assert configs[0].server == "" and configs[1].server == "mysqld_0"


def test_includes_do_not_lead_out_of_the_repository(tmp_path: Path) -> None:
    write(tmp_path, {"repo/my.cnf": "[mysqld]\nwait_timeout=9\n!include ../other.cnf\n!includedir ../conf.d\n"})
    write(tmp_path, {"other.cnf": "[mysqld]\nwait_timeout=5\n", "conf.d/a.cnf": "[mysqld]\nwait_timeout=5\n"})
    (config,) = read((tmp_path / "repo/my.cnf").read_bytes(), f"{tmp_path}/repo/my.cnf", f"{tmp_path}/repo")
    assert [each.value for each in config.settings] == [9]
    assert config.parts == ()


def test_a_great_many_files_in_a_folder_come_to_an_end(tmp_path: Path) -> None:
    again = "[mysqld]\n!includedir conf.d\nwait_timeout=5\n"
    assert of_tree(tmp_path, {"my.cnf": again, **{f"conf.d/{number}.cnf": again for number in range(40)}})["wait_timeout"][0] == 5
