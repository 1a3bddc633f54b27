"""Run as a program: checks folders and mends them in memory, and prints what it did that it must not do.

Arguments are folders. Output: a line for each forbidden act, then the number of files, engines and findings.
"""

from __future__ import annotations

import os
import sys
import sysconfig

FOLDERS = [os.path.realpath(each) for each in sys.argv[1:]]
OWN = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
PYTHON = tuple({os.path.realpath(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")})
RUNNING = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "pty.spawn", "os.startfile")
WRITING = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.chmod", "os.link", "os.symlink", "os.truncate", "shutil.rmtree")
acts: list[str] = []


def is_trusted(path: str) -> bool:
    """Whether code of a file may run: Python's own, that of installed packages, and engine-lint's."""
    if path.startswith("<"):
        return path.startswith("<frozen") or path in ("<string>", "<attrs generated>")
    real = os.path.realpath(path)
    return real.startswith(PYTHON) or (real.startswith(f"{OWN}/engine_lint/") and "/bundled/" not in real) or real == os.path.realpath(__file__)


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """Note what must not happen."""
    if event.startswith("socket.") or event in RUNNING or event in WRITING:
        acts.append(f"{event} {arguments!r}"[:200])
    elif event == "exec":
        filename = getattr(arguments[0], "co_filename", "?")
        caller = sys._getframe(1).f_code.co_filename
        if not is_trusted(filename) or not is_trusted(caller):
            acts.append(f"exec of {filename} by {caller}")
    elif event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        acts.append(f"open {arguments!r}"[:200])
    elif event == "import" and isinstance(arguments[1], str) and any(os.path.realpath(arguments[1]).startswith(f"{each}/") for each in FOLDERS):
        acts.append(f"import of {arguments[1]}")


def main() -> None:
    """Check, mend in memory, list engines, and render all of it, with all of that watched."""
    sys.path[:] = [OWN, *sys.path, *FOLDERS]
    sys.dont_write_bytecode = True
    sys.addaudithook(watch)
    from engine_lint import inventory
    from engine_lint.pipeline import Fixing, Request, run
    from engine_lint.report import FORMATS, renderer
    from engine_lint.report.inventory import renderer as list_renderer
    from engine_lint.report.view import View
    from engine_lint.settings import Lookup

    files = engines = findings = 0
    for folder in FOLDERS:
        lookup, view = Lookup(folder, {"code-blocks": True, "pedantic": True}), View(folder, show_fixes=True, statistics=True)
        outcome = run(Request((folder,), lookup, fixing=Fixing.COMPUTE, unsafe=True))
        for name in FORMATS:
            list(renderer(name)(outcome, view))
        taken = inventory.take(Request((folder,), lookup))
        for name in ("table", "json", "html"):
            list(list_renderer(name)(taken, view))
        files, engines, findings = files + outcome.summary.files_checked, engines + len(taken.entries), findings + len(outcome.findings) + len(outcome.fixed)
    known = {*sys.stdlib_module_names, "engine_lint", "__main__"}
    loaded = {name.partition(".")[0]: getattr(module, "__file__", None) or "" for name, module in sys.modules.items()}
    acts.extend(f"loaded {name} from {path}" for name, path in sorted(loaded.items()) if name not in known and not is_trusted(path or "<frozen>"))
    print(*acts, f"{files} {engines} {findings}", sep="\n")


if __name__ == "__main__":
    main()
