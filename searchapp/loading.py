"""What is loaded once, before readers are let in."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from flask import Flask
from flask_babel import force_locale, format_date, format_datetime, get_translations

from engine.backend import Engine
from searchapp.api import openapi
from searchapp.request.params import SearchRequest
from searchapp.saved.store_factory import check_address
from searchapp.server import language
from searchapp.service import search_service

# A word, a phrase, a pattern, words near each other, a choice, a mistake, a date, a number that is written in two ways.
QUERIES = ("新闻", "“樱桃节”", "西*镇", "新闻 NEAR 樱桃", "新聞 OR 標題:报导", "（新闻", "2023年的二十", "的")
FORMS = ("short", "medium", "long", "full")


def steps(app: Flask) -> tuple[Callable[[Engine], None], ...]:
    """What to call with an index before readers get it: for searches and pages, and for completion."""

    def load_first(engine: Engine) -> None:
        load_pages(app)
        load_search(engine)

    return load_first, load_completion


def load_search(engine: Engine) -> None:
    """Search an index for what takes long to answer for the first time. Raises SearchError."""
    newest = search_service.run_search(engine, SearchRequest(), 1)
    for text in QUERIES:
        search_service.run_search(engine, SearchRequest(text=text), 10)
    for hit in newest.results.hits:
        article = engine.get(hit.article.id)
        engine.similar(article.id)
        engine.explain(article.id, newest.reading.query)


def load_completion(engine: Engine) -> None:
    """Make what completes and corrects. Raises SearchError."""
    engine.load()
    engine.suggest("xinwen")


def load_pages(app: Flask) -> None:
    """Read all templates, catalogues and forms of dates, the API's description, the code of the store of readers."""
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    with app.test_request_context():
        for locale in language.CATALOG_LOCALES:
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
    check_address(app.extensions["store"].url)
