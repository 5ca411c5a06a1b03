"""Optional parts of this installation: compiled kernels and the packages of extras, and which are in use."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

from engine.backends.whoosh import kernels as search_kernels
from engine.messages import Message, translatable
from engine.text import kernels as text_kernels

WITHOUT_KERNELS = translatable(
    "searches take two to four times as long: install a C compiler (Debian: gcc python3-dev), then Zhenwen again"
)
# What cannot be done without the module of an extra: extra, module, consequence.
EXTRAS = (
    ("fast", "rjieba", translatable("building and searching take longer")),
    ("pdf", "pypdf", translatable("PDF files are rejected")),
    ("docx", "docx", translatable("DOCX files are rejected")),
    ("xlsx", "openpyxl", translatable("XLSX files are rejected")),
    ("watch", "watchfiles", translatable("there is no `zhenwen update --watch`")),
    ("mcp", "mcp", translatable("there is no `zhenwen mcp`")),
    ("opensearch", "opensearchpy", translatable("the index cannot be on OpenSearch")),
    ("postgresql", "psycopg", translatable("saved searches cannot be in PostgreSQL")),
)


@dataclass(frozen=True, slots=True)
class Part:
    """An optional part, whether it is in use, and what is so without it, with the remedy."""

    name: str
    in_use: bool
    without: Message


def optional_parts() -> tuple[Part, ...]:
    """Return the optional parts of this installation."""
    parts = [Part("kernels", search_kernels.BUILT and text_kernels.BUILT, Message(WITHOUT_KERNELS))]
    for extra, module, consequence in EXTRAS:
        command = f"pip install 'zhenwen[{extra}]'"
        without = Message("%(consequence)s: %(command)s", consequence=Message(consequence), command=command)
        parts.append(Part(extra, _is_there(module), without))
    return tuple(parts)


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):  # a parent is missing, or the module was replaced by None
        return False
