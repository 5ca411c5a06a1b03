"""Settings: every invalid value is rejected at the start, with one message."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

import zhenwen
from engine.errors import SettingError
from engine.setting_values import ChoiceRule, NumberRange, TextRule
from engine.settings import SETTINGS, Setting, load
from searchapp.mail.smtp import mail_server

ROOT = Path(__file__).parents[2]
NUMBERS = [setting for setting in SETTINGS if isinstance(setting.valid, NumberRange)]
GOOD = {
    "data": ["/srv/zhenwen", "资料 1"],
    "engine": [
        "whoosh:var/index",
        "whoosh:C:\\news",
        "opensearch+https://u:p%40@a.example:9200,[::1]:9201/zhenwen?ca=x",
    ],
    "max_removed": ["10%", "2.5 %", "300", "100%"],
    "host": ["0.0.0.0", "::1", "[::]", "localhost", "news.example.org"],
    "proxy_addresses": ["10.0.0.7", "10.0.0.7, 10.1.0.0/24", "2001:db8::/48 ::1"],
    "metrics_token": ["geheim", "a" * 64],
    "log": ["json"],
    "database": [
        "sqlite:///var/saved.sqlite",
        "sqlite:////srv/saved.sqlite",
        "postgresql://zhenwen:a/b@db.example:5432/zhenwen",
        "postgresql://zhenwen@/postgres?host=/tmp/pg",
        "postgresql+psycopg://db/zhenwen",
    ],
    "site": ["https://zhenwen.example.org", "http://10.0.0.1:8000/", "https://镇闻.example/news", "http://[::1]:8000"],
    "smtp": ["smtp://u:p@mail.example.org:587", "smtps://mail.example.org", "smtp://127.0.0.1?tls=no"],
    "mail_from": ["news@example.org"],
}
BAD = {
    "data": ["", "a\nb", "a\0b"],
    "engine": ["foo:bar", "whoosh:", "var/index", "opensearch://h/zhenwen", "opensearch+https://h:0/zhenwen", "whoosh"],
    "max_removed": ["101%", "-1", "some", "1.5", "nan", "10%%"],
    "self_test": ["a\nb"],
    "host": ["", "a b", "http://localhost", "1.2.3.4/24", "a\n"],
    "proxy_addresses": ["proxy.example.org", "10.0.0.7/8", "300.0.0.1", "10.0.0.1;10.0.0.2", ","],
    "metrics_token": [" ", "a b", "密", "a\n", "\x1b[31m"],
    "log": ["", "xml", "JSON"],
    "database": [
        "foo",
        "mysql://h/x",
        "postgresql:/h",
        "postgresql://h:99999/x",
        "postgresql+foo://h/x",
        "sqlite://",
        "///",
    ],
    "site": [
        "javascript:alert(1)",
        "ftp://a.example",
        "//a.example",
        "https://",
        "https://user:password@a.example",
        "https://a.example?x",
        "https://a.example#x",
        "http://a.example:99999",
        'https://a.example/"><script>',
        "https://a b.example",
        "https://a.example\nX: y",
        "http://[::1",
    ],
    "smtp": ["foo", "http://mail.example.org", "smtp://", "smtp://h:0", "smtp://u:p@h:99999", "smtp://h\n"],
    "mail_from": ["news", "a b@example.org", "a@b\nBcc: c", "@"],
}


def name_of(setting: Setting) -> str:
    """Return the test id of a setting."""
    return setting.name


@pytest.mark.parametrize("setting", SETTINGS, ids=name_of)
def test_every_setting_has_a_range_that_its_default_is_in_and_that_can_be_said(setting: Setting) -> None:
    assert setting.default in setting.valid
    assert str(setting.valid.message) in (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    assert isinstance(setting.valid, NumberRange | ChoiceRule | TextRule)
    assert (
        setting.name in BAD
        or isinstance(setting.valid, NumberRange)
        or setting.name in ("synonyms", "words", "corrections")
    )


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in GOOD.items() for value in values])
def test_what_a_setting_may_be_is_taken(name: str, value: str) -> None:
    assert load({name: value})[name].value == value
    if name == "smtp":
        mail_server(value, "a@example.org")


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in BAD.items() for value in values])
def test_what_a_setting_may_not_be_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=rf"argument gives {name} as .*: it must be ") as refused:
        load({name: value})
    assert str(refused.value).isprintable(), "a value is shown escaped"


@pytest.mark.parametrize("setting", NUMBERS, ids=name_of)
@tried(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(data=st.data())
def test_numbers_out_of_range_are_refused_wherever_they_stand(
    setting: Setting, data: st.DataObject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(setting.valid, NumberRange)
    low, high = setting.valid.least, setting.valid.most
    outside = [st.floats(max_value=low, exclude_max=True), st.floats(min_value=high, exclude_min=True)]
    outside += [st.integers(max_value=int(low) - 1), st.integers(min_value=int(high) + 1), st.just(float("nan"))]
    if isinstance(setting.default, int):
        outside.append(st.floats(low, high).filter(lambda number: not number.is_integer()))
    value = data.draw(st.one_of(*outside))
    told = rf"gives {setting.name} as .*: it must be "
    for given_one in (value, repr(value)):
        with pytest.raises(SettingError, match=f"argument {told}"):
            load({setting.name: given_one})
    with monkeypatch.context() as patched:
        patched.setenv(f"ZHENWEN_{setting.name.upper()}", repr(value))
        with pytest.raises(SettingError, match=f"ZHENWEN_{setting.name.upper()} {told}"):
            load()
    file = tmp_path / "zhenwen.toml"
    file.write_text(f"{setting.name} = {value!r}\n", encoding="utf-8")
    with pytest.raises(SettingError, match=r"zhenwen\.toml"):
        load(file=file)


@pytest.mark.parametrize("setting", NUMBERS, ids=name_of)
@pytest.mark.parametrize("value", ["", "x", "1e", "0x10", True, [1], {}], ids=repr)
def test_what_is_no_number_is_refused(setting: Setting, value: object) -> None:
    with pytest.raises(SettingError, match=f"{setting.name} as .*: it must be a "):
        load({setting.name: value})


@pytest.mark.parametrize("setting", NUMBERS, ids=name_of)
def test_the_ends_of_a_range_are_in_it(setting: Setting) -> None:
    assert isinstance(setting.valid, NumberRange)
    for value in (setting.valid.least, setting.valid.most):
        assert load({setting.name: str(value)})[setting.name].value == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("metrics_token", "gehe heim"),
        ("smtp", "foo://user:gehe/im@h"),
        ("database", "postgres//user:geheim@h"),
        ("engine", "opensearch+https://user:ge@heim@h"),
    ],
)
def test_a_refusal_shows_no_secret(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name) as refused:
        load({name: value})
    assert not [part for part in ("geh", "heim", "/im") if part in str(refused.value)]


@pytest.mark.parametrize("command", [["build", "corpus"], ["config"], ["search", "x"], ["serve"], ["eval", "articles"]])
@pytest.mark.parametrize(
    ("name", "value"), [("PAGE_SIZE", "0"), ("THREADS", "-3"), ("QUERY_SECONDS", "nan"), ("SITE", "javascript:x")]
)
def test_every_command_refuses_them_at_its_start(
    runner: CliRunner, monkeypatch: pytest.MonkeyPatch, command: list[str], name: str, value: str
) -> None:
    monkeypatch.setenv(f"ZHENWEN_{name}", value)
    done = runner.invoke(zhenwen.main, command)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"zhenwen: ZHENWEN_{name} gives {name.lower()} as {value!r}: it must be ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("ZHENWEN_ENGINE=opensearch+https://h:9200/zhenwen?foo=1", "unknown option"),
        ("ZHENWEN_SMTP=smtp://mail.example.org?tls=no", "tls=no"),
    ],
)
def test_serve_looks_into_addresses_before_it_listens(setting: str, told: str, tmp_path: Path) -> None:
    name, _, value = setting.partition("=")
    environment = {**os.environ, name: value, "ZHENWEN_MAIL_FROM": "a@example.org"}
    command = [sys.executable, "-m", "zhenwen", "serve", "--data", str(tmp_path), "--port", "0"]
    process = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (process.returncode, process.stdout) == (2, "")
    assert told in process.stderr
    assert len(process.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "value", ["1" * 5000, "0x" + "f" * 5000, "[" * 5000], ids=["long number", "long hexadecimal", "deep brackets"]
)
def test_a_value_beyond_reading_is_said_in_a_sentence(tmp_path: Path, value: str) -> None:
    file = tmp_path / "zhenwen.toml"
    file.write_text(f"keep = {value}\n")
    with pytest.raises(SettingError, match=r"cannot be read: a value that cannot be read\.$"):
        load({}, file)


@pytest.mark.parametrize("name", ["keep", "recency"])
@pytest.mark.parametrize("value", ["9" * 400, "inf", "nan"])
def test_a_number_beyond_any_range_is_refused(tmp_path: Path, name: str, value: str) -> None:
    file = tmp_path / "zhenwen.toml"
    file.write_text(f"{name} = {value}\n")
    with pytest.raises(SettingError, match="it must be"):
        load({}, file)
