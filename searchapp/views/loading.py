"""What is loaded once, before readers are let in."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from flask import Flask
from flask_babel import force_locale, format_date, format_datetime, get_translations

from engine.backend import Engine
from searchapp import openapi, search
from searchapp.params import Asked
from searchapp.saved.factory import check_address
from searchapp.views import language

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
    newest = search.run(engine, Asked(), 1)
    for text in QUERIES:
        search.run(engine, Asked(text=text), 10)
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
        for locale in language.CATALOGUES:
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
