"""Files for crawlers and browsers: robots.txt, sitemaps, OpenSearch."""

from __future__ import annotations

from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

from flask.testing import FlaskClient

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def test_crawlers_may_read_articles_but_not_combinations_of_filters(client: FlaskClient) -> None:
    rules = RobotFileParser()
    rules.parse(client.get("/robots.txt").text.splitlines())
    assert rules.can_fetch("*", "http://localhost/article/a1")
    assert not rules.can_fetch("*", "http://localhost/search?town=x")
    assert not rules.can_fetch("*", "http://localhost/facet/town")


def test_the_sitemap_has_every_article_once(client: FlaskClient) -> None:
    listed = ElementTree.fromstring(client.get("/sitemap.xml").data)
    found = []
    for place in listed.iter(f"{SITEMAP}loc"):
        page = ElementTree.fromstring(client.get(str(place.text).removeprefix("http://localhost")).data)
        found += [loc.text for loc in page.iter(f"{SITEMAP}loc")]
    assert len(found) == len(set(found)) == 12
    assert client.get(str(found[0]).removeprefix("http://localhost")).status_code == 200


def test_there_is_no_sitemap_beyond_the_last(client: FlaskClient) -> None:
    assert client.get("/sitemap-2.xml").status_code == 404
    assert client.get("/sitemap-0.xml").status_code == 404


def test_a_browser_can_search_here(client: FlaskClient) -> None:
    answer = client.get("/opensearch.xml")
    assert answer.mimetype == "application/opensearchdescription+xml"
    urls = {
        url.get("type"): str(url.get("template"))
        for url in ElementTree.fromstring(answer.data).iter(f"{OPENSEARCH}Url")
    }
    page = client.get(urls["text/html"].replace("{searchTerms}", "樱桃").removeprefix("http://localhost"))
    assert "找到 2 篇文章" in page.text
    assert "application/x-suggestions+json" in urls


def test_the_pages_name_the_description(client: FlaskClient) -> None:
    assert 'type="application/opensearchdescription+xml"' in client.get("/").text


def test_old_browsers_find_the_icon(client: FlaskClient) -> None:
    assert client.get("/favicon.ico").mimetype == "image/svg+xml"
