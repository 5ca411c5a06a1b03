"""Pages and answers of the API are in the reader's language alone, outside texts of articles."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

HAN = re.compile(r"[\u3400-\u9fff：，。]")
PAGES = (
    *("/", "/search?q=樱桃", "/search?q=(樱桃", "/search?q=没有这个词呀", "/search?from=2023-13", "/search?page=x"),
    *("/article/a1?q=樱桃", "/article/none", "/facet/town", "/facet/leader?q=樱桃", "/api", "/share?q=樱桃"),
    *("/mine", "/nosuch"),
)
# Names that a Chinese page has in Latin script: formats, products, keys of the keyboard, words of queries and the API.
NAMES = re.findall(
    "[a-z]+",
    """
    new next json lines excel wps zotero noteexpress endnote latex bibtex ris atom rss csv openapi rfc shift esc link
    cursor type detail application problem authorization accept language near and or not title kicker subtitle
    body page size english zhenwen api index name get post patch delete saved articles facets search similar
    explain suggest
    """,
)
# Latin words of the articles of these tests.
DATA = re.findall("[a-z]+", "alert script town leader https news example com html")


def texts(page: BeautifulSoup, language: str) -> list[str]:
    """Return the texts of a page that are not marked as being in another language."""
    for element in page.select("script, style, code, pre, title, mark, q, blockquote, .file"):
        element.decompose()
    return [
        " ".join(text.split())
        for text in page.html.find_all(string=True)
        if text.strip() and text.find_parent(lang=True)["lang"].startswith(language)
    ]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_language(client: FlaskClient, path: str) -> None:
    english = client.get(path, headers={"Accept-Language": "en"})
    assert [text for text in texts(BeautifulSoup(english.data, "lxml"), "en") if HAN.search(text)] == []
    chinese = client.get(path, headers={"Accept-Language": "zh-CN"})
    latin = re.findall("[A-Za-z]{3,}", " ".join(texts(BeautifulSoup(chinese.data, "lxml"), "zh")))
    assert {word for word in latin if word.lower() not in NAMES + DATA} == set()


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/api/v1/search?from=2023-13", "detail"),
        ("/api/v1/search?q=樱桃&nosuch=1", "detail"),
        ("/api/v1/search?lang=fr", "detail"),
        ("/api/v1/articles/none", "detail"),
        ("/api/v1/articles/none", "title"),
        ("/api/v1/saved/none", "detail"),
        ("/api/v1/search?q=标题:节", "understood"),
        ("/api/v1/explain?q=标题:节", "understood"),
    ],
)
def test_an_answer_is_in_the_language_of_the_header_or_the_argument(client: FlaskClient, path: str, key: str) -> None:
    chinese = client.get(path, headers={"Accept-Language": "zh"}).get_json()[key]
    english = client.get(path, headers={"Accept-Language": "en"}).get_json()[key]
    assert HAN.search(chinese)
    assert not HAN.search(re.sub("“[^”]*”|节", "", english))  # 节 is what was typed
    if "lang=" not in path:
        join = "&" if "?" in path else "?"
        assert client.get(f"{path}{join}lang=zh", headers={"Accept-Language": "en"}).get_json()[key] == chinese
