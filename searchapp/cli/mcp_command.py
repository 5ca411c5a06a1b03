"""The `mcp` command, which serves the index to assistants by the Model Context Protocol."""

from __future__ import annotations

import click

from engine.runtime.extras import requires_extra
from engine.settings import engine_url, load
from engine.vocabulary import read_vocabulary
from searchapp.cli.reader_options import DATA_OPTION, ENGINE_OPTION
from searchapp.service.live_index import LiveIndex


@click.command()
@DATA_OPTION
@ENGINE_OPTION
def mcp(data: str | None, engine: str | None) -> None:
    """Serve the index to assistants (Model Context Protocol) over standard input and output."""
    with requires_extra("mcp", "mcp", "pydantic"):
        from searchapp.api.mcp_server import serve  # imported late: it takes a second to load
    values = load({"data": data, "engine": engine})
    live_index = LiveIndex(engine_url(values), vocabulary=read_vocabulary(values))
    try:
        with live_index.borrow():  # an index that cannot be opened is reported before the client waits for it
            pass
        serve(live_index, float(values["query_seconds"].value))
    finally:
        live_index.close()
