"""Messages in the reader's language: complete catalogues, and commands that speak one language at a time."""

from __future__ import annotations

import ast
import importlib
import os
import pickle
import pkgutil
import re
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner

import engine
import indexer
import searchapp
import zhenwen
from engine.errors import DocumentRejected, QuerySyntaxError, SearchError
from engine.evidence_rules import describe_rule
from engine.installation import optional_parts
from engine.messages import FOLDER, Message, translate
from engine.settings import SETTINGS as SETTING_TABLE
from indexer.pipeline import articles
from indexer.readers.table_columns import FIELDS
from indexer.report import Report

ROOT = Path(__file__).parent.parent
HAN = re.compile(r"[\u3400-\u9fff]")
PLACEHOLDER = re.compile(r"%\((\w+)\)[rsd]|(%%)|\{([^{}]*)\}")
# English words that no name, key or option of the program consists of.
ENGLISH = {"the", "an", "of", "is", "are", "it", "and", "to", "in", "on", "that", "than", "which", "was", "has", "have"}
CHINESE = {"LANG": "zh_CN.UTF-8"}
ENVIRONMENTS = ({"LANG": "zh_CN.UTF-8"}, {"LANG": "en_US.UTF-8"}, {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"})


def sentences(language: str) -> Iterator[tuple[str, str]]:
    """Yield each message of a catalogue with its translation."""
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        for message in read_po(file, locale=language):
            for key in (message.id,) if isinstance(message.id, str) else message.id:
                for text in (message.string,) if isinstance(message.string, str) else message.string:
                    if key:
                        yield key, text


def placeholders(text: str) -> set[str]:
    """Return the placeholders of a text; {name!r} is {name}."""
    return {str(one or name.partition("!")[0]) for one, _, name in PLACEHOLDER.findall(text) if one or name}


# Chinese has one plural form, with the values of one of the two English ones.
PLURALS = {text for text, number in Counter(text for _, text in sentences("zh")).items() if number > 1}


@pytest.mark.parametrize(("key", "text"), list(sentences("zh")))
def test_a_chinese_message_keeps_only_names_in_latin_script(key: str, text: str) -> None:
    words = set(re.findall(r"[A-Za-z]+", PLACEHOLDER.sub(" ", text)))
    assert words <= set(re.findall(r"[A-Za-z]+", key))
    assert not words & ENGLISH
    assert not HAN.search(PLACEHOLDER.sub("", key))
    assert placeholders(text) == placeholders(key) or placeholders(text) <= {
        "len",
        "len_type",
        "len_value",
        "nargs",
    } | {*("possibility", "args", "name", "formats", "value", "choices")}


@pytest.mark.parametrize(("key", "text"), list(sentences("en")))
def test_an_english_message_has_han_only_for_words_of_the_query_language(key: str, text: str) -> None:
    assert set(HAN.findall(text)) <= set(HAN.findall(key)) | set("标题正文近三个月")
    assert placeholders(text) == placeholders(key)


def kinds(kind: type[SearchError] = SearchError) -> Iterator[type[SearchError]]:
    for child in kind.__subclasses__():
        yield child
        yield from kinds(child)


def test_every_kind_of_error_has_a_code_and_a_title_in_both_languages() -> None:
    for package in (engine, indexer, searchapp):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in module.name and ".kernels" not in module.name:
                importlib.import_module(module.name)
    codes = [kind.code() for kind in kinds()]
    assert len(codes) == len(set(codes)) > 30
    for kind in kinds():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", kind.code())
        assert HAN.search(translate(kind.title(), language="zh")), kind
        assert not HAN.search(translate(kind.title(), language="en")), kind


CALLS = {"Message", "translate", "translatable", "echo", "BadParameter", "UsageError"}


@pytest.mark.parametrize(
    "path", [p for name in ("engine", "indexer", "searchapp") for p in (ROOT / name).rglob("*.py")]
)
def test_a_message_is_a_literal_with_named_values(path: Path) -> None:
    errors = {kind.__name__ for kind in kinds()}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in errors | CALLS and not isinstance(node.func, ast.Attribute):
            first = node.args[0]
            has_words = isinstance(first, ast.JoinedStr) and any(
                isinstance(part, ast.Constant) and re.search(r"[a-z]{2}", str(part.value).removeprefix("zhenwen: "))
                for part in first.values
            )
            plain = name == "echo" and isinstance(first, ast.Constant)
            assert not has_words, f"{path}:{node.lineno}"
            assert not plain, f"{path}:{node.lineno}"
            values = {keyword.arg for keyword in node.keywords} - {"language", "err"}
            if isinstance(first, ast.Constant) and name in errors | {"Message", "translate"} and None not in values:
                assert placeholders(str(first.value).replace("{", "(")) <= values | {"name"}, f"{path}:{node.lineno}"


def test_an_error_crosses_processes_and_is_kept_as_json() -> None:
    inner = Message("%(name)s is empty.", name="a.txt")
    error = DocumentRejected("%(reason)s %(count)s more of its files cannot be read.", reason=inner, count=2)
    twin = pickle.loads(pickle.dumps(error))
    assert (str(twin), twin.code()) == ("a.txt is empty. 2 more of its files cannot be read.", "document-rejected")
    assert Message.unpack(error.pack()) == error.message
    assert translate(Message.unpack(error.pack()), language="zh") == "a.txt 是空的。另有 2 个文件也无法读取。"
    assert str(Message.unpack("100% as it was")) == "100% as it was"
    wrong = pickle.loads(pickle.dumps(QuerySyntaxError("The bracket %(sign)s has no partner.", 1, 2, sign="(")))
    assert (wrong.start, wrong.end, str(wrong)) == (1, 2, "The bracket ( has no partner.")


def test_every_rule_and_repair_of_the_corpus_has_a_chinese_name() -> None:
    found = list(articles((ROOT / "corpus",), Report()))
    rules = {item.rule for one in found for item in one.evidence} | {
        text for one in found for repair in one.repairs for text in (repair.kind, repair.reason)
    }
    assert len(rules) > 20
    assert [rule for rule in sorted(rules) if not HAN.search(translate(describe_rule(rule), language="zh"))] == []


BAD_FILES = {
    "empty.txt": b"",
    "binary.txt": bytes(range(256)) * 40,
    "broken.zip": b"PK\x03\x04 nothing",
    "broken.pdf": b"%PDF-1.4 nothing",
    "old.doc": b"\xd0\xcf\x11\xe0" + bytes(600),
    "image.txt": b"\x89PNG" + bytes(60),
    "rows.jsonl": b'{"body": ""}\n[1]\n{"x": 1\n',
    "rows.csv": 'title,body\n标题,\n"标题\n标题,正文\n'.encode(),
    "page.html": b"<html><body><script>" + b"x" * 300 + b"</script></body></html>",
    "list.html": b"<html><body>" + "<p><a href='x'>柳树成行的标题一</a></p>".encode() * 12 + b"</body></html>",
}
TOML = {
    "zhenwen.toml": "nosuch = 1",
    "broken.toml": "= [",
    "corrections.toml": "[[correction]]\nmatch = {id = 3}",
    "person.toml": "[[person]]\nname = '王林'\nkind = 'x'",
    "queries.toml": "[[query]]\nq = '(樱桃'",
    "none.toml": "",
}
COMMANDS = (
    "",
    "nosuch",
    "--nosuch",
    "--data",
    "--lang fr",
    "search",
    "search a b",
    "search 樱桃 --from 2024-13",
    "search 樱桃 --from 2024 --to 2023",
    "search 樱桃 --sort newest",
    "search 樱桃 --page 0",
    "search 樱桃 --engine nothing:x",
    "search 樱桃 --engine opensearch+http://nobody:1/a?x=1",
    "--data none search 樱桃",
    "export 樱桃 --format docx",
    "export 樱桃 --data none -o none/x.csv",
    "build",
    "build none",
    "build bad --data index",
    "build bad --data index --strict",
    "build bad --jobs 0",
    "build bad --map nonsense",
    "build bad --file-seconds x",
    "build bad --file-seconds -1",
    "build bad --corrections broken.toml",
    "build bad --corrections corrections.toml",
    "build bad --corrections person.toml",
    "build bad --corrections missing.toml",
    "build bad --self-test queries.toml",
    "build bad --self-test none.toml",
    "build bad --max-removed x",
    "update --data index",
    "update none --data none",
    "update --watch nowhere --data nowhere",
    "articles",
    "articles bad",
    "articles bad --strict",
    "eval",
    "eval articles none good",
    "eval articles broken.toml good",
    "check --data none",
    "doctor --data none",
    "generations --data none",
    "rollback --data none",
    "mail retry",
    "mail queue --data mail",
    "mail test nobody",
    "alerts send",
    "serve --port x",
    "serve --port 99999",
    "stats --data mail",
    "config",
)
SETTINGS = (
    ("ZHENWEN_KEEP", "x"),
    ("ZHENWEN_FILE_SECONDS", "-1"),
    ("ZHENWEN_LOG", "loud"),
    ("ZHENWEN_HOST", "a b"),
    ("ZHENWEN_SITE", "x"),
    ("ZHENWEN_SMTP", "x"),
    ("ZHENWEN_MAX_REMOVED", "x"),
    ("ZHENWEN_DATABASE", "mysql://x"),
    ("ZHENWEN_ENGINE", "x"),
    ("ZHENWEN_DATA", ""),
    ("ZHENWEN_SYNONYMS", "broken.toml"),
    ("ZHENWEN_WORDS", "missing.txt"),
    ("ZHENWEN_LANG", "fr"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with files of every bad kind, and a good one."""
    place = tmp_path_factory.mktemp("messages")
    (place / "bad").mkdir()
    (place / "good").mkdir()
    (place / "good" / "a.txt").write_text(
        "河堤添新绿\n2023-06-15 来源：新华社\n本报讯（记者 王林）今天，柳树成行。\n", "utf-8"
    )
    for name, data in BAD_FILES.items():
        (place / "bad" / name).write_bytes(data)
    for name, text in TOML.items():
        if name != "zhenwen.toml":
            (place / name).write_text(text, "utf-8")
    return place


# Names, keys, options, paths, and types of values, which stay as they are in a Chinese sentence.
CODE = re.compile(
    r"'[^']*'|`[^`]*`|\"[^\"]*\"|--?[a-z][\w-]*|\[\[?[\w\s|.<>=-]*\]\]?|\S*[/=_.:]\S*|\b[A-Z][A-Za-z0-9]*\b|\{[^}]*\}"
)
KEYS = {
    "zhenwen",
    "nosuch",
    "nowhere",
    "none",
    "bad",
    "good",
    "data",
    "lang",
    "zh",
    "en",
    "fr",
    "main",
    "person",
    "kind",
}
KEYS |= {
    *zhenwen.COMMANDS,
    "eval",
    "queue",
    "retry",
    "send",
    "test",
    "plain",
    "json",
    "csv",
    "jsonl",
    "bib",
    "ris",
    "var",
}
KEYS |= {*FIELDS, *(setting.name for setting in SETTING_TABLE), "correction", "int", "dict", "str", "list", "match"}
KEYS |= {part.name for part in optional_parts()}
KEYS |= {"relevance", "verify", "shards", "replicas", "timeout", "patience", "ca", "yes", "no"}
LANGUAGE_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def run(arguments: str, variables: dict[str, str]) -> str:
    """Run the command line in these variables of the language alone, and return what it printed."""
    done = CliRunner(env={**dict.fromkeys(LANGUAGE_VARIABLES), **variables}).invoke(
        zhenwen.main, shlex.split(arguments)
    )
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return done.output


def check_language(printed: str, chinese: bool) -> None:
    """Fail if a line of what was printed is not in the language."""
    for line in printed.splitlines():
        if line.lstrip().startswith(("{", "[{")):
            continue
        bare = CODE.sub(" ", line)
        if chinese:
            assert not {word for word in re.findall(r"[a-z]{2,}", bare) if word not in KEYS}, line
        else:
            assert not re.search(r"[\u3400-\u9fff：，。（）]", re.sub(r"“[^”]*”", " ", bare)), line


@pytest.mark.parametrize("variables", ENVIRONMENTS, ids=lambda v: v.get("LC_ALL", v["LANG"]))
@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_command_speaks_the_language_of_its_environment(
    arguments: str, variables: dict[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    check_language(run(arguments, variables), variables == CHINESE)


@pytest.mark.parametrize("variables", ENVIRONMENTS, ids=lambda v: v.get("LC_ALL", v["LANG"]))
@pytest.mark.parametrize(("name", "value"), SETTINGS)
def test_a_wrong_setting_is_refused_in_one_language(
    name: str, value: str, variables: dict[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    printed = run("build good", {**variables, name: value})
    assert name in printed or value in printed
    check_language(printed, variables == CHINESE)


@pytest.mark.parametrize("arguments", [f"{name} --help" for name in zhenwen.COMMANDS])
def test_help_is_in_one_language(arguments: str) -> None:
    for variables in ENVIRONMENTS:
        check_language(run(arguments, variables), variables == CHINESE)


def test_an_article_is_explained_in_the_language(folder: Path) -> None:
    assert "byline, confidence" in run(f"articles {folder}/good --explain", {"LANG": "C"})
    assert "署名行，置信度" in run(f"articles {folder}/good --explain", CHINESE)


def test_a_mail_server_that_is_away_is_told_in_one_language() -> None:
    settings = {"ZHENWEN_SMTP": "smtp://127.0.0.1:1?tls=no", "ZHENWEN_MAIL_FROM": "a@example.org"}
    for variables in ENVIRONMENTS:
        check_language(run("mail test b@example.org", {**variables, **settings}), variables == CHINESE)


def test_an_option_and_a_variable_choose_the_language(tmp_path: Path) -> None:
    def printed(*arguments: str, **variables: str) -> str:
        outer = {name: value for name, value in os.environ.items() if name not in LANGUAGE_VARIABLES}
        command = [sys.executable, "-m", "zhenwen", *arguments, "check", "--data", str(tmp_path)]
        environment = {**outer, **variables, "PYTHONPATH": str(ROOT)}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stderr

    assert "还没有索引" in printed(LANG="zh_CN.UTF-8")
    assert "no index" in printed(LANG="de_DE.UTF-8")
    assert "no index" in printed("--lang", "en", LANG="zh_CN.UTF-8")
    assert "还没有索引" in printed("--lang", "zh", LC_ALL="C")
    assert "还没有索引" in printed(ZHENWEN_LANG="zh", LC_ALL="en_US.UTF-8")
    assert "没有命令" in printed("--lang", "zh", "nosuch", LC_ALL="C")
