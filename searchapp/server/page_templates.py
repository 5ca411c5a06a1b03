"""Compilation of page templates to code that writes escaped text without intermediate objects."""

from __future__ import annotations

from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

try:  # what markupsafe.escape calls itself
    from markupsafe._speedups import _escape_inner
except ImportError:
    from markupsafe._native import _escape_inner


def written(value: Any) -> str:
    """Return a value as it is written to a page: `escape` without a `Markup` around text that is only joined."""
    kind = type(value)
    if kind is str:
        text: str = _escape_inner(value)
        return text
    return value if kind is Markup else escape(value)


class PageCodeGenerator(CodeGenerator):
    """Jinja's code generator, with `written` (a global of the templates) for what is output."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.written(")
