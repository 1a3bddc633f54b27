"""Links from a page to the code: relative to the page, or as a template says."""

from __future__ import annotations

import os

from engine_lint.dataclass import dataclass
from engine_lint.errors import UsageError
from engine_lint.expression import expression

EXAMPLES = "'https://git.example.com/shop/blob/main/{path}#L{line}' or 'vscode://file{absolute}:{line}'"
_FIELDS = ("path", "line", "absolute")
_SCHEMES = ("http", "https", "vscode", "vscodium", "cursor", "idea", "pycharm", "zed", "file")
_SCHEME = expression(r"([A-Za-z][A-Za-z0-9+.-]*):")
_FIELD = expression(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Link:
    """A place in the code, in words and as an address."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Links:
    """How places are linked.

    ``template`` holds ``{path}`` (relative to the working directory), ``{absolute}`` and ``{line}``; where it is empty, links are relative to
    ``folder``, the absolute folder that the page is written to, and lead to the file alone.
    """

    template: str = ""
    folder: str = ""

    def to(self, path: str, shown: str, line: int) -> str:
        """The address of a line.

        Args:
            path: the file, absolute.
            shown: its path as it is shown, relative where it lies below the working directory.
            line: counted from 1.
        """
        if not self.template:
            return _quoted(os.path.relpath(path, self.folder or "."))
        fields = {"path": _quoted(shown), "absolute": _quoted(path), "line": str(line)}
        return _FIELD.sub(lambda match: fields[match[1]], self.template)


def checked(template: str) -> str:
    """A template that can be used as it is.

    Raises:
        UsageError: it names no file, holds an unknown field, or is of a scheme that does not lead to code.
    """
    hint = f"write it like {EXAMPLES}"
    unknown = [name for name in _FIELD.findall(template) if name not in _FIELDS]
    if unknown:
        raise UsageError(f"--link-template: there is no field {{{unknown[0]}}}; there are {', '.join(f'{{{name}}}' for name in _FIELDS)}", hint)
    if "{path}" not in template and "{absolute}" not in template:
        raise UsageError("--link-template: neither {path} nor {absolute} is in it", hint)
    scheme = _SCHEME.match(template.strip())
    if scheme is not None and scheme[1].lower() not in _SCHEMES:
        raise UsageError(f"--link-template: links of the scheme {scheme[1]!r} are not written; {', '.join(_SCHEMES)} are", hint)
    return template.strip()


def _quoted(path: str) -> str:
    from urllib.parse import quote

    return quote(os.fsencode(path.replace(os.sep, "/")), safe="/")
