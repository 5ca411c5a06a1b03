"""The stored form of an article, and evidence that is read late."""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import asdict, replace

from engine.article import Article, Evidence, Leader, Repair, StoredEvidence

EVIDENCE = (
    Evidence("title", "樱桃节", "headline", 0.9, "樱桃节开园", 0, 3),
    Evidence("date", "2023-06-01", "dateline", 0.8),
)
ARTICLE = Article(
    "a1",
    "news/a.txt",
    "樱桃节",
    "正文。",
    leaders=(Leader("马清文", "镇长"),),
    evidence=EVIDENCE,
    repairs=(Repair("removed", "byline", "记者 王林", 0, 5),),
)


def read_again(article: Article) -> Article:
    """Return the article as it is read from an index."""
    return Article.from_stored(json.loads(json.dumps(article.to_stored())))


def test_an_article_is_the_same_after_it_was_stored() -> None:
    found = read_again(ARTICLE)
    assert found == ARTICLE
    assert hash(found) == hash(ARTICLE)
    assert repr(found) == repr(ARTICLE)
    assert read_again(found) == ARTICLE
    assert pickle.loads(pickle.dumps(found)) == copy.deepcopy(found) == ARTICLE
    assert pickle.loads(pickle.dumps(ARTICLE)) == ARTICLE


def test_the_form_of_origins_is_the_same_for_evidence_read_late() -> None:
    assert ARTICLE.origins_to_json() == read_again(ARTICLE).origins_to_json()
    assert ARTICLE.origins_to_json()["evidence"][0]["sure"] == 0.9


def test_evidence_read_late_is_a_sequence_like_any_other() -> None:
    evidence = read_again(ARTICLE).evidence
    assert isinstance(evidence, StoredEvidence)
    assert [asdict(item) for item in evidence] == [asdict(item) for item in EVIDENCE]
    assert (len(evidence), evidence[0], evidence[-1], evidence[1:]) == (2, EVIDENCE[0], EVIDENCE[1], EVIDENCE[1:])
    assert EVIDENCE[0] in evidence
    assert evidence != EVIDENCE[:1]
    assert replace(ARTICLE, evidence=()) != ARTICLE
    assert read_again(replace(ARTICLE, evidence=())).evidence == ()
