"""What an option of the command line is. Click reads the table of them, and so does ``plain.py``, which does without Click."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


class Option(NamedTuple):
    """An option, which decorates a click command.

    ``read`` turns its text into a value, and raises ValueError with a sentence where it cannot. ``choices`` are all of its values, any where
    there are none. ``shown`` says that the help names the default. The value of an ``optional`` one stands behind ``=`` or is left out, and empty then.
    """

    names: tuple[str, ...]
    help: str
    flag: bool = False
    many: bool = False
    choices: tuple[str, ...] = ()
    default: str | None = None
    metavar: str | None = None
    shown: bool = False
    optional: bool = False
    read: Callable[[str], object] | None = None

    @property
    def key(self) -> str:
        """The name of its value."""
        return self.names[-1].lstrip("-").replace("-", "_")

    @property
    def absent(self) -> object:
        """Its value where it is not given."""
        if self.flag:
            return False
        return () if self.many else self.value_of(self.default) if self.default is not None else None

    def value_of(self, text: str) -> object:
        """The value that a text stands for.

        Raises:
            ValueError: it stands for none.
        """
        if self.choices and text not in self.choices:
            raise ValueError(f"{text!r} is not one of {', '.join(self.choices)}")
        return self.read(text) if self.read else text

    def __call__(self, command: Callable[..., Any]) -> Callable[..., Any]:
        """Give the option to a click command."""
        import click

        from engine_lint.cli.words import Word, of_metavar

        def read(ctx: click.Context, option: click.Parameter, value: str) -> object:
            try:
                return self.value_of(value)
            except ValueError as error:
                raise click.BadParameter(str(error), ctx, option) from error

        if self.flag:
            return click.option(*self.names, is_flag=True, help=self.help)(command)
        kind = Word(self.choices) if self.choices else of_metavar(self.metavar)
        more: dict[str, Any] = {"callback": read} if self.read else {}
        if self.default is not None:
            more["default"] = self.default
        return click.option(*self.names, type=kind, multiple=self.many, metavar=self.metavar, help=self.help, show_default=self.shown, **more)(command)


def flag(name: str, help_: str) -> Option:
    """An option without a value."""
    return Option((name,), help_, flag=True)
