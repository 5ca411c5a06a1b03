"""Options shared by the commands of the search application."""

from __future__ import annotations

import click

DATA_OPTION = click.option("--data", help="Folder of the index (ZHENWEN_DATA, ./var).")


ENGINE_OPTION = click.option("--engine", help="Address of the index, such as whoosh:var/index (ZHENWEN_ENGINE).")
