"""Keep the catalogues of searchapp/translations in step with the templates: extract messages and compile them.

python scripts/make_catalogues.py            updates messages.po (translate the new, empty messages) and messages.mo
python scripts/make_catalogues.py --check    exits 1 with the reason if they are not in step or a message is empty
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
FOLDERS = {"templates": [("**", "jinja2")], "searchapp": [("**.py", "python")]}
KEYWORDS = {**DEFAULT_KEYWORDS, "translatable": None}
# A wheel, an editable install and a bare checkout all need the compiled file, so it is kept in the repository.
CATALOGUES = sorted((ROOT / "searchapp" / "translations").glob("*/LC_MESSAGES/messages.po"))


def collect() -> Catalog:
    """Extract every message of the templates and the application."""
    template = Catalog(project="zhenwen", charset="utf-8")
    for folder, methods in FOLDERS.items():
        for _file, _line, message, comments, _context in extract_from_dir(
            str(ROOT / folder), methods, {"**": {"trimmed": "true", "silent": "false"}}, KEYWORDS
        ):
            template.add(message, auto_comments=comments)
    return template


def renew(path: Path, template: Catalog) -> Catalog:
    """Return the catalogue at `path` with exactly the messages of `template`, existing translations kept."""
    catalogue = _read(path)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
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
