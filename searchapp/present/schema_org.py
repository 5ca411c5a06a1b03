"""Articles in the schema.org vocabulary, for search engines."""

from __future__ import annotations

from typing import Any

from engine.article import Article
from searchapp.present.citation import heading, web_address

# Characters of the body in the description; the page has the whole text.
DESCRIPTION_CHARS = 120


def news_article(article: Article, url: str) -> dict[str, Any]:
    """Return the JSON-serialisable NewsArticle without empty properties; `url` is the address of our page."""
    properties = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": heading(article)[:110],
        "alternativeHeadline": article.subtitle,
        "description": article.body[:DESCRIPTION_CHARS].replace("\n", " "),
        "inLanguage": "zh-Hans",
        "datePublished": article.date.isoformat() if article.date else None,
        "author": [{"@type": "Person", "name": name} for name in article.authors],
        "publisher": {"@type": "Organization", "name": article.source} if article.source else None,
        "contentLocation": [{"@type": "Place", "name": path.replace("/", " ")} for path in article.towns],
        "mentions": [{"@type": "Person", "name": name} for name in dict.fromkeys(one.name for one in article.leaders)],
        "keywords": list(article.keywords),
        "isBasedOn": web_address(article),
        "mainEntityOfPage": url,
    }
    return {name: value for name, value in properties.items() if value}
