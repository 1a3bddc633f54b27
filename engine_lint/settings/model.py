"""The settings that hold for a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from engine_lint.model.levels import Confidence, Severity
from engine_lint.model.outcome import UNPARSABLE
from engine_lint.patterns import Patterns, match_any

if TYPE_CHECKING:
    from engine_lint.model.capacity import Limit, Workers
    from engine_lint.model.measured import Measured
    from engine_lint.model.timeout import IdleTimeout
    from engine_lint.settings.overrides import PathOverride, PerFileIgnore
    from engine_lint.timeouts.declared import Declared

OWN_FILE = "engine-lint.toml"
SHARED_FILE = "pyproject.toml"
DEFAULT_EXCLUDES = (
    *(".bzr", ".direnv", ".eggs", ".git", ".git-rewrite", ".hg", ".svn", ".ipynb_checkpoints", ".mypy_cache", ".nox", ".pants.d"),
    *(".pyenv", ".pytest_cache", ".pytype", ".ruff_cache", ".tox", ".venv", ".vscode", "__pycache__", "__pypackages__", "_build"),
    *("buck-out", "build", "dist", "node_modules", "site-packages", "venv"),
)


class Settings(NamedTuple):
    """The settings that hold for the files of one folder, command line included.

    ``file`` is the settings file they come from, empty for none; ``root`` its folder, else the working directory.
    ``enabled`` and ``fixable`` are rule codes, None for all of them. ``recycle`` is in seconds. ``origins`` tells for each
    key that was set where (``pyproject.toml:12``, ``--select``); keys that are absent have their default.
    """

    root: str
    file: str = ""
    enabled: frozenset[str] | None = None
    named: frozenset[str] = frozenset()
    """Codes selected by their own name, which switches pedantic rules on."""
    ignored: frozenset[str] = frozenset()
    fixable: frozenset[str] | None = None
    exclude: tuple[Patterns, ...] = ()
    force_exclude: bool = False
    respect_gitignore: bool = True
    code_blocks: bool = False
    baseline: str = ""
    """The absolute path of the file of known findings, empty for none."""
    per_file_ignores: tuple[PerFileIgnore, ...] = ()
    idle_timeouts: tuple[IdleTimeout, ...] = ()
    platforms: tuple[IdleTimeout, ...] = ()
    limits: tuple[Limit, ...] = ()
    workers: Workers | None = None
    pooler: bool = False
    measured: tuple[Measured, ...] = ()
    per_path: tuple[PathOverride, ...] = ()
    recycle: int | None = None
    min_severity: Severity = Severity.INFO
    min_confidence: Confidence = Confidence.MEDIUM
    fail_on: Severity = Severity.WARNING
    pedantic: bool = False
    target_versions: Mapping[str, str] = {}
    test_paths: Patterns | None = None
    script_paths: Patterns | None = None
    origins: Mapping[str, str] = {}
    values: Mapping[str, object] = {}
    """Every key as it was written, for ``engine-lint config``."""

    @classmethod
    def by_default(cls, root: str) -> Settings:
        """Those that hold where nothing is set."""
        return cls(root, exclude=(Patterns(root, DEFAULT_EXCLUDES),))

    def is_enabled(self, code: str, *, pedantic_rule: bool = False) -> bool:
        """Whether a rule's findings are shown at all. Unparsable files (EL902) stay unless they are ignored by name."""
        if code == UNPARSABLE:
            return code not in self.ignored
        if self.enabled is not None and code not in self.enabled:
            return False
        return not pedantic_rule or self.pedantic or code in self.named

    def is_fixable(self, code: str) -> bool:
        """Whether a rule's fixes are offered."""
        return self.fixable is None or code in self.fixable

    def ignored_in(self, path: str) -> frozenset[str]:
        """The rules that ``per-file-ignores`` silences in a file."""
        return frozenset().union(*(each.codes for each in self.per_file_ignores if each.patterns.match(path)))

    def is_excluded(self, path: str, *, folder: bool = False, root: str = "") -> bool:
        """Whether ``exclude`` or ``extend-exclude`` names a path. ``root`` stands for the patterns' own folder where it is given."""
        if root:
            return match_any((each._replace(root=root) for each in self.exclude), path, folder=folder)
        return any(each.match(path, folder=folder) for each in self.exclude)

    def is_for_tests(self, path: str, otherwise: bool) -> bool:
        """Whether a file is there for tests or CI, as ``test-paths`` says where it is set."""
        return otherwise if self.test_paths is None else self.test_paths.match(path)

    def declared_for(self, path: str) -> Declared:
        """The idle timeouts declared for a file: those of the last ``per-path`` entry that matches, then the global ones."""
        from engine_lint.timeouts.declared import Declared

        found: dict[str, IdleTimeout] = {}
        for override in self.per_path:
            if override.patterns.match(path) and override.timeouts:
                found = {each.backend: each for each in override.timeouts}
        own_for_all = "" in found
        for each in self.idle_timeouts:
            if not own_for_all:
                found.setdefault(each.backend, each)
        return Declared(tuple(sorted(found.values(), key=lambda each: not each.backend)))

    def platforms_for(self, path: str) -> tuple[IdleTimeout, ...]:
        """The timers of the platforms that hold for a file: those of the last ``per-path`` entry that matches and has some, else the global ones."""
        own = [each.platforms for each in self.per_path if each.platforms is not None and each.patterns.match(path)]
        return own[-1] if own else self.platforms

    def limits_for(self, path: str) -> tuple[Limit, ...]:
        """The ``max-connections`` declared for a file (by the last ``per-path`` entry that matches and has some, else for all), and those measured."""
        own = [each.limits for each in self.per_path if each.limits and each.patterns.match(path)]
        if not self.measured:
            return own[-1] if own else self.limits
        from engine_lint.settings.measured import limits_measured

        return (*(own[-1] if own else self.limits), *limits_measured(self.measured))

    def has_pooler(self, path: str) -> bool:
        """Whether the settings say that a pooler stands between the engines of a file and the server."""
        own = [each.pooler for each in self.per_path if each.pooler is not None and each.patterns.match(path)]
        return own[-1] if own else self.pooler

    def backend_for(self, path: str) -> str:
        """The backend that ``per-path`` gives a file, empty for none."""
        backend = ""
        for override in self.per_path:
            if override.backend and override.patterns.match(path):
                backend = override.backend
        return backend
