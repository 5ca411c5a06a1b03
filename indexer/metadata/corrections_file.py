"""Corrections file: TOML written by the operator; errors are reported with their line number.

[[correction]]                          # all conditions of match must be met; file and url may contain * and ?
match = {file = "seeds/000*", text = "樱桃节"}
set = {source = "北京日报", date = 2024-09-21}
delete = ["editor"]

[[place]]                               # another name of a place
name = "张湾"
path = "北京市/通州区/张家湾镇"

[[person]]                              # an office holder, added if the text names them; or delete = true
name = "王林"
post = "镇长"
org = "西集镇"
kind = "public"                         # or company, association, foreign, other
status = "current"                      # or former, coming

[[source]]                              # the main name of an outlet
name = "长城网"
also = ["长城网讯", "长城网廊坊频道"]
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.article import LEADER_KINDS, LEADER_STATUSES
from engine.errors import SettingError
from engine.messages import Message, describe_error
from engine.setting_values import parse_toml
from engine.text.gazetteer import paths
from indexer.metadata.corrections import Corrections

# 16:22 · 08:05:30
TIME = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?")
# Fields that a correction can match, set and delete, by the type of their value in the file.
MATCH_KEYS: dict[str, type] = {
    "id": str,
    "file": str,
    "title": str,
    "source": str,
    "site": str,
    "url": str,
    "date": datetime.date,
    "text": str,
}
SETTABLE_FIELDS: dict[str, type] = {
    **dict.fromkeys(("title", "subtitle", "kicker", "source", "site", "time", "editor", "url"), str),
    "date": datetime.date,
    **dict.fromkeys(("authors", "keywords", "towns", "leaders"), list),
}
LEADER_KEYS = ("name", "post", "org", "kind", "status")
TABLES: dict[str, dict[str, type]] = {
    "correction": {"match": dict, "set": dict, "delete": list},
    "place": {"name": str, "path": str},
    "person": {**dict.fromkeys(LEADER_KEYS, str), "delete": bool},
    "source": {"name": str, "also": list},
}
EXAMPLE_PATH = "北京市/通州区/西集镇"
REQUIRED = {"correction": ("match",), "place": ("name", "path"), "person": ("name",), "source": ("name", "also")}


def read_corrections(file: Path) -> Corrections:
    """Read the corrections in a file. Raises SettingError, with the line number, for invalid ones."""
    try:
        text = file.read_text(encoding="utf-8-sig")
        tables = parse_toml(text)
    except FileNotFoundError as error:
        raise SettingError("There is no file of corrections %(file)s.", file=file) from error
    except (OSError, ValueError, RecursionError) as error:
        raise SettingError(
            "The corrections in %(file)s cannot be read: %(error)s.", file=file, error=describe_error(error)
        ) from error
    for kind, entries in tables.items():
        if kind not in TABLES or not isinstance(entries, list):
            line = _line(text, rf"\[*\s*{re.escape(kind)}\b", 0)
            what = Message("%(kind)s is written [[%(kind)s]] with keys below it", kind=kind)
            if kind not in TABLES:
                what = Message("%(kind)r is none of %(known)s", kind=kind, known=f"[[{']], [['.join(TABLES)}]]")
            raise SettingError("%(file)s, line %(line)s: %(problem)s.", file=file, line=line, problem=what)
        for number, entry in enumerate(entries):
            wrong = _check(kind, entry)
            if wrong:
                key, what = wrong
                start = _line(text, rf"\[\[\s*{kind}\s*\]\]", number)
                raise SettingError(
                    "%(file)s, line %(line)s: %(problem)s.",
                    file=file,
                    line=_line_of_key(text, start, key),
                    problem=what,
                )
    return Corrections(
        rules=tuple(tables.get("correction", ())),
        places=tuple((entry["name"], entry["path"]) for entry in tables.get("place", ())),
        people=tuple(tables.get("person", ())),
        sources={other: entry["name"] for entry in tables.get("source", ()) for other in entry["also"]},
    )


def _check(kind: str, entry: Any) -> tuple[str, Message] | None:
    """Return the invalid key of a table, and a description of the error."""
    if not isinstance(entry, dict):
        return "", Message("%(kind)s is written [[%(kind)s]] with keys below it", kind=kind)
    for key, value in entry.items():
        if key not in TABLES[kind]:
            return key, Message(
                "%(kind)s has no key %(key)r, only %(known)s", kind=kind, key=key, known=", ".join(TABLES[kind])
            )
        if not isinstance(value, TABLES[kind][key]):
            return key, Message(
                "%(key)r has to be a %(type)s, not %(value)r", key=key, type=TABLES[kind][key].__name__, value=value
            )
    for key in REQUIRED[kind]:
        if not entry.get(key):
            return key, Message("%(kind)s needs %(key)r", kind=kind, key=key)
    if kind == "person" and not entry.get("delete") and not entry.get("post"):
        return "name", Message("person needs 'post', or 'delete = true'")
    if kind == "person" and (wrong := _check_leader(entry)):
        return wrong
    if kind == "place" and not is_path(entry["path"]):
        return "path", Message(
            "%(path)r is no path of the gazetteer such as %(example)s", path=entry["path"], example=EXAMPLE_PATH
        )
    if kind == "source" and not all(isinstance(other, str) and other for other in entry["also"]):
        return "also", Message("'also' has to be a list of names")
    return _check_rule(entry) if kind == "correction" else None


def _check_rule(entry: Mapping[str, Any]) -> tuple[str, Message] | None:
    fields: tuple[tuple[str, Mapping[str, type]], ...] = (("match", MATCH_KEYS), ("set", SETTABLE_FIELDS))
    for key, fields_known in fields:
        for name, value in entry.get(key, {}).items():
            if name not in fields_known:
                return name, Message(
                    "%(key)r has no field %(name)r, only %(known)s", key=key, name=name, known=", ".join(fields_known)
                )
            if not isinstance(value, fields_known[name]) or (
                fields_known[name] is datetime.date and isinstance(value, datetime.datetime)
            ):
                return name, Message(
                    "%(name)r has to be a %(type)s, not %(value)r",
                    name=name,
                    type=fields_known[name].__name__,
                    value=value,
                )
            if wrong := _check_value(name, value) if key == "set" else None:
                return name, wrong
    if both := entry.get("set", {}).keys() & set(map(str, entry.get("delete", ()))):
        return "delete", Message("%(name)r is both set and deleted", name=min(both))
    for name in entry.get("delete", ()):
        if name not in SETTABLE_FIELDS:
            return "delete", Message(
                "%(name)r is no field that can be deleted; those are %(known)s",
                name=name,
                known=", ".join(SETTABLE_FIELDS),
            )
    for item in entry.get("set", {}).get("leaders", ()):
        if not isinstance(item, dict) or not {"name", "post"} <= item.keys() <= set(LEADER_KEYS):
            return "leaders", Message(
                "an entry of leaders is written {name = …, post = …, org = …, kind = …, status = …}, not %(item)r",
                item=item,
            )
        if wrong_leader := _check_leader(item):
            return "leaders", wrong_leader[1]
    if not entry.get("set") and not entry.get("delete"):
        return "match", Message("correction needs 'set' or 'delete'")
    return None


def _check_leader(item: Mapping[str, Any]) -> tuple[str, Message] | None:
    """Return the key with an unknown value, and the error."""
    for key, known in (("kind", LEADER_KINDS), ("status", LEADER_STATUSES)):
        if item.get(key, known[0]) not in known:
            return key, Message(
                "%(key)r of a person is one of %(known)s, not %(value)r",
                key=key,
                known=", ".join(known),
                value=item[key],
            )
    return None


def _check_value(name: str, value: Any) -> Message | None:
    """Return the error in a value of the right type."""
    if name in ("authors", "keywords", "towns") and not all(isinstance(item, str) and item.strip() for item in value):
        return Message("%(name)r has to be a list of texts, not %(value)r", name=name, value=value)
    # A town newer than the gazetteer is accepted if its parent is known.
    strange = [path for path in value if not is_path(path.rpartition("/")[0] or path)] if name == "towns" else []
    if strange:
        return Message("%(path)r is no path such as %(example)s", path=strange[0], example=EXAMPLE_PATH)
    if name == "time" and not TIME.fullmatch(value):
        return Message("%(value)r is no time of day such as 16:22", value=value)
    if name == "url" and not value.startswith(("http://", "https://")):
        return Message("%(value)r is no address that begins with http:// or https://", value=value)
    return None


def is_path(path: str) -> bool:
    """Return True if a path leads to a place of the gazetteer: 北京市, 北京市/通州区/西集镇."""
    return path in paths(path.rpartition("/")[2])


def _line(text: str, pattern: str, number: int) -> int:
    """Return the line, from 1, that begins with the match of a pattern with index `number`, from 0."""
    lines = [i for i, line in enumerate(text.split("\n"), 1) if re.match(rf"\s*{pattern}", line)]
    return lines[min(number, len(lines) - 1)] if lines else 1


def _line_of_key(text: str, start: int, key: str) -> int:
    """Return the line of a key in the table that begins on line `start`, or `start` if it is not found."""
    for i, line in enumerate(text.split("\n")[start:], start + 1):
        if line.lstrip().startswith("[["):
            break
        if key and re.search(rf"(?<![\w-])[\"']?{re.escape(key)}[\"']?\s*=", line):
            return i
    return start
