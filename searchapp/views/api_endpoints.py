"""API endpoints for search, articles, facets, explanations, suggestions and the index, in JSON."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, abort, request

from engine.messages import translatable
from engine.results.results import FACETS
from searchapp.api import answers, openapi
from searchapp.request import cursor, links
from searchapp.request.params import MAX_VALUES, BadArgument
from searchapp.request.reader_errors import ReaderError
from searchapp.request.untrusted_text import printable
from searchapp.server import language, reader_services, request_context
from searchapp.service import search_service
from searchapp.service.new_articles import new_articles, read_since

blueprint = Blueprint("api", __name__, url_prefix=openapi.ROOT)
MAX_PAGE_SIZE, MAX_FACET_VALUES, MAX_NEW = 100, 1000, 1000
# <path:article_id>, which the API description calls {id}
_VARIABLE = re.compile(r"<(?:path:)?(?:\w+_)?(\w+)>")


def json_response(content: Any, status: int = 200, mimetype: str = "application/json") -> Response:
    """Return `content` as JSON in UTF-8."""
    # Lone surrogates, left by a damaged file, cannot be encoded.
    text = json.dumps(content, ensure_ascii=False, default=language.message_in_words).encode("utf-8", "replace")
    return Response(text, status, content_type=mimetype)


class UnknownArgument(ReaderError):
    """An argument has a name that the operation does not know."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        sentence = translatable("There is no argument “%(name)s”; known are: %(known)s.")
        super().__init__(sentence, name=printable(name)[:40], known=", ".join(known) or "-")


@blueprint.before_request
def check_arguments() -> None:
    """Reject unknown arguments: a search without a mistyped argument would return too much."""
    rule = request.url_rule.rule if request.url_rule else ""
    path = _VARIABLE.sub(r"{\1}", rule.removeprefix(openapi.ROOT))
    known = openapi.arguments(path, "get" if request.method == "HEAD" else request.method.lower())
    for name, values in request.args.lists() if request.method != "OPTIONS" else ():
        if name == "lang" and values[-1] not in language.LANGUAGES:
            raise BadArgument(name, values[-1], translatable("The languages are zh and en."))
        if name not in known:
            raise UnknownArgument(name, known)
        if len(values) > 1 and not known[name]:
            raise BadArgument(name, values[-1], translatable("This argument may be given once only."))
        if len(values) > MAX_VALUES:
            raise BadArgument(name, values[-1], translatable("That is too many values at once; 100 is the most."))


@blueprint.get("/search")
def find() -> Response:
    """Return one page of hits, the same JSON as `zhenwen search --json`; the Link header has the next page."""
    search_request, size, generation = (
        request_context.search_request(),
        number("size", request_context.page_size(), MAX_PAGE_SIZE),
        _generation(),
    )
    if cursor_text := request.args.get("cursor"):
        place = cursor.read_cursor(cursor_text, search_request, generation)
        search_request, size = replace(search_request, page=place.page), place.size
    page = search_service.run_search(request_context.engine(), search_request, size)
    response = json_response(page.to_json(language.language_code()))
    if page.answer.results.hits and search_request.page < page.last_page:
        following = cursor.next_cursor(search_request, size, generation).write()
        start = links.url(links.at_page(search_request, 1), f"{request.script_root}{openapi.ROOT}/search")
        response.headers["Link"] = f'<{start}{"&" if "?" in start else "?"}cursor={following}>; rel="next"'
    return response


@blueprint.get("/new")
def new() -> Response:
    """Return the articles of a search that were indexed since a moment, and the moment to ask with next time."""
    text = request.args.get("since", "").strip()
    since = read_since(text) if text else None
    size = number("size", MAX_PAGE_SIZE, MAX_NEW)
    found = new_articles(request_context.engine(), request_context.search_request(), since, size)
    listed = [{**answers.brief_answer(article), "added": written(article.added)} for article in found.articles]
    return json_response({"total": found.total, "articles": listed, "next": found.following.write()})


@blueprint.get("/articles/<path:article_id>")
def article(article_id: str) -> Response:
    """Return one article with its metadata and evidence."""
    return json_response(answers.full_answer(request_context.article(article_id)))


@blueprint.get("/facets/<name>")
def facet(name: str) -> Response:
    """Return the values of a facet for a search, most frequent first."""
    if name not in FACETS:
        abort(404)
    find, size = request.args.get("find", "").strip(), number("size", MAX_FACET_VALUES, MAX_FACET_VALUES)
    return json_response(
        answers.facet_answer(request_context.engine(), request_context.search_request(), name, find, size)
    )


@blueprint.get("/explain")
def explain() -> Response:
    """Explain how a query is parsed and, if `article` is given, why that article matches."""
    text, article_id = request_context.search_request().text, request.args.get("article", "")
    return json_response(
        answers.explanation_answer(request_context.engine(), text, article_id, language.language_code())
    )


@blueprint.get("/suggest")
def suggest() -> Response:
    """Return completions of `q`, such as names and titles."""
    return json_response(
        answers.suggestion_answer(
            request_context.engine(), request.args.get("q", ""), reader_services.frequent().suggestions()
        )
    )


@blueprint.get("/similar/<path:article_id>")
def similar(article_id: str) -> Response:
    """Return the articles most similar to one."""
    return json_response(
        {
            "articles": [
                answers.brief_answer(hit.article)
                for hit in request_context.engine().similar(request_context.article(article_id).id)
            ]
        }
    )


@blueprint.get("/index")
def index() -> Response:
    """Return information on the index."""
    info = request_context.info()
    return json_response(
        {
            "generation": info.generation,
            "built": written(info.built),
            "articles": info.articles,
            "sources": info.sources,
            "first": info.first.isoformat() if info.first else None,
            "last": info.last.isoformat() if info.last else None,
        }
    )


@blueprint.get("/openapi.json")
def description() -> Response:
    """Return the OpenAPI description."""
    return json_response(openapi.document())


@blueprint.after_request
def open_to_all(response: Response) -> Response:
    """Allow pages of other sites to read the response (CORS)."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "Link, ETag, Retry-After"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response


def written(moment: datetime.datetime | None) -> str | None:
    """Return a moment in UTC, to the second."""
    return moment.astimezone(datetime.UTC).isoformat(timespec="seconds") if moment else None


def number(name: str, default: int, most: int) -> int:
    """Parse a whole number from 1 to `most` in the URL arguments. Raises BadArgument."""
    text = request.args.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= most):
        raise BadArgument(name, text, translatable("This has to be a positive number that is not too large."))
    return int(text)


def _generation() -> str:
    return request_context.info().generation
