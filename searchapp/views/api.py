"""The API for programs: the services behind the pages, as JSON."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, abort, request

from engine.results import FACETS
from searchapp import answers, cursor, links, openapi, search
from searchapp.mail.strangers import printable
from searchapp.params import MAX_VALUES, BadArgument, translatable
from searchapp.sentences import ReaderError
from searchapp.views import current, keeping, language

blueprint = Blueprint("api", __name__, url_prefix=openapi.ROOT)
LARGEST_PAGE, MOST_VALUES = 100, 1000
# <path:article_id>, which the description calls {id}
_VARIABLE = re.compile(r"<(?:path:)?(?:\w+_)?(\w+)>")


def answered(content: Any, status: int = 200, mimetype: str = "application/json") -> Response:
    """`content` as JSON in UTF-8."""
    # A lone surrogate, left by a damaged file, is in no encoding.
    text = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
    return Response(text, status, content_type=mimetype)


class UnknownArgument(ReaderError):
    """An argument has a name that the operation does not know."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        sentence = translatable("没有“%(name)s”这个参数，可用的有：%(known)s。")
        super().__init__(sentence, name=printable(name)[:40], known=", ".join(known) or "-")


@blueprint.before_request
def check_arguments() -> None:
    """Refuse what the description does not know: a search without a mistyped argument would find too much."""
    rule = request.url_rule.rule if request.url_rule else ""
    path = _VARIABLE.sub(r"{\1}", rule.removeprefix(openapi.ROOT))
    known = openapi.arguments(path, "get" if request.method == "HEAD" else request.method.lower())
    for name, values in request.args.lists() if request.method != "OPTIONS" else ():
        if name not in known:
            raise UnknownArgument(name, known)
        if len(values) > 1 and not known[name]:
            raise BadArgument(name, values[-1], translatable("这个参数只能写一次。"))
        if len(values) > MAX_VALUES:
            raise BadArgument(name, values[-1], translatable("一次选得太多了，最多 100 个。"))


@blueprint.get("/search")
def find() -> Response:
    """One page of hits, the same JSON as `zhenwen search --json`; the next page is in the header Link."""
    asked, size, generation = current.asked(), number("size", current.page_size(), LARGEST_PAGE), _generation()
    if given := request.args.get("cursor"):
        place = cursor.read(given, asked, generation)
        asked, size = replace(asked, page=place.page), place.size
    page = search.run(current.engine(), asked, size)
    response = answered(page.to_json())
    if page.answer.results.hits and asked.page < page.last_page:
        following = cursor.after(asked, size, generation).write()
        start = links.url(links.at_page(asked, 1), f"{request.script_root}{openapi.ROOT}/search")
        response.headers["Link"] = f'<{start}{"&" if "?" in start else "?"}cursor={following}>; rel="next"'
    return response


@blueprint.get("/articles/<path:article_id>")
def article(article_id: str) -> Response:
    """One article with everything that is known about it."""
    return answered(answers.whole(current.article(article_id)))


@blueprint.get("/facets/<name>")
def facet(name: str) -> Response:
    """The values of a facet for a search, the most frequent first."""
    if name not in FACETS:
        abort(404)
    find, size = request.args.get("find", "").strip(), number("size", MOST_VALUES, MOST_VALUES)
    return answered(answers.facet(current.engine(), current.asked(), name, find, size))


@blueprint.get("/explain")
def explain() -> Response:
    """How the words of a search are understood, and why the article `article`, where one is named, matches them."""
    text, article_id = current.asked().text, request.args.get("article", "")
    return answered(answers.explain(current.engine(), text, article_id, language.code()))


@blueprint.get("/suggest")
def suggest() -> Response:
    """What a beginning may become: names, titles."""
    return answered(answers.suggest(current.engine(), request.args.get("q", ""), keeping.frequent().offered()))


@blueprint.get("/similar/<path:article_id>")
def similar(article_id: str) -> Response:
    """The articles most like one."""
    return answered(
        {"articles": [answers.brief(hit.article) for hit in current.engine().similar(current.article(article_id).id)]}
    )


@blueprint.get("/index")
def index() -> Response:
    """What the index holds."""
    info = current.info()
    return answered(
        {
            "generation": info.generation,
            "built": info.built.astimezone(datetime.UTC).isoformat(timespec="seconds"),
            "articles": info.articles,
            "sources": info.sources,
            "first": info.first.isoformat() if info.first else None,
            "last": info.last.isoformat() if info.last else None,
        }
    )


@blueprint.get("/openapi.json")
def description() -> Response:
    """The description of this API."""
    return answered(openapi.document())


@blueprint.after_request
def open_to_all(response: Response) -> Response:
    """Pages of other sites may read."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "Link, ETag, Retry-After"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response


def number(name: str, default: int, most: int) -> int:
    """A whole number from 1 to `most` among the URL's arguments. Raises BadArgument."""
    text = request.args.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= most):
        raise BadArgument(name, text, translatable("这里应是不太大的正整数。"))
    return int(text)


def _generation() -> str:
    return current.info().generation
