"""Random articles, queries and filters of few characters and names, so that many match and many do not."""

from __future__ import annotations

import datetime
import random

from engine.article import Article, Leader
from engine.query.tree import And, DateRange, Every, Facet, Filters, Near, Not, Or, Phrase, Query, Term, Wildcard
from tests.engine.backends.plain import Entry

CHARACTERS = "清河镇樱桃节开幕书记说１3+U。，\n "
TOWNS = ("北京市/通州区/西集镇", "北京市/通州区/潞城镇", "北京市/通州区", "河北省/廊坊市/香河县", "河南省/某市/西集镇")
SOURCES = ("北京日报", "长城网", "清河报", None)


def _text(dice: random.Random, longest: int) -> str:
    return "".join(dice.choices(CHARACTERS, k=dice.randint(1, longest)))


# Bodies of leaders and their kinds.
BODIES = (("通州区", "public"), ("临清县", "public"), ("清河公司", "company"), (None, "public"))


def article(dice: random.Random, number: int) -> Article:
    """Return an article with this number as its id."""
    date = datetime.date(2023, 1, 1) + datetime.timedelta(days=dice.randrange(300))
    return Article(
        id=f"{number:016x}",
        file="made.txt",
        title=_text(dice, 12).replace("\n", "") if dice.random() < 0.8 else None,
        body=_text(dice, 150),
        subtitle=_text(dice, 8) if dice.random() < 0.2 else None,
        source=dice.choice(SOURCES),
        date=date if dice.random() < 0.9 else None,
        authors=("钱望舒", "骆明川")[: dice.randrange(3)],
        towns=tuple(dice.sample(TOWNS, dice.randrange(3))),
        places=(TOWNS[number % len(TOWNS)],),
        leaders=tuple(
            Leader(dice.choice(("石砚秋", "钱望舒")), "书记", *dice.choice(BODIES)) for _ in range(dice.randrange(4))
        ),
    )


def query(dice: random.Random, entries: list[Entry], depth: int = 0) -> Query:
    """Return a query for substrings of these articles, up to three levels deep."""

    def piece(longest: int) -> str:
        _, text = dice.choice(dice.choice(entries).zones)
        start = dice.randrange(len(text))
        return text[start : start + dice.randint(1, longest)].replace("\n", " ")

    field = dice.choice((None, None, None, "title", "body", "authors"))
    queries: list[Query] = [
        Term(piece(5), field),
        Phrase(piece(6), field),
        Wildcard(piece(2) + dice.choice("?*") + piece(2), field),
        Near((piece(2), piece(2)), dice.randrange(1, 12), field),
        Facet(*dice.choice((("town", "西集镇"), ("town", "北京市"), ("leader", "石砚秋"), ("source", "长城网")))),
        Facet("place", dice.choice(("西集镇", "通州区", "北京市/通州区"))),
        Facet("leader", dice.choice(("书记/钱望舒", "通州区/书记/钱望舒", "清河公司/书记/石砚秋"))),
        DateRange(
            datetime.date(2023, dice.randint(1, 10), 5), None if dice.random() < 0.3 else datetime.date(2023, 9, 1)
        ),
        Every(),
    ]
    if depth < 2 and dice.random() < 0.5:
        parts = tuple(query(dice, entries, depth + 1) for _ in range(dice.randint(1, 3)))
        return dice.choice((And(parts), Or(parts), Not(parts[0]), And((*parts, Not(queries[0])))))
    return dice.choice(queries[:2] + queries)


def filters(dice: random.Random) -> Filters:
    """Return filters that a reader may choose."""

    def some(*values: str) -> tuple[str, ...]:
        return tuple(dice.sample(values, dice.choice((0, 0, 1, 2))))

    return Filters(
        town=some("西集镇", "北京市/通州区", "潞城镇"),
        leader=some("石砚秋", "钱望舒", "通州区/书记/石砚秋", "清河公司/书记/钱望舒"),
        source=some("北京日报", "长城网", "无此报"),
        since=datetime.date(2023, 4, 1) if dice.random() < 0.2 else None,
        without=(("source", "清河报"),) if dice.random() < 0.2 else (),
        undated=dice.random() < 0.15,
    )
