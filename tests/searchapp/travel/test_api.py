"""The API: the same results as the pages, a description equal to the code, machine-readable errors."""

from __future__ import annotations

import calendar
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

import zhenwen
from engine.article import Article
from searchapp import create_app
from searchapp.api import openapi
from searchapp.request.cursor import Cursor
from searchapp.request.params import BadArgument, read_request
from tests.conftest import BuildIndex
from tests.searchapp.travel.conftest import SITE

ROOT = openapi.ROOT


def problem(answer: Any) -> dict[str, Any]:
    """Return the problem details of a response."""
    assert answer.content_type == "application/problem+json"
    told: dict[str, Any] = answer.get_json(force=True)
    assert told["status"] == answer.status_code
    assert told.keys() >= {"type", "title", "status"}
    return told


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("q=樱桃", ["樱桃"]),
        ("q=镇&source=运河新报&sort=date", ["镇", "--source", "运河新报", "--sort", "date"]),
        ("q=&town=西集镇&from=2023-05&to=2023-06", ["", "--town", "西集镇", "--from", "2023-05", "--to", "2023-06"]),
        ("q=(樱桃", ["(樱桃"]),
        ("q=镇&page=2", ["镇", "--page", "2"]),
    ],
)
def test_a_search_answers_what_the_command_prints(
    app: Flask, client: FlaskClient, query: str, options: list[str]
) -> None:
    arguments = ["search", *options, "--json", "--engine", app.config["ENGINE"]]
    printed = CliRunner().invoke(zhenwen.main, arguments).stdout
    assert client.get(f"{ROOT}/search?{query}&lang=en").get_json() == json.loads(printed)


def test_an_article_has_everything_that_its_page_has(client: FlaskClient) -> None:
    answer = client.get(f"{ROOT}/articles/a1").get_json()
    assert (answer["title"], answer["url"]) == ("西集镇樱桃节开园迎客", "https://news.example.com/2023/05/a1.html")
    assert answer["evidence"][0]["rule"] == "来源行"
    assert answer["evidence"][0]["sure"] == 0.98  # the public name of the confidence
    assert client.get(f"{ROOT}/articles/a2").get_json()["reprint_of"] == "a1"


def test_a_facet_lists_its_values(client: FlaskClient) -> None:
    answer = client.get(f"{ROOT}/facets/source?q=樱桃").get_json()
    assert answer == {
        "facet": "source",
        "total": 2,
        "values": [
            {"value": "京东晚报", "count": 1, "selected": False},
            {"value": "运河新报", "count": 1, "selected": False},
        ],
    }
    for find in ("西集", "xiji"):
        (value,) = client.get(f"{ROOT}/facets/town?find={find}&size=1").get_json()["values"]
        assert value["value"].endswith("西集镇")
    whole = client.get(f"{ROOT}/facets/town").get_json()
    pages = [client.get(f"{ROOT}/facets/town?size=2&page={page}").get_json() for page in range(1, 99)]
    assert [value for page in pages for value in page["values"]] == whole["values"]
    assert {page["total"] for page in pages} == {whole["total"]} == {len(whole["values"])}


def test_articles_without_a_date_are_counted_and_chosen(client: FlaskClient) -> None:
    answer = client.get(f"{ROOT}/search").get_json()
    alone = client.get(f"{ROOT}/search?undated=1").get_json()
    assert 0 < answer["undated"] == alone["undated"] == alone["total"] < answer["total"]
    assert {hit["date"] for hit in alone["hits"]} == {None}


def test_a_search_is_explained(client: FlaskClient) -> None:
    answer = client.get(f"{ROOT}/explain?q=樱桃 -开园").get_json()
    assert [part["without"] for part in answer["parts"]] == ["NOT 开园", "樱桃"]
    broken = client.get(f"{ROOT}/explain?q=(樱桃").get_json()["problems"][0]
    assert (broken["kind"], broken["start"], broken["guess"]) == ("bracket", 0, "樱桃")


def test_an_article_is_explained(client: FlaskClient) -> None:
    match = client.get(f"{ROOT}/explain?q=樱桃&article=a1").get_json()["match"]
    assert match["score"] == pytest.approx(sum(part["value"] for part in match["parts"]))
    assert match["reasons"]
    assert problem(client.get(f"{ROOT}/explain?q=樱桃&article=none"))["status"] == 404


