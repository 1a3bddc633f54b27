"""What the server of an editor is asked while somebody types: checks, hovers, fixes, comments, in texts of any kind."""

from __future__ import annotations

from engine_lint.server.jobs import Answer, Buffers, Changed, Check, Crashed, Diagnosis, Edits, Explain, Job, Mend, Prepare, Silence
from engine_lint.server.session import Session
from tests.fuzz.outcomes import Undocumented, put
from tests.fuzz.seeds import files, modules
from tests.fuzz.target import APP, Target, emptied, playground

NAMES = ("app.py", "new.py", "sales.ipynb", "alembic.ini", "my.cnf", "engine-lint.toml", "pyproject.toml", ".env", "compose.yaml")


def run(data: bytes) -> None:
    """The file is opened as it was, then typed in."""
    folder = emptied(playground("editor"))
    put(folder, "app.py", APP)
    path = f"{folder.as_posix()}/{NAMES[(data[-1] if data else 0) % len(NAMES)]}"
    session = Session()
    for text in (data[: len(data) // 2], data):
        buffers = Buffers((folder.as_posix(),), {path: text}, encoding=("utf-8", "utf-16", "utf-32")[len(data) % 3])
        _asked(session, Prepare(path, buffers, Changed(frozenset({path}))))
        found = _asked(session, Check(path, buffers))
        _asked(session, Check(f"{folder.as_posix()}/app.py", buffers))
        _asked(session, Mend(path, buffers))
        _asked(session, Explain(path, buffers, 1 + len(data) % 7))
        for problem in found.problems[:3] if isinstance(found, Diagnosis) else ():
            _asked(session, Explain(path, buffers, problem.spot.range.start.line + 1, problem.spot.cell))
            _asked(session, Mend(path, buffers, frozenset({problem.fingerprint})))
            if problem.silenceable:
                _asked(session, Silence(path, buffers, problem.fingerprint, "known"))


def _asked(session: Session, job: Job) -> Answer:
    answer = session.answer(job)
    told = (answer.message,) if isinstance(answer, Crashed) else answer.failures if isinstance(answer, (Diagnosis, Edits)) else ()
    if any("internal error" in each for each in told):
        raise Undocumented(f"{type(job).__name__}: {told}")
    return answer


def seeds() -> list[bytes]:
    return [*modules()[:80], *files("*.ipynb", "*.ini", "*.cnf", "*.toml", "*.env", "*.yaml")]


TARGET = Target(seeds, run)
