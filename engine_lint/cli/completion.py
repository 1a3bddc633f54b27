"""``engine-lint completion``."""

from __future__ import annotations

import click
from click.shell_completion import ShellComplete, get_completion_class

from engine_lint.cli.manual import Manual
from engine_lint.cli.output import write_lines
from engine_lint.cli.plain import COMPLETION
from engine_lint.cli.words import Word

SHELLS = ("bash", "zsh", "fish")


@click.command(
    "completion",
    cls=Manual,
    short_help="Print what lets a shell complete commands, options, rules and platforms",
    examples=(
        ('eval "$(engine-lint completion bash)"', "In ~/.bashrc; bash 4.4 or later."),
        ('eval "$(engine-lint completion zsh)"', "In ~/.zshrc, below compinit."),
        ("engine-lint completion fish >~/.config/fish/completions/engine-lint.fish", "Once."),
    ),
)
@click.argument("shell", type=Word(SHELLS), metavar=f"[{'|'.join(SHELLS)}]")
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print what lets a shell complete commands, options, rules, platforms and formats."""
    kind = get_completion_class(shell)
    assert kind is not None
    script = ShellComplete.source(kind(ctx.find_root().command, {}, "engine-lint", COMPLETION))
    write_lines(script.strip("\n").splitlines(), "", "")