def test_a_beginning_is_completed(client: FlaskClient) -> None:
    first = client.get(f"{ROOT}/suggest?q=xiji").get_json()["suggestions"][0]
    assert (first["text"], first["place"]) == ("西集镇", "北京市 通州区")
    assert client.get(first["search"]).status_code == 200


def test_an_article_has_others_like_it(client: FlaskClient) -> None:
    found = client.get(f"{ROOT}/similar/a1").get_json()["articles"]
    assert "a1" not in {article["id"] for article in found}


def test_the_index_says_what_it_holds(client: FlaskClient) -> None:
    answer = client.get(f"{ROOT}/index").get_json()
    assert (answer["articles"], answer["first"], answer["last"]) == (12, "2020-01-01", "2023-09-28")


def following(answer: Any) -> str | None:
    match = re.fullmatch(r'<([^>]+)>; rel="next"', answer.headers.get("Link", ""))
    return match.group(1) if match else None


def test_cursors_lead_to_every_article_once(client: FlaskClient) -> None:
    found, link = [], f"{ROOT}/search?size=5&sort=date"
    while link:
        answer = client.get(link)
        found += [hit["id"] for hit in answer.get_json()["hits"]]
        link = following(answer) or ""
    assert len(found) == len(set(found)) == 12


def test_cursors_lead_beyond_ten_thousand(
    build_index: BuildIndex, tmp_path: Path, articles: tuple[Article, ...]
) -> None:
    many = tuple(Article(f"m{n}", "file", None, f"樱桃{n}") for n in range(10_250))
    client = create_app({"engine": build_index(tmp_path / "index", many), "data": str(tmp_path)}).test_client()
    found, link = 0, f"{ROOT}/search?q=樱桃&page=101&size=100"
    while link:
        answer = client.get(link)
        found += len(answer.get_json()["hits"])
        link = following(answer) or ""
    assert found == 250


def test_a_cursor_of_another_index_is_gone_and_of_another_search_wrong(client: FlaskClient) -> None:
    link = following(client.get(f"{ROOT}/search?size=5"))
    assert link
    text = link.rpartition("=")[2]
    assert problem(client.get(f"{ROOT}/search?q=樱桃&cursor={text}"))["parameter"] == "cursor"
    import base64

    values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    old = replace(Cursor(*values), generation="old").write()
    assert problem(client.get(f"{ROOT}/search?cursor={old}"))["type"] == "/api#link-gone"


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/search?from=yesterday", 400, "/api#bad-argument"),
        ("/search?page=0", 400, "/api#bad-argument"),
        ("/search?size=101", 400, "/api#bad-argument"),
        ("/search?cursor=%F0", 400, "/api#bad-argument"),
        ("/articles/none", 404, "/api#article-not-found"),
        ("/facets/none", 404, "about:blank"),
        ("/none", 404, "about:blank"),
        ("/saved/none", 404, "/api#link-unknown"),
        ("/saved", 401, "/api#owner-unknown"),
    ],
)
def test_an_error_is_a_problem_that_programs_can_read(client: FlaskClient, path: str, status: int, kind: str) -> None:
    told = problem(client.get(ROOT + path))
    assert (told["status"], told["type"]) == (status, kind)


def test_a_problem_is_told_in_the_language_asked_for(client: FlaskClient) -> None:
    assert "没有这个链接" in problem(client.get(f"{ROOT}/saved/none"))["detail"]
    english = client.get(f"{ROOT}/saved/none", headers={"Accept-Language": "en"})
    assert problem(english)["detail"] == "There is no such link. Check whether the whole address was copied."


def test_a_wrong_method_says_which_are_right(client: FlaskClient) -> None:
    answer = client.delete(f"{ROOT}/search")
    assert problem(answer)["status"] == 405
    assert "GET" in answer.headers["Allow"]


def test_other_sites_may_read_and_not_write(client: FlaskClient) -> None:
    for path in ("/search?q=樱桃", "/none", "/articles/none"):
        assert client.get(ROOT + path).headers["Access-Control-Allow-Origin"] == "*"
    search_request = client.options(f"{ROOT}/saved", headers={"Origin": "https://x.example"})
    assert "Access-Control-Allow-Origin" not in search_request.headers
    assert client.post(f"{ROOT}/saved", data="query=q", content_type="text/plain").status_code == 400


