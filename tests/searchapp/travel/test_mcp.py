"""The MCP server, called by the client of the protocol's own SDK over standard input and output."""

from __future__ import annotations

import re
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import pytest
from click.testing import CliRunner
from mcp import Client, StdioServerParameters, stdio_client
from mcp.types import TextContent

import zhenwen
from searchapp.api.mcp_server import server
from searchapp.service.live_index import LiveIndex

ROOT = Path(__file__).parents[3]
Ask = Callable[..., Any]


def run(talk: Callable[[], Awaitable[Any]]) -> Any:
    """Run `talk` in a separate thread and return its result: the browser tests keep a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(anyio.run, talk).result()


@pytest.fixture
def ask(index_url: str) -> Ask:
    """A function that calls a tool of a server in this process, and returns its answer or its error message."""

    def call(tool: str, **arguments: object) -> Any:
        async def talk() -> Any:
            live_index = LiveIndex(index_url)
            try:
                async with Client(server(live_index)) as client:
                    return await client.call_tool(tool, arguments)
            finally:
                live_index.close()

        result = run(talk)
        content = result.content[0]
        assert isinstance(content, TextContent)
        return content.text if result.is_error else result.structured_content

    return call


def test_a_client_finds_and_reads_over_standard_input_and_output(index_url: str) -> None:
    command = ["-m", "zhenwen", "mcp", "--engine", index_url]

    async def talk() -> tuple[list[str], Any, Any]:
        async with Client(
            stdio_client(StdioServerParameters(command=sys.executable, args=command, cwd=ROOT))
        ) as client:
            names = [tool.name for tool in (await client.list_tools()).tools]
            found = await client.call_tool("search", {"q": "樱桃", "source": ["京东晚报"], "from": "2023"})
            article = await client.call_tool("article", {"id": found.structured_content["hits"][0]["id"]})
            return names, found.structured_content, article.structured_content

    names, found, article = run(talk)
    assert sorted(names) == ["article", "explain", "facets", "search", "suggest"]
    assert found["total"] == 1
    assert article["title"] == "西集镇樱桃节开园"


def test_tools_answer_what_the_api_answers(ask: Ask, client: Any) -> None:
    assert ask("search", q="樱桃") == client.get("/api/v1/search?q=樱桃").get_json()
    facet = client.get("/api/v1/facets/town?q=樱桃&size=50").get_json()
    assert ask("facets", name="town", q="樱桃") == facet
    # Titles are added a moment after the index is opened.
    suggested = client.get("/api/v1/suggest?q=xiji").get_json()["suggestions"]
    names = [one for one in suggested if one["kind"] != "title"]
    assert ask("suggest", q="xiji")["suggestions"][: len(names)] == names != []
    headers = {"Accept-Language": "en"}
    assert (
        ask("explain", q="樱桃", article="a1")
        == client.get("/api/v1/explain?q=樱桃&article=a1", headers=headers).get_json()
    )


@pytest.mark.parametrize(
    ("tool", "arguments", "sentence"),
    [
        ("article", {"id": "none"}, "'none'"),
        ("search", {"from": "昨天"}, "from=昨天: A date is written"),
        ("search", {"page": 0}, "greater than or equal to 1"),
        ("search", {"query": "樱桃"}, "There is no argument “query”; known are: q, town, leader, source, from, to"),
        (
            "search",
            {"q": "樱桃", "from_": "2023", "since": "2023"},
            "There is no argument “from_, since”; known are: q",
        ),
        ("facets", {"name": "town", "filter": "x"}, "There is no argument “filter”; known are: name, q"),
        ("article", {"id": "a1", "text": True}, "There is no argument “text”; known are: id"),
        ("suggest", {"typed": "xi"}, "There is no argument “typed”; known are: q"),
        ("explain", {"q": "樱桃", "id": "a1"}, "There is no argument “id”; known are: q, article"),
        ("search", {"q": ["樱桃"]}, "Input should be a valid string"),
        ("search", {"sort": "newest"}, "Input should be '', 'relevance' or 'date'"),
        ("facets", {"name": "body"}, "Input should be 'town'"),
    ],
)
def test_a_failure_is_a_sentence(ask: Ask, tool: str, arguments: dict[str, object], sentence: str) -> None:
    assert sentence in ask(tool, **arguments)


def test_a_call_that_takes_too_long_is_stopped(index_url: str) -> None:
    async def talk() -> Any:
        live_index = LiveIndex(index_url)
        try:
            async with Client(server(live_index, 1e-9)) as client:
                return await client.call_tool("search", {"q": "樱*桃"})
        finally:
            live_index.close()

    result = run(talk)
    assert result.is_error
    assert re.search("takes too long|too busy", result.content[0].text)


def test_every_tool_and_argument_is_explained_and_only_reads(index_url: str) -> None:
    async def talk() -> Any:
        live_index = LiveIndex(index_url)
        try:
            async with Client(server(live_index)) as client:
                return (await client.list_tools()).tools
        finally:
            live_index.close()

    for tool in run(talk):
        assert tool.description, tool.name
        assert tool.annotations.read_only_hint, tool.name
        assert tool.input_schema["additionalProperties"] is False


def test_without_the_extra_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, runner: CliRunner, index_url: str
) -> None:
    monkeypatch.delitem(sys.modules, "searchapp.api.mcp_server", raising=False)
    monkeypatch.setitem(sys.modules, "mcp", None)
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    result = runner.invoke(zhenwen.main, ["mcp", "--engine", index_url])
    assert result.exit_code == 2
    assert "zhenwen[mcp]" in result.stderr
