"""Articles as schema.org metadata."""

from __future__ import annotations

from engine.article import Article
from searchapp.present.schema_org import news_article


def test_what_is_known_is_told(articles: tuple[Article, ...]) -> None:
    told = news_article(articles[0], "https://here.example/article/a1")
    assert told["@type"] == "NewsArticle"
    assert told["datePublished"] == "2023-05-19"
    assert told["publisher"]["name"] == "运河新报"
    assert told["contentLocation"] == [{"@type": "Place", "name": "北京市 通州区 西集镇"}]


def test_what_is_not_known_is_left_out() -> None:
    told = news_article(Article(id="p", file="p", title="告示", body="x"), "https://here.example/article/p")
    assert set(told) == {"@context", "@type", "headline", "description", "inLanguage", "mainEntityOfPage"}