def test_a_search_is_not_sent_again_where_nothing_changed(client: FlaskClient) -> None:
    first = client.get(f"{ROOT}/search?q=樱桃")
    again = client.get(f"{ROOT}/search?q=樱桃", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_program_saves_lists_renames_and_deletes(client: FlaskClient) -> None:
    body = {"query": "q=樱桃&source=运河新报", "name": "樱桃", "lifetime": "30"}
    made = client.post(f"{ROOT}/saved", json=body)
    assert made.status_code == 201
    saved = made.get_json()
    assert saved["link"] == f"{SITE}/s/{saved['id']}"
    headers = {"Authorization": f"Bearer {saved['owner']}"}
    shown = client.get(made.headers["Location"]).get_json()
    assert (shown["then"], shown["now"], shown["came"], shown["results"]["total"]) == (1, 1, 0, 1)
    client.patch(f"{ROOT}/saved/{saved['id']}", json={"name": "果子"}, headers=headers)
    assert [one["name"] for one in client.get(f"{ROOT}/saved", headers=headers).get_json()["saved"]] == ["果子"]
    assert client.delete(f"{ROOT}/saved/{saved['id']}", headers=headers).status_code == 204
    assert problem(client.get(f"{ROOT}/saved/{saved['id']}"))["status"] == 410


def test_only_the_owner_may_write(client: FlaskClient) -> None:
    made = client.post(f"{ROOT}/saved", json={"query": "q=樱桃"}).get_json()
    for headers, status in (({}, 401), ({"Authorization": f"Bearer {'x' * 24}"}, 404)):
        assert client.delete(f"{ROOT}/saved/{made['id']}", headers=headers).status_code == status
        assert client.patch(f"{ROOT}/saved/{made['id']}", json={"name": "x"}, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/search?query=樱桃", "query"),
        ("/search?q=樱桃&Town=西集镇", "Town"),
        ("/facets/town?q=樱桃&sort=date", "sort"),
        ("/suggest?q=xiji&size=5", "size"),
        ("/explain?q=樱桃&id=a1", "id"),
        ("/articles/a1?q=樱桃", "q"),
        ("/index?x=1", "x"),
        ("/saved?page=2", "page"),
        ("/search?q=樱桃&q=苹果", "q"),
        ("/search?from=2023&from=2024", "from"),
        ("/search?size=5&size=6", "size"),
    ],
)
def test_an_argument_that_is_not_known_or_repeated_is_refused(client: FlaskClient, path: str, named: str) -> None:
    told = problem(client.get(ROOT + path, headers={"Accept-Language": "en"}))
    assert told["status"] == 400
    assert named in (told.get("parameter"), *re.findall("“(.+?)”", told["detail"]))


@pytest.mark.parametrize(
    "body",
    [
        {"query": "q=樱桃", "lifetime": "nonsense"},
        {"query": "q=樱桃", "lifetime": "31"},
        {"query": "q=樱桃", "lifetime": 30},
        {"query": "q=樱桃", "lifetime": None},
        {"query": "q=樱桃", "Name": "x"},
        {"q": "樱桃"},
        {"query": "樱桃"},
        {"query": "?q=樱桃"},
        {"query": "query=樱桃"},
        {"query": "q=樱桃&sort=newest"},
        {"query": "&".join(["town=x"] * 1001)},
        {"query": ["q=樱桃"]},
    ],
)
def test_a_search_is_not_saved_with_what_it_does_not_understand(client: FlaskClient, body: dict[str, Any]) -> None:
    assert problem(client.post(f"{ROOT}/saved", json=body))["status"] == 400


def test_a_key_that_is_repeated_is_refused(client: FlaskClient) -> None:
    body = '{"query": "q=樱桃", "query": "q=苹果"}'.encode()
    assert client.post(f"{ROOT}/saved", data=body, content_type="application/json").status_code == 400


DAYS = [parameter["schema"]["pattern"] for parameter in openapi.paths()["/search"]["get"]["parameters"][7:9]]


