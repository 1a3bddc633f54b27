"""``engine-lint server``."""

from __future__ import annotations

import click

from engine_lint.cli.manual import Manual
from engine_lint.errors import UsageError


@click.command(
    "server",
    cls=Manual,
    short_help="Answer an editor's questions while somebody types (Language Server Protocol)",
    examples=(("engine-lint server", "What an editor starts for a project."),),
    exits={0: "the editor ended it", 1: "the editor was gone without a goodbye", 2: "it could not be started", 130: "somebody interrupted it"},
)
def command() -> None:
    """Answer an editor's questions while somebody types: the Language Server Protocol on standard input and output.

    Editors start it; how each of them is told to, docs/editors.md says. It takes `pip install engine-lint[lsp]`.
    """
    try:
        from engine_lint.server.language_server import serve
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in ("pygls", "lsprotocol"):
            raise
        raise UsageError(f"the language server needs {package}, which is not installed", "pip install 'engine-lint[lsp]'") from error
    serve()
