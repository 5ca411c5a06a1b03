"""Inputs of an index: files and folders with the columns of their tables, and other build options."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from engine.errors import SettingError
from engine.messages import describe_error
from engine.setting_values import parse_toml
from engine.settings import SETTINGS_FILE
from indexer.building.file_paths import absolute, at_home, is_below
from indexer.readers.table_columns import FIELDS

# Columns by field, for each file or folder.
Inputs = Mapping[str, Mapping[str, str]]
# Name of the note that stores the options.
TOLD = "told"


@dataclass(frozen=True, slots=True)
class Told:
    """Options of a build. "" and None are unset."""

    inputs: Inputs = field(default_factory=dict)
    corrections: str = ""
    jobs: int | None = None
    file_seconds: float | None = None

    def write(self) -> bytes:
        """Return the JSON form stored with a generation."""
        return json.dumps(asdict(self), ensure_ascii=False).encode("utf-8", "surrogatepass")


def read_told(note: bytes | None) -> Told:
    """Parse the result of `write`; return defaults for None and for invalid notes."""
    try:
        return Told(**json.loads(note or b"{}"))
    except (ValueError, TypeError):
        return Told()


def columns_of(path: Path | str, inputs: Inputs) -> Mapping[str, str]:
    """Return the table columns for a file: those of the nearest named file or folder."""
    whole = absolute(Path(path))
    above = [named for named in inputs if is_below(whole, (named,))]
    return inputs[max(above, key=len)] if above else {}


def combine(
    paths: Sequence[Path], columns: Mapping[str, str], configured: Inputs, remembered: Inputs
) -> dict[str, Mapping[str, str]]:
    """Return the columns by path to read: arguments override the settings file, which overrides remembered inputs.

    `paths` and `columns` are the arguments; columns without paths apply to everything.
    """
    result: dict[str, Mapping[str, str]] = {**remembered, **configured}
    absolute_paths = tuple(map(absolute, paths))
    for path in absolute_paths:
        if columns or not is_below(path, tuple(result)):
            result[path] = columns
    if columns and not absolute_paths:
        result = dict.fromkeys(result, columns)
    return result


def outermost(inputs: Inputs) -> tuple[str, ...]:
    """Return the files and folders that are not below another one."""
    return tuple(path for path in inputs if not is_below(path, tuple(other for other in inputs if other != path)))


def read_inputs(file: Path = SETTINGS_FILE) -> Inputs:
    """Read the [[input]] tables of the settings file. Raises SettingError, which names the invalid table."""
    try:
        tables = parse_toml(file.read_text(encoding="utf-8")).get("input", [])
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise SettingError(
            "The settings in %(file)s cannot be read: %(error)s.", file=file, error=describe_error(error)
        ) from error
    if not isinstance(tables, list):
        raise SettingError("%(file)s: input is written [[input]], with path and map below it.", file=file)
    result: dict[str, Mapping[str, str]] = {}
    for number, table in enumerate(tables, 1):
        paths, columns = _input(table, f"{file}, [[input]] {number}")
        result |= {absolute(file.parent / at_home(path)): columns for path in paths}
    return result


def _input(table: Any, place: str) -> tuple[list[str], Mapping[str, str]]:
    if not isinstance(table, dict) or not table.keys() <= {"path", "map"} or not table.get("path"):
        raise SettingError(
            '%(place)s: it has to have path = "folder" (or a list of them), and may have map.', place=place
        )
    paths = [table["path"]] if isinstance(table["path"], str) else table["path"]
    if not isinstance(paths, list) or not all(isinstance(path, str) and path and "\0" not in path for path in paths):
        raise SettingError(
            "%(place)s: path has to be a text or a list of texts, not %(path)r.", place=place, path=table["path"]
        )
    columns = table.get("map", {})
    if not isinstance(columns, dict):
        raise SettingError(
            '%(place)s: map is written {body = "content"}, not %(columns)r.', place=place, columns=columns
        )
    for name, column in columns.items():
        if name not in FIELDS or not isinstance(column, str) or not column:
            raise SettingError(
                "%(place)s: map has %(name)s = %(column)r; it names columns by the fields %(known)s.",
                place=place,
                name=name,
                column=column,
                known=", ".join(sorted(FIELDS)),
            )
    return paths, columns
