"""The `mcp` command, which serves the index to assistants by the Model Context Protocol."""

from __future__ import annotations

import click

from engine.errors import SettingError
from engine.factory import open_engine
from engine.settings import engine_url, load
from engine.vocabulary import configure
from searchapp.cli.reader_options import DATA_OPTION, ENGINE_OPTION


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
    configure(values)
    opened = open_engine(engine_url(values))
    try:
        serve(opened, float(values["query_seconds"].value))
    finally:
        opened.close()
