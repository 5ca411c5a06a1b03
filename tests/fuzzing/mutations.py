"""Seeds of each target, and mutations of them by chance, for where there is no coverage to guide them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from bench.fuzz import PIECES
from tests.faults import seeds as files
from tests.searchapp import attacks

FOUND = Path(__file__).parent / "found"
_TOML = (
    '[[query]]\nq = "樱桃节 镇:西集镇"\nleast = 3\nfirst = "a"\n[[input]]\npath = "a"\nmap = {body = "content"}\n',
    '[[correction]]\nmatch = {title = "樱桃"}\nset = {date = "2023-06-15", towns = ["北京市"]}\ndelete = ["source"]\n',
    '[[place]]\nname = "甲村"\npath = "北京市/通州区/西集镇"\n[[source]]\nname = "a"\nalso = ["b"]\n',
    '[[person]]\nname = "钱望舒"\npost = "镇长"\nkind = "public"\nstatus = "former"\n',
    'keep = 2\nmax_removed = "10%"\nrecency = 0.5\nquery_seconds = 5\npublic_url = "https://example.org"\n',
    "西集镇 = 西集 # 注\n樱桃\n",
)
_QUERIES = (
    "樱桃节 镇:西集镇 -潞城", '"3+1" OR (U谷 AND NOT 电梯)', "樱*镇 标题:樱桃", "樱桃 NEAR/9 镇",
    "樱桃节在哪个镇举办？", "日期:2023-01..2023-06 近三个月", "来源:京东晚报|运河新报", "\\AND 「樱桃」",
)  # fmt: skip
_ARGUMENTS = (
    "q=%E6%A8%B1%E6%A1%83&town=%E8%A5%BF%E9%9B%86%E9%95%87&from=2023&to=2023-06&sort=date&page=2",
    "q=a&not_source=b&cursor=e30",
    "name=a&q=b&email=a%40example.org&language=en",
    '{"query": "q=a", "name": "b"}',
    "../a1?x=%ff%00",
    "id=a1&q=b&limit=3",
)
_LETTERS = ("a@example.org, b@例子.中国；c@x.y\0=?utf-8?b?YQ==?= 樱桃\r\nBcc: x@y.z", '"a b"@x.y\0<b>&amp;')
_DAMAGE = (bytes(range(1, 26)), b"\x00\x00\x10\xff\x00", b"\x01\x40\x00\x00\x00\x02\x80\x00\xff\x00")
_TOKENS = tuple(piece.encode("utf-8", "surrogatepass") for piece in (*PIECES, *attacks.ALL)) + files.TOKENS


def seeds(name: str) -> list[bytes]:
    """Return the inputs that a target begins with, those that it once failed on first."""
    found = [file.read_bytes() for file in sorted((FOUND / name).glob("*"))]
    documents = files.seeds()
    if name in ("reader", "encoding"):
        numbered = [bytes([number]) for number in range(len(files.SUFFIXES))]
        return [*found, *(head + data for head, data in zip(numbered, documents.values(), strict=False))]
    if name == "splitter":
        page = "\n\n".join(
            (files.TEXT, files.TEXT.replace("河堤", "公园"), "简讯\n■ 清河镇修路。\n■ 西集镇栽树。\n（本版编辑 童安）")
        )
        return [*found, files.TEXT.encode(), page.encode()]
    if name == "segment":
        return [*found, *_DAMAGE]
    if name == "http":
        heads = (0, 1, 4, 6, 11, 17, 21, 200, 201, 202, 207, 208)
        return [*found, *(bytes([head]) + text.encode() for head in heads for text in _ARGUMENTS)]
    texts = {"settings": _TOML, "query": _QUERIES, "letter": _LETTERS}[name]
    return [*found, *(text.encode() for text in texts)]


def mutated(name: str, count: int, seed: int) -> Iterator[bytes]:
    """Yield the seeds of a target, then mutations of them."""
    held = seeds(name)
    yield from held
    dice = random.Random(f"{name}/{seed}")
    for _ in range(count):
        data = bytearray(dice.choice(held))
        for _ in range(dice.choice((1, 1, 2, 4, 8))):
            start = dice.randrange(len(data) + 1)
            end = min(len(data), start + dice.choice((0, 0, 1, 1, 4, 40)))
            kind = dice.random()
            if kind < 0.5:
                data[start:end] = dice.choice(_TOKENS)
            elif kind < 0.7:
                data[start:end] = dice.randbytes(end - start)
            elif kind < 0.85:
                del data[start:end]
            else:
                other = dice.choice(held)
                at = dice.randrange(len(other) + 1)
                data[start:end] = other[at : at + dice.choice((1, 8, 64))]
        yield bytes(data)
