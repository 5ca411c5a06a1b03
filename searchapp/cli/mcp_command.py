"""The `mcp` command, which serves the index to assistants by the Model Context Protocol."""

from __future__ import annotations

import click

from engine.errors import SettingError
from engine.settings import engine_url, load
from engine.vocabulary import read_vocabulary
from searchapp.cli.reader_options import DATA_OPTION, ENGINE_OPTION
from searchapp.service.live_index import LiveIndex


@click.command()
@DATA_OPTION
@ENGINE_OPTION
def mcp(data: str | None, engine: str | None) -> None:
    """Serve the index to assistants (Model Context Protocol) over standard input and output."""
    try:
        # Imported late: the extra is optional and takes a second to load.
        from searchapp.api.mcp_server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "pydantic"):
            raise
        raise SettingError("`zhenwen mcp` needs the extra mcp: pip install 'zhenwen[mcp]'.") from error
    values = load({"data": data, "engine": engine})
    live_index = LiveIndex(engine_url(values), vocabulary=read_vocabulary(values))
    try:
        with live_index.borrow():  # an index that cannot be opened is reported before the client waits for it
            pass
        serve(live_index, float(values["query_seconds"].value))
    finally:
        live_index.close()
