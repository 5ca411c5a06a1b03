"""Warm-up of the index and the pages before the first request is served."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from flask import Flask
from flask_babel import force_locale, format_date, format_datetime, get_translations

from engine.backend import Engine
from engine.messages import catalogue
from searchapp.api import openapi
from searchapp.request.params import SearchRequest
from searchapp.saved.store_factory import check_address
from searchapp.server import language
from searchapp.service import search_service

# A word, a phrase, a wildcard, NEAR, OR, a syntax error, a date, and a number that can be written in two ways.
QUERIES = ("新闻", "“樱桃节”", "西*镇", "新闻 NEAR 樱桃", "新聞 OR 標題:报导", "（新闻", "2023年的二十", "的")
FORMS = ("short", "medium", "long", "full")


def steps(app: Flask) -> tuple[Callable[[Engine], None], ...]:
    """Return the functions to call with an index before readers get it, for searches and pages, then for completion."""

    def load_first(engine: Engine) -> None:
        load_pages(app)
        load_search(engine)

    return load_first, load_completion


def load_search(engine: Engine) -> None:
    """Run searches that are slow the first time. Raises SearchError."""
    newest = search_service.run_search(engine, SearchRequest(), 1)
    for text in QUERIES:
        search_service.run_search(engine, SearchRequest(text=text), 10)
    for hit in newest.results.hits:
        article = engine.get(hit.article.id)
        engine.similar(article.id)
        engine.explain(article.id, newest.reading.query)


def load_completion(engine: Engine) -> None:
    """Load the data for completion and spelling correction. Raises SearchError."""
    engine.load()
    engine.suggest("xinwen")


def load_pages(app: Flask) -> None:
    """Load all templates, catalogues, date formats, the API description and the code for a database that is set."""
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    with app.test_request_context():
        for code, (locale, _, _) in language.LANGUAGES.items():
            catalogue(code)
            language.parsed(locale)
            with force_locale(locale):
                get_translations()
                now = datetime.datetime.now(datetime.UTC)
                format_datetime(now)
                for form in FORMS:
                    format_date(now.date(), form)
    for path, operations in openapi.paths().items():
        for method in operations:
            openapi.arguments(path, method)
    if app.config["DATABASE"]:
        check_address(app.extensions["store"].url)
