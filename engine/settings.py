"""Settings: name, default and help in one table; where a value comes from: argument, environment, file, default."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import SettingError

FILE = Path("zhenwen.toml")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting, of the type of its default; its environment variable is ZHENWEN_ and the name in capitals."""

    name: str
    default: str | int | float | bool
    help: str


SETTINGS = (
    Setting("data", "var", "Folder that holds the index generations and the saved searches."),
    Setting("engine", "", "Address of the index; empty means whoosh:DATA/index."),
    Setting("memory_mb", 1024, "Memory that a build may use before it spills to disk, in MB."),
    Setting("keep", 2, "Former generations of the index that are kept to go back to."),
    Setting("max_removed", "", "Articles that a build may remove, such as 10% or 300; empty means any."),
    Setting("self_test", "", "TOML file of queries that a new index must answer before readers see it."),
    Setting("host", "127.0.0.1", "Address that the web server listens on."),
    Setting("port", 8000, "Port that the web server listens on; 0 takes a free one."),
    Setting("threads", 8, "Requests that the web server works on at the same time."),
    Setting("waiting", 16, "Requests that may wait for one of the threads; more are answered 503 at once."),
    Setting("wait_seconds", 2.0, "Seconds that a request waits for a thread before it is answered 503."),
    Setting("query_seconds", 5.0, "Seconds that one search may take before it is stopped; 0 sets no limit."),
    Setting("requests_per_minute", 600, "Requests that one reader's address may make in a minute; 0 sets no limit."),
    Setting("exports_per_minute", 20, "Exports and feeds that one address may ask for in a minute; 0 sets no limit."),
    Setting(
        "export_seconds", 3600.0, "Seconds that sending one export may take before it is cut off; 0 sets no limit."
    ),
    Setting("proxies", 0, "Reverse proxies in front of the server, whose X-Forwarded headers are believed."),
    Setting("proxy_addresses", "", "Where those connect from, such as 10.0.0.7, 10.1.0.0/24; empty means anywhere."),
    Setting("metrics_token", "", "Secret that /metrics asks for as a bearer token; empty: only this machine sees it."),
    Setting("log", "plain", "Log on standard error: plain (warnings and errors) or json (requests too)."),
    Setting("page_size", 10, "Hits on a page."),
    Setting("recency", 0.3, "How much newer articles are preferred among hits by relevance; 0 turns it off."),
    Setting("synonyms", "", "File of names that mean the same; empty means DATA/synonyms.txt where there is one."),
    Setting("words", "", "File of words to keep whole, one a line; empty means DATA/words.txt where there is one."),
    Setting("database", "", "Address of the saved searches; empty means sqlite:///DATA/saved.sqlite."),
    Setting("site", "", "Address of this site that mails lead to; empty means http://HOST:PORT."),
    Setting("smtp", "", "Mail server, such as smtp://user:password@mail.example.org:587; empty means no mail."),
    Setting("mail_from", "", "Address that mails come from; needed with smtp."),
    Setting("mail_per_sender", 20, "Mails that one reader may send in an hour."),
    Setting("mail_per_recipient", 5, "Mails that one address may be sent in a day, alerts aside."),
)


@dataclass(frozen=True, slots=True)
class Value:
    """The value of a setting and where it came from: "argument", "environment", the file's name or "default"."""

    value: str | int | float | bool
    origin: str


def load(arguments: Mapping[str, Any] | None = None, file: Path = FILE) -> dict[str, Value]:
    """The effective value of every setting. None among the arguments means not given.

    Raises SettingError for an unknown name or a value of the wrong type, naming the place.
    """
    given = {name: value for name, value in (arguments or {}).items() if value is not None}
    written = _read(file)
    for name in written.keys() | given.keys():
        if name not in {setting.name for setting in SETTINGS}:
            raise SettingError(f"Unknown setting {name!r}; the settings are {', '.join(s.name for s in SETTINGS)}.")
    values = {}
    for setting in SETTINGS:
        variable = f"ZHENWEN_{setting.name.upper()}"
        if setting.name in given:
            values[setting.name] = Value(_typed(setting, given[setting.name], "the argument"), "argument")
        elif variable in os.environ:
            values[setting.name] = Value(_typed(setting, os.environ[variable], variable), "environment")
        elif setting.name in written:
            values[setting.name] = Value(_typed(setting, written[setting.name], str(file)), str(file))
        else:
            values[setting.name] = Value(setting.default, "default")
    return values


def engine_url(values: Mapping[str, Value]) -> str:
    """The address of the index that these settings name."""
    return str(values["engine"].value) or f"whoosh:{Path(str(values['data'].value)) / 'index'}"


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingError(f"The settings in {file} cannot be read: {error}.") from error


def _typed(setting: Setting, value: Any, place: str) -> str | int | float | bool:
    kind = type(setting.default)
    if kind is bool and isinstance(value, str) and value.lower() in ("0", "1", "true", "false"):
        return value.lower() in ("1", "true")
    try:
        return kind(value)
    except (TypeError, ValueError) as error:
        raise SettingError(f"{place} gives {setting.name} as {value!r}, which is not a {kind.__name__}.") from error
