"""The code blocks of a page as texts of their own, and where their places are in the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field
from functools import lru_cache

from engine_lint.dataclass import dataclass
from engine_lint.errors import UnreadableFile
from engine_lint.files.documentation.blocks import Block
from engine_lint.files.documentation.markdown import markdown_blocks
from engine_lint.files.documentation.restructured import restructured_blocks
from engine_lint.model.change import Edit
from engine_lint.model.place import Place, Span
from engine_lint.model.source import Source

RESTRUCTURED = (".rst", ".rest")
MARKDOWN = (".md", ".markdown", ".mdx", ".qmd", ".Rmd")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, eq=False)
class BlockText(Source):
    """The text of a block, numbered within its page."""

    block: Block = field(default=Block("", ()), repr=False)
    page: Source = field(default=Source("", ""), repr=False)

    def shown(self, span: Span) -> Place:
        """A span as a place in the page."""
        return Place(self.path, self.block.outward_span(span))

    def shown_edits(self, edits: Sequence[Edit]) -> list[Edit]:
        """Edits of the block as edits of the page."""
        return self.block.outward_edits(self.path, edits)


@lru_cache(maxsize=4)
def read_page(path: str, data: bytes) -> Source:
    """The text of a page.

    Raises:
        UnreadableFile: it is not UTF-8.
    """
    bom = data.startswith(_BOM)
    try:
        return Source(path, (data[len(_BOM) :] if bom else data).decode("utf-8"), "utf-8", bom)
    except UnicodeDecodeError as error:
        raise UnreadableFile(path, f"it is not valid utf-8: {error}") from error


@lru_cache(maxsize=4)
def read_blocks(page: Source) -> tuple[BlockText, ...]:
    """The blocks of a page that may be Python, in order."""
    blocks: Iterable[Block] = restructured_blocks(page) if page.path.endswith(RESTRUCTURED) else markdown_blocks(page)
    return tuple(BlockText(page.path, block.text, cell=number, block=block, page=page) for number, block in enumerate(blocks, 1))