@settings(max_examples=400, deadline=None)
@given(st.from_regex(r"[0-9]{4}(-[0-9]{1,2}(-[0-9]{1,2})?)?", fullmatch=True) | st.from_regex(DAYS[0], fullmatch=True))
def test_the_description_and_the_code_know_the_same_days(text: str) -> None:
    text = text.rstrip("\n")
    for name, pattern in zip(("from", "to"), DAYS, strict=True):
        try:
            read_request([(name, text)])
        except BadArgument:
            assert not re.search(pattern, text), text
        else:
            assert re.search(pattern, text), text


@pytest.mark.parametrize("year", range(1890, 2105))
def test_leap_years_are_described(year: int) -> None:
    assert bool(re.search(DAYS[0], f"{year}-02-29")) is calendar.isleap(year)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"query": 1}', b'{"query": "from=x"}', b'{"name": "\\ud800"}'])
def test_a_broken_body_is_no_crash(client: FlaskClient, body: bytes) -> None:
    answer = client.post(f"{ROOT}/saved", data=body, content_type="application/json")
    assert answer.status_code in ((201, 400) if b"ud800" in body else (400,))


def test_every_operation_is_described_and_every_description_is_there(app: Flask) -> None:
    described = {(ROOT + path, method.upper()) for path, methods in openapi.paths().items() for method in methods}
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(f"{ROOT}/")]
    there = {
        (re.sub(r"<(?:path:)?(?:\w+_)?(\w+)>", r"{\1}", rule.rule), method)
        for rule in rules
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert there == described


def test_the_written_description_is_the_one_that_is_served(client: FlaskClient) -> None:
    served = client.get(f"{ROOT}/openapi.json?lang=en").get_json()
    file = Path(__file__).parents[3] / "docs" / "openapi.json"
    assert json.loads(file.read_text(encoding="utf-8")) == served, "run `python scripts/make_openapi.py`"


# Checks for undocumented answers, and for validation that differs from the description.
CHECKS = [
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
    content_type_conformance,
]
OPERATIONS = [(path, method) for path, methods in openapi.paths().items() for method in methods]


# Any text is a valid argument: only these can be called with forbidden values.
FORBIDDEN = [("/search", "get"), ("/facets/{name}", "get"), ("/saved", "post"), ("/saved/{id}", "patch")]


@pytest.mark.parametrize(
    ("mode", "path", "method"),
    [
        *((GenerationMode.POSITIVE, *operation) for operation in OPERATIONS),
        *((GenerationMode.NEGATIVE, *operation) for operation in FORBIDDEN),
    ],
)
def test_the_answers_are_as_described(app: Flask, path: str, method: str, mode: GenerationMode) -> None:
    operation = schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", app)[path][method]

    # Values that the description forbids are rejected; allowed ones are accepted unless another argument conflicts.
    checks = [*CHECKS, negative_data_rejection] if mode is GenerationMode.NEGATIVE else CHECKS

    @settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(operation.as_strategy(generation_mode=mode))
    def check(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(checks=checks, headers={"Accept-Encoding": "identity"})

    check()


def test_the_page_for_people_has_examples_that_work(client: FlaskClient) -> None:
    page = client.get("/api").text
    examples = re.findall(r'class="example" href="([^"]+)"', page)
    assert len(examples) == 9
    for example in examples:
        assert client.get(example.replace("&amp;", "&")).status_code == 200
    for path in openapi.paths():
        assert f"{ROOT}{path}" in page


def test_every_kind_of_problem_has_its_place_on_the_page(app: Flask, client: FlaskClient) -> None:
    page = client.get("/api").text
    for path in ("/search?from=x", "/articles/none", "/saved/none", "/saved"):
        kind = problem(client.get(ROOT + path))["type"].partition("#")[2]
        assert f'id="{kind}"' in page


def test_a_search_goes_on_where_the_store_is_broken(index_url: str, tmp_path: Path) -> None:
    (tmp_path / "saved.sqlite").write_bytes(b"no database " * 100)
    client = create_app({"engine": index_url, "data": str(tmp_path)}).test_client()
    assert client.get("/search?q=樱桃").status_code == 200
    assert problem(client.get(f"{ROOT}/saved/none"))["status"] == 503
    assert client.get("/s/none").status_code == 503
