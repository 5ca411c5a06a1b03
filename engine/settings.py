"""Table of all settings, and loading of their values from arguments, environment and file."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine import setting_values
from engine.errors import SettingError
from engine.messages import Message, describe_error, translatable
from engine.setting_values import ChoiceRule, NumberRange, Scalar, ValueRule, parse_toml

SETTINGS_FILE = Path("zhenwen.toml")
# Tables of the file that are no settings: "input" lists the sources of an index and is read elsewhere.
TABLES = frozenset(("input",))


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting, with the type of its default. Its environment variable is ZHENWEN_ plus the upper-case name."""

    name: str
    default: str | int | float
    valid: ValueRule
    help: str


SETTINGS = (
    Setting("data", "var", setting_values.FOLDER, "Folder that holds the index generations and the saved searches."),
    Setting("engine", "", setting_values.ENGINE, "Address of the index; empty means whoosh:DATA/index."),
    Setting(
        "memory_mb", 1024, NumberRange(16, 1_000_000), "Memory that a build may use before it spills to disk, in MB."
    ),
    Setting("keep", 2, NumberRange(0, 1000), "Former generations of the index that are kept to go back to."),
    Setting(
        "max_removed",
        "",
        setting_values.LIMIT,
        "Articles that a build may remove, such as 300 or a share (10%); empty means any.",
    ),
    Setting(
        "self_test", "", setting_values.FILE, "TOML file of queries that a new index must answer before readers see it."
    ),
    Setting(
        "file_seconds",
        30.0,
        NumberRange(0.0, 86_400.0),
        "Seconds that reading one file may take before a build rejects it and goes on; 0 sets no limit.",
    ),
    Setting(
        "corrections",
        "",
        setting_values.FILE,
        "TOML file of the operator's corrections; empty means DATA/corrections.toml where there is one.",
    ),
    Setting("jobs", 0, NumberRange(0, 256), "Processes that read documents; 0 means one per core."),
    Setting("host", "127.0.0.1", setting_values.HOST, "Address that the web server listens on."),
    Setting("port", 8000, NumberRange(0, 65_535), "Port that the web server listens on; 0 takes a free one."),
    Setting(
        "processes",
        1,
        NumberRange(1, 64),
        "Processes of the web server behind its port; about one per core serves most readers.",
    ),
    Setting("threads", 8, NumberRange(1, 256), "Requests that each process of the web server works on at once."),
    Setting(
        "waiting",
        16,
        NumberRange(0, 1000),
        "Requests that may wait for one of the threads; more are answered 503 at once.",
    ),
    Setting(
        "wait_seconds",
        2.0,
        NumberRange(0.0, 60.0),
        "Seconds that a request waits for a thread before it is answered 503.",
    ),
    Setting(
        "resident_mb",
        340,
        NumberRange(64, 1_000_000),
        "Memory of the web server beyond which it lets go of pages of the index, in MB.",
    ),
    Setting("cache_mb", 16, NumberRange(1, 100_000), "Memory for articles that were read from the index, in MB."),
    Setting(
        "query_seconds",
        5.0,
        NumberRange(0.0, 3600.0),
        "Seconds that one search may take before it is stopped; 0 sets no limit.",
    ),
    Setting(
        "requests_per_minute",
        600,
        NumberRange(0, 1_000_000),
        "Requests that one reader's address may make in a minute; 0 sets no limit.",
    ),
    Setting(
        "exports_per_minute",
        20,
        NumberRange(0, 1_000_000),
        "Exports and feeds that one address may ask for in a minute; 0 sets no limit.",
    ),
    Setting(
        "export_seconds",
        3600.0,
        NumberRange(0.0, 86_400.0),
        "Seconds that sending one export may take before it is cut off; 0 sets no limit.",
    ),
    Setting(
        "proxies",
        0,
        NumberRange(0, 10),
        "Reverse proxies in front of the server, whose X-Forwarded headers are believed.",
    ),
    Setting(
        "proxy_addresses",
        "",
        setting_values.NETWORKS,
        "Where those connect from, such as 10.0.0.7, 10.1.0.0/24; empty means anywhere.",
    ),
    Setting(
        "metrics_token",
        "",
        setting_values.TOKEN,
        "Secret that /metrics asks for as a bearer token; empty: only this machine sees it.",
    ),
    Setting(
        "log",
        "plain",
        ChoiceRule(("plain", "json")),
        "Log on standard error: plain (warnings and errors) or json (requests too).",
    ),
    Setting("page_size", 10, NumberRange(1, 100), "Hits on a page."),
    Setting(
        "recency",
        0.3,
        NumberRange(0.0, 10.0),
        "How much newer articles are preferred among hits by relevance; 0 turns it off.",
    ),
    Setting(
        "synonyms",
        "",
        setting_values.FILE,
        "File of names that mean the same; empty means DATA/synonyms.txt where there is one.",
    ),
    Setting(
        "words",
        "",
        setting_values.FILE,
        "File of words to keep whole, one a line; empty means DATA/words.txt where there is one.",
    ),
    Setting(
        "database",
        "",
        setting_values.DATABASE,
        "Address of the saved searches; empty means sqlite:///DATA/saved.sqlite.",
    ),
    Setting("site", "", setting_values.SITE, "Address of this site that mails lead to; empty means http://HOST:PORT."),
    Setting(
        "smtp",
        "",
        setting_values.SMTP,
        "Mail server, such as smtp://user:password@mail.example.org:587; empty means no mail.",
    ),
    Setting("mail_from", "", setting_values.MAILBOX, "Address that mails come from; needed with smtp."),
    Setting("mail_per_sender", 20, NumberRange(0, 10_000), "Mails that one reader may send in an hour."),
    Setting(
        "mail_per_recipient", 5, NumberRange(0, 10_000), "Mails that one address may be sent in a day, alerts aside."
    ),
)

