"""The nearest to EL101 that Fixit can say."""

import libcst as cst
import libcst.matchers as m
from fixit import LintRule
from libcst.metadata import QualifiedNameProvider


class MissingPrePing(LintRule):
    """``create_engine`` without ``pool_pre_ping``."""

    METADATA_DEPENDENCIES = (QualifiedNameProvider,)
    FACTORIES = frozenset({"sqlalchemy.create_engine", "sqlalchemy.ext.asyncio.create_async_engine"})

    def visit_Call(self, node: cst.Call) -> None:
        """Look at one call."""
        names = {each.name for each in self.get_metadata(QualifiedNameProvider, node, set())}
        if names & self.FACTORIES and not any(m.matches(each, m.Arg(keyword=m.Name("pool_pre_ping"))) for each in node.args):
            self.report(node, "the pool is not told to test connections")
