"""Descriptions of queries and explanations in plain words, in both languages."""

from __future__ import annotations

import pytest

from engine.messages import LANGUAGES
from engine.query.description import describe, query_parts
from engine.query.parser import parse
from engine.ranking.explanation import reasons
from engine.ranking.features import ScorePart
from engine.vocabulary import Vocabulary

EXPANSION = Vocabulary().expansion


@pytest.mark.parametrize(
    ("typed", "chinese", "english"),
    [
        ("", "全部文章", "all articles"),
        ("樱桃", "樱桃", "樱桃"),
        ("樱桃 西集镇", "樱桃，并且 西集镇", "樱桃, and 西集镇"),
        ("“樱桃节”", "完整出现“樱桃节”", "exactly “樱桃节”"),
        ("标题:樱桃", "标题：樱桃", "樱桃 in the title"),
        ("镇:西集镇", "乡镇是“西集镇”", "town is “西集镇”"),
        ("樱桃 -苹果", "樱桃，并且 不含：苹果", "樱桃, and without 苹果"),
        ("樱* NEAR 节", "“樱*”、“节”相距不超过 20 字", "“樱*”, “节” within 20 characters"),
        ("樱*节", "符合“樱*节”", "matching “樱*节”"),
        ("樱桃 OR 苹果", "樱桃 或 苹果", "樱桃 or 苹果"),
        ("(樱桃 苹果) OR 桃", "(樱桃，并且 苹果) 或 桃", "(樱桃, and 苹果) or 桃"),
        ("日期:2023-06", "日期从 2023-06-01 到 2023-06-30", "dated 2023-06-01 to 2023-06-30"),
        ("日期:2023-06-01", "日期为 2023-06-01", "dated 2023-06-01"),
        ("日期:2023..", "日期从 2023-01-01 起", "dated 2023-01-01 or later"),
        ("日期:..2023", "日期到 2023-12-31 为止", "dated 2023-12-31 or earlier"),
        ("日期:..", "有日期", "with a date"),
        (
            "今年西集镇樱桃产量",
            "今年西集镇樱桃产量（4 个词中至少 3 个）",
            "今年西集镇樱桃产量 (at least 3 of its 4 words)",
        ),
    ],
)
def test_a_query_is_told_in_plain_words(typed: str, chinese: str, english: str) -> None:
    assert describe(parse(typed), EXPANSION) == chinese
    assert describe(parse(typed), EXPANSION, "en") == english


def test_each_part_can_be_taken_away() -> None:
    assert [(chip.text, chip.without) for chip in query_parts(parse("樱桃 来源:运河新报 -苹果"), EXPANSION)] == [
        ("樱桃", "来源:运河新报 NOT 苹果"),
        ("来源是“运河新报”", "樱桃 NOT 苹果"),
        ("不含：苹果", "樱桃 来源:运河新报"),
    ]


KINDS = ("word", "pair", "lead", "lead_pairs", "opening", "close", "number", "whole", "named", "recent")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_evidence_has_its_sentence_and_none_is_lost(language: str) -> None:
    parts = tuple(ScorePart(kind, "body", "樱桃", 2, float(place + 1)) for place, kind in enumerate(KINDS))
    told = reasons(parts, language)
    assert len(told) == len(KINDS)
    assert sum(reason.value for reason in told) == sum(part.value for part in parts)
    assert [reason.value for reason in told] == sorted((reason.value for reason in told), reverse=True)