# Settings that are secret, and addresses that may contain a password.
SECRET_SETTINGS, ADDRESS_SETTINGS = ("metrics_token",), ("engine", "database", "smtp")
# smtp://user:password@host: the text between the user's colon and the last @
_PASSWORD = re.compile(r"(://[^:/@]{0,200}:)\S{1,500}(?=@)")


@dataclass(frozen=True, slots=True)
class Value:
    """The value of a setting and its origin: "argument", "environment", the file's name or "default"."""

    value: Scalar
    origin: str


def load(arguments: Mapping[str, Any] | None = None, file: Path = SETTINGS_FILE) -> dict[str, Value]:
    """Return the effective value of every setting. An argument that is None is ignored.

    Raises SettingError for an unknown name or a value out of range, naming the origin.
    """
    given = {name: value for name, value in (arguments or {}).items() if value is not None}
    file_values = _read(file)
    for name in (file_values.keys() - TABLES) | given.keys():
        if name not in {setting.name for setting in SETTINGS}:
            raise SettingError(
                "Unknown setting %(name)r; the settings are %(names)s.",
                name=name,
                names=", ".join(s.name for s in SETTINGS),
            )
    values = {}
    for setting in SETTINGS:
        variable = f"ZHENWEN_{setting.name.upper()}"
        if setting.name in given:
            values[setting.name] = Value(
                _parse_value(setting, given[setting.name], Message("The argument")), "argument"
            )
        elif variable in os.environ:
            values[setting.name] = Value(
                _parse_value(setting, os.environ[variable], variable), translatable("environment")
            )
        elif setting.name in file_values:
            values[setting.name] = Value(_parse_value(setting, file_values[setting.name], str(file)), str(file))
        else:
            values[setting.name] = Value(setting.default, translatable("default"))
    return values


def engine_url(values: Mapping[str, Value]) -> str:
    """Return the address of the index that these settings name."""
    return str(values["engine"].value) or f"whoosh:{Path(str(values['data'].value)) / 'index'}"


def _read(file: Path) -> dict[str, Any]:
    try:
        return parse_toml(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise SettingError(
            "The settings in %(file)s cannot be read: %(error)s.", file=file, error=describe_error(error)
        ) from error


def _parse_value(setting: Setting, raw: Any, place: str | Message) -> Scalar:
    """Return the value in the type of the setting. Raises SettingError for a wrong type or a value out of range."""
    value = _convert(type(setting.default), raw)
    if value is None or value not in setting.valid:
        raise SettingError(
            "%(place)s gives %(name)s as %(value)s: it must be %(valid)s.",
            place=place,
            name=setting.name,
            value=_quote(setting.name, raw),
            valid=setting.valid.message,
        )
    return value


def _convert(kind: type, raw: Any) -> Scalar | None:
    """Convert `raw` to `kind`, or return None where that would change its meaning: 7.5 to int, true to a number."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | os.PathLike):
        return None
    if kind is int and isinstance(raw, float) and not raw.is_integer():
        return None
    try:
        value: Scalar = kind(raw)
    except (TypeError, ValueError, OverflowError):
        return None
    return value


def display_value(name: str, value: Scalar) -> Scalar:
    """Return a value with passwords and tokens masked, for printing."""
    if name in SECRET_SETTINGS and value:
        return "***"
    return _PASSWORD.sub(r"\1***", value) if isinstance(value, str) else value


def _quote(name: str, raw: object) -> str:
    # An invalid address may contain its password anywhere before the last @.
    text = str(display_value(name, str(raw)))
    if name in ADDRESS_SETTINGS and "@" in text:
        text = f"…@{text.rpartition('@')[2]}"
    return repr(text if len(text) <= 100 else f"{text[:100]}…")
