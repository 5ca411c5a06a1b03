"""Model Context Protocol server: the answers of the API as tools for assistants. Requires the extra `mcp`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from importlib.metadata import version
from typing import Annotated, Any, Literal

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp.server.mcpserver.utilities.func_metadata import ArgModelBase
from mcp.types import ToolAnnotations
from pydantic import ConfigDict, Field, create_model, model_validator

from engine.errors import SearchError
from engine.messages import command_language, translate
from engine.runtime import deadline
from searchapp.api import answers
from searchapp.request.params import FLAG, SearchRequest, read_request
from searchapp.service import search_service
from searchapp.service.live_index import LiveIndex

INSTRUCTIONS = """Full-text search over articles of China's local-government news. Search first; every hit has an id
for `article`. Quotes mean literally this text: “二十年之问”. In the query, words next to each other must all be there,
或 means either, a minus means without. Dates: 2023-06-15, 2023-06 or 2023."""

Values = Annotated[list[str], Field(description="Alternatives; empty means any.")]
Query = Annotated[str, Field(description="Words, “literal text”, 镇:西集镇, 领导:…, 来源:…, 日期:2023年6月.")]
Towns = Annotated[list[str], Field(description="Paths or last parts of places, such as 西集镇; alternatives.")]
_DAY = "2023-06-15, 2023-06 or 2023; empty leaves the side open."
# A parameter cannot have the name "from"; assistants give it by that of the URL.
From = Annotated[str, Field(alias="from", description=_DAY)]
To = Annotated[str, Field(description=_DAY)]
Undated = Annotated[bool, Field(description="Articles without a date, beside those of the dates given.")]
Size = Annotated[int, Field(ge=1, le=100)]
READ_ONLY = ToolAnnotations(read_only_hint=True, open_world_hint=False)


def serve(live_index: LiveIndex, seconds: float) -> None:
    """Serve the client on standard input and output until it closes them; `seconds` is the time limit of a call."""
    server(live_index, seconds).run("stdio")


def server(live_index: LiveIndex, seconds: float = 5.0) -> MCPServer[Any]:
    """Return the server with its five tools; `seconds` is the time limit of a call, 0 for none."""
    tools = [_tool(function, seconds) for function in (*_of_searches(live_index), *_of_articles(live_index))]
    return MCPServer("zhenwen", instructions=INSTRUCTIONS, version=version("zhenwen"), log_level="WARNING", tools=tools)


class _Known(ArgModelBase):
    """Tool arguments that reject unknown names, so that no search runs without a mistyped argument."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def refuse_others(cls, given: Any) -> Any:
        """Raise ValueError for unknown names, listing the known ones."""
        known = [about.alias or name for name, about in cls.model_fields.items()]
        if others := sorted(given.keys() - set(known)):
            raise ValueError(
                translate(
                    "There is no argument “%(name)s”; known are: %(known)s.",
                    name=", ".join(others)[:200],
                    known=", ".join(known),
                )
            )
        return given


def _tool(function: Callable[..., dict[str, Any]], seconds: float) -> Tool:
    """Return the tool for a function; its schema forbids additional arguments."""
    tool = Tool.from_function(_told(function, seconds), annotations=READ_ONLY)
    plain = tool.fn_metadata.arg_model
    tool.fn_metadata.arg_model = create_model(plain.__name__, __base__=(_Known, plain))
    tool.parameters = tool.fn_metadata.arg_model.model_json_schema(by_alias=True)
    return tool


def _of_searches(live_index: LiveIndex) -> tuple[Callable[..., Any], ...]:
    def search_articles(
        q: Query = "",
        town: Towns = [],  # noqa: B006  # never written to; a schema wants it plain
        leader: Values = [],  # noqa: B006
        source: Values = [],  # noqa: B006
        from_: From = "",
        to: To = "",
        undated: Undated = False,
        sort: Literal["", "relevance", "date"] = "",
        page: Annotated[int, Field(ge=1, le=999_999)] = 1,
        size: Size = 10,
    ) -> dict[str, Any]:
        """Find articles: a page of hits with passages and match offsets, the exact total, counts of towns, leaders,
        sources and months."""
        search_request = _search_request(q, town, leader, source, from_, to, undated, sort, page)
        with live_index.borrow() as lease:
            return search_service.run_search(lease.engine, search_request, size).to_json(command_language())

    def facets(
        name: Literal["town", "leader", "source", "date"],
        q: Query = "",
        town: Towns = [],  # noqa: B006
        leader: Values = [],  # noqa: B006
        source: Values = [],  # noqa: B006
        from_: From = "",
        to: To = "",
        undated: Undated = False,
        find: Annotated[str, Field(description="Only values whose name holds this, in characters or pinyin.")] = "",
        size: Annotated[int, Field(ge=1, le=1000)] = 50,
        page: Annotated[int, Field(ge=1, le=999_999)] = 1,
    ) -> dict[str, Any]:
        """Count the articles of a search by town, leader, source or month, the most frequent first."""
        search_request = _search_request(q, town, leader, source, from_, to, undated, page=page)
        with live_index.borrow() as lease:
            return answers.facet_answer(lease.engine, search_request, name, find, size)

    search_articles.__name__ = "search"
    return search_articles, facets


def _of_articles(live_index: LiveIndex) -> tuple[Callable[..., Any], ...]:
    def article(id: str) -> dict[str, Any]:  # noqa: A002
        """One article: the whole text, title, date, source, towns, leaders with their posts, and the evidence for
        each."""
        with live_index.borrow() as lease:
            return answers.full_answer(search_service.find_article(lease.engine, id))

    def suggest(q: str) -> dict[str, Any]:
        """What the beginning of a name or title may become, in characters or pinyin."""
        with live_index.borrow() as lease:
            return answers.suggestion_answer(lease.engine, q)

    def explain(q: Query, article: str = "") -> dict[str, Any]:
        """How a query is understood and, where the id of an article is given, why that article matches it."""
        with live_index.borrow() as lease:
            return answers.explanation_answer(lease.engine, q, article, command_language())

    return article, suggest, explain


def _search_request(
    q: str,
    town: list[str],
    leader: list[str],
    source: list[str],
    from_: str,
    to: str,
    undated: bool,
    sort: str = "",
    page: int = 1,
) -> SearchRequest:
    pairs = [("q", q), ("from", from_), ("to", to), ("sort", sort), ("page", str(page))]
    pairs.append(("undated", FLAG if undated else ""))
    pairs += [
        (name, value) for name, values in (("town", town), ("leader", leader), ("source", source)) for value in values
    ]
    return read_request(pairs)


def _told(tool: Callable[..., dict[str, Any]], seconds: float) -> Callable[..., dict[str, Any]]:
    """Wrap a tool with a time limit, and turn expected errors into messages for the client."""

    @wraps(tool)
    def told(*args: Any, **kwargs: Any) -> dict[str, Any]:
        if "from" in kwargs:
            kwargs["from_"] = kwargs.pop("from")
        try:
            with deadline.time_limit(seconds):
                return tool(*args, **kwargs)
        except SearchError as error:
            raise ToolError(translate(error)) from error

    return told
