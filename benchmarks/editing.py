"""A day in an editor, in fast forward: thousands of edits of a few files of one project, each checked before the next one comes."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psutil

from benchmarks.trees import BUILD

MODULES = 2_000
ENGINE = 'from sqlalchemy import create_engine\n\nfrom app.settings import OPTIONS\n\nengine = create_engine("mysql+pymysql://app@db/shop", **OPTIONS)\n'
FILES = {
    "pyproject.toml": '[project]\nname = "app"\nversion = "1"\ndependencies = ["sqlalchemy>=2"]\n[tool.engine-lint]\nidle-timeout = 600\n',
    "app/__init__.py": "",
    "app/settings.py": 'OPTIONS = {"pool_size": 5}\n',
    "app/db.py": ENGINE,
    "app/wrapper.py": "from sqlalchemy import create_engine\n\n\ndef connect(url, **options):\n    return create_engine(url, **options)\n",
    "app/user.py": 'from app.wrapper import connect\n\nengine = connect("postgresql://app@db/shop")\n',
    "my.cnf": "[mysqld]\nwait_timeout = 600\n",
}
TYPED = "\n# a remark that somebody types\nvalue = [1, 2, {'three': 4}]\n"
EDITED = ("app/db.py", "app/settings.py", "app/wrapper.py", "app/user.py", "my.cnf")
WARM = 200
"""Edits after which memory is compared with what it is at the end."""


def project() -> Path:
    """A folder with an application and many modules around it."""
    root = BUILD / "editing"
    shutil.rmtree(root, ignore_errors=True)
    files = dict(FILES)
    for number in range(MODULES):
        files[f"app/parts/part{number // 50}/module{number}.py"] = f"import os\n\n\ndef function_{number}(value):\n    return [value, os.sep, {number}]\n" * 10
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


class Editor:
    """The smallest client of the protocol."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.process = subprocess.Popen([sys.executable, "-m", "engine_lint", "server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root)
        self.number = 0
        self.ask("initialize", {"processId": os.getpid(), "rootUri": root.as_uri(), "capabilities": {}})
        self.tell("initialized", {})

    def tell(self, method: str, params: Any) -> None:
        """Send a notice."""
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: Any) -> Any:
        """The answer to a request."""
        self.number += 1
        self._send({"id": self.number, "method": method, "params": params})
        while True:
            message = self._read()
            if message.get("id") == self.number and "method" not in message:
                return message.get("result")

    def document(self, name: str, version: int | None = None) -> dict[str, Any]:
        """A document as messages name it."""
        return {"uri": (self.root / name).as_uri(), **({"version": version} if version is not None else {})}

    def open(self, name: str, text: str, version: int) -> None:
        """Open a document."""
        self.tell("textDocument/didOpen", {"textDocument": {**self.document(name, version), "languageId": "python", "text": text}})

    def checked(self, name: str) -> None:
        """Wait until a file's present text was checked."""
        anywhere = {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}
        self.ask("textDocument/codeAction", {"textDocument": self.document(name), "range": anywhere, "context": {"diagnostics": [], "only": ["source.fixAll"]}})

    def memory(self) -> float:
        """Megabytes of the server and the process that computes for it."""
        found = psutil.Process(self.process.pid)
        return sum(each.memory_info().rss for each in (found, *found.children(recursive=True))) / 1e6

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def _read(self) -> Any:
        assert self.process.stdout is not None
        length = 0
        while (line := self.process.stdout.readline().strip()) or not length:
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return json.loads(self.process.stdout.read(length))


def texts(original: str, dice: random.Random) -> Iterator[str]:
    """What a file looks like while somebody types something into it, and takes it away again."""
    lines = original.splitlines(keepends=True)
    at = dice.randrange(len(lines) + 1)
    before, after = "".join(lines[:at]), "".join(lines[at:])
    for end in (*range(1, len(TYPED) + 1, 3), *range(len(TYPED), -1, -9)):
        yield f"{before}{TYPED[:end]}{after}"


def replay(edits: int) -> None:
    """Replay so many edits, and print how long each took to be checked and what memory it took."""
    root, dice = project(), random.Random(1)
    editor = Editor(root)
    for name in EDITED:
        editor.open(name, FILES[name], 0)
    start = time.perf_counter()
    editor.checked(EDITED[0])
    first, seconds, memory, version = time.perf_counter() - start, [], [], 0
    while version < edits:
        name = dice.choice(EDITED)
        for text in texts(FILES[name], dice):
            version += 1
            began = time.perf_counter()
            editor.tell("textDocument/didChange", {"textDocument": editor.document(name, version), "contentChanges": [{"text": text}]})
            editor.checked(name)
            seconds.append(time.perf_counter() - began)
            if version % 20 == 0:
                editor.ask("textDocument/hover", {"textDocument": editor.document(name), "position": {"line": 4, "character": 12}})
        _save(editor, root, name, version)
        memory.append((version, editor.memory()))
    _print(edits, first, seconds, memory)
    editor.ask("shutdown", None)
    editor.tell("exit", None)
    editor.process.wait(30)


def _save(editor: Editor, root: Path, name: str, version: int) -> None:
    """Save a file, and now and then close it and open it again."""
    (root / name).write_text(FILES[name], encoding="utf-8")
    editor.tell("textDocument/didSave", {"textDocument": editor.document(name)})
    if version % 7 == 0:
        editor.tell("textDocument/didClose", {"textDocument": editor.document(name)})
        editor.open(name, FILES[name], version)


def _print(edits: int, first: float, seconds: list[float], memory: list[tuple[int, float]]) -> None:
    early = next(megabytes for version, megabytes in memory if version >= WARM)
    files = MODULES + len(FILES)
    print(f"{edits:,} edits of {len(EDITED)} open files in a project of {files:,} files; the first check after {first:.1f} s")
    slow, slowest = quantiles(seconds, n=100)[98], max(seconds)
    print(f"from an edit to its result: median {median(seconds) * 1e3:.0f} ms, 99 of 100 within {slow * 1e3:.0f} ms, longest {slowest * 1e3:.0f} ms")
    most = max(megabytes for _, megabytes in memory)
    print(f"memory of both processes: {early:.0f} MB after {WARM} edits, {most:.0f} MB at most, {memory[-1][1]:.0f} MB in the end")
