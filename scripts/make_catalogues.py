"""Keep the catalogues of engine/translations in step with code and templates: extract messages and compile them.

python scripts/make_catalogues.py            updates messages.po (translate the new, empty messages) and messages.mo
python scripts/make_catalogues.py --check    exits 1 with the reason if they are not in step or a message is empty
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

import zhenwen
from engine import evidence_rules, messages
from engine.errors import SearchError
from engine.settings import SETTINGS

ROOT = Path(__file__).parent.parent
SOURCES = {
    ROOT / "templates": [("**", "jinja2")],
    **{ROOT / package: [("**.py", "python")] for package in ("engine", "indexer", "searchapp", "scripts")},
    Path(click.__file__).parent: [("**.py", "python")],
}
HAN = re.compile(r"[\u3400-\u9fff]")
# Texts of the operating system that are part of messages (glibc; other systems word some differently).
SYSTEM_ERRORS = (
    *("Address already in use", "Bad file descriptor", "Cannot allocate memory", "Cannot assign requested address"),
    *("Connection refused", "Connection reset by peer", "Connection timed out", "Device or resource busy"),
    *("Directory not empty", "Disk quota exceeded", "File exists", "File name too long", "File too large"),
    *("Input/output error", "Invalid argument", "Is a directory", "No such file or directory"),
    *("Name or service not known", "No space left on device", "Not a directory", "Operation not permitted"),
    *("Permission denied", "Read-only file system", "Too many levels of symbolic links", "Too many open files"),
)
# A wheel, an editable install and a bare checkout all need the compiled file, so it is kept in the repository.
CATALOGUES = sorted(messages.FOLDER.glob("*/LC_MESSAGES/messages.po"))


def errors(kind: type[SearchError] = SearchError) -> Iterator[type[SearchError]]:
    """Yield all classes of errors."""
    yield kind
    for child in kind.__subclasses__():
        yield from errors(child)


def commands(command: click.Command = zhenwen.main) -> Iterator[click.Command]:
    """Yield all commands."""
    yield command
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            table = command.table if isinstance(command, zhenwen.Commands) else {}
            child = getattr(import_module(table[name]), name) if name in table else command.commands[name]
            yield from commands(child)


def texts() -> Iterator[str]:
    """Yield the messages that are texts of something else: help, titles of errors, settings, rules."""
    for command in commands():
        yield from zhenwen.help_paragraphs(command.help)
        yield from (option.help for option in command.params if isinstance(option, click.Option) and option.help)
    for kind in errors():
        yield kind.title()
    yield from (setting.help for setting in SETTINGS)
    yield from evidence_rules.NAMES
    yield from SYSTEM_ERRORS
    yield from ("title", "kicker", "subtitle", "body", "source", "town", "leader")  # fields in a description
    yield from ("words", "synonyms")  # files of the operator


def collect() -> Catalog:
    """Extract every message of the templates, the code and Click."""
    for package in ("engine", "indexer", "searchapp"):
        for module in walk_packages([str(ROOT / package)], f"{package}."):
            if ".migrations" not in module.name and ".kernels" not in module.name:
                import_module(module.name)
    names = ("Message", "translate", "translatable", "_optional", *(kind.__name__ for kind in errors()))
    keywords = {**DEFAULT_KEYWORDS, **dict.fromkeys(names)}
    template = Catalog(project="zhenwen", charset="utf-8")
    for folder, methods in SOURCES.items():
        with redirect_stderr(io.StringIO()):  # Babel warns of values that are f-strings
            for _file, _line, message, comments, _context in extract_from_dir(
                str(folder), methods, {"**": {"trimmed": "true", "silent": "false"}}, keywords
            ):
                template.add(message, auto_comments=comments)
    for text in texts():
        template.add(text)
    return template


def renew(path: Path, template: Catalog) -> Catalog:
    """Return the catalogue at `path` with the messages of `template` in the other language, translations kept."""
    catalogue = _read(path)
    foreign = Catalog(charset="utf-8")
    for message in template:
        text = message.id if isinstance(message.id, str) else message.id[0]
        if text and bool(HAN.search(text) or text in ("、", "：")) == (catalogue.locale_identifier == "en"):
            foreign.add(message.id, flags=message.flags, auto_comments=message.auto_comments)
    catalogue.update(foreign, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    return catalogue


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, charset="utf-8")


def _messages(catalogue: Catalog) -> dict[object, object]:
    return {_plain(message.id): _plain(message.string) for message in catalogue if message.id}


def _plain(text: object) -> object:
    # A plural is a tuple in a .po file and a list in a .mo file.
    return tuple(text) if isinstance(text, list) else text


def _compiled_messages(path: Path) -> dict[object, object]:
    with path.open("rb") as file:
        return _messages(read_mo(file))


def written(catalogue: Catalog) -> bytes:
    """Return the text form, sorted and without code locations, so that it changes only with the messages."""
    file = io.BytesIO()
    write_po(file, catalogue, width=120, no_location=True, sort_output=True, omit_header=False)
    return file.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """Return the compiled form that is read at run time."""
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def empty(catalogue: Catalog) -> list[str]:
    """Return the messages without translation, or with one that lacks a placeholder."""
    bad = [message for message in catalogue if message.id and (not _texts(message.string) or bool(message.check()))]
    return [str(message.id) for message in bad]


def _texts(string: str | Sequence[str] | None) -> bool:
    return bool(string) if isinstance(string, str) or string is None else all(string)


def main(check: bool) -> int:
    """Update or check all catalogues and return the exit status."""
    failures = []
    template = collect()
    for path in CATALOGUES:
        catalogue = renew(path, template)
        binary = path.with_suffix(".mo")
        failures += [f"{path}: not translated: {message}" for message in empty(catalogue)]
        if check:
            current = _messages(_read(path)) == _messages(catalogue) == _compiled_messages(binary)
            failures += [] if current else [f"{path}: run python scripts/make_catalogues.py"]
        else:
            path.write_bytes(written(catalogue))
            binary.write_bytes(compiled(catalogue))
    print("\n".join(failures) or "Every message is translated.")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
