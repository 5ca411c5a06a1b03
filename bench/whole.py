"""A whole search, from the text of a query to ten judged hits with passages and all facets, beside other engines.

The product answers through the function of its pages and API. The others index the same articles, segmented by the
product and with the towns and leaders that it found, and do the same kind of work: ten hits with their texts, the exact
total, counts of sources, months, towns and leaders, and passages made by themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import measure
from bench.adapter import WHOLE_CLASSES
from bench.corpus import OUT
from bench.queries import Query
from bench.whole_documents import documents, size_ratio
from bench.worker import EngineFailed, Worker
from engine.text.normalize import fold
from engine.text.words import query_words

ENGINES = ("zhenwen", "tantivy", "lucene", "fts5")
TIMES = 5
# What readers type: places, offices, names, slogans, two words and more.
READERS_QUERIES = (
    "乡村振兴", "西集镇", "通州区", "接诉即办", "防汛", "老旧小区改造", "樱桃节", "城市副中心", "垃圾分类",
    "医保", "居住证", "学区划分", "秸秆禁烧", "高标准农田", "招商引资", "营商环境", "拆迁补偿", "公积金",
    "养老服务", "河长制", "暴雨 预警", "镇党委书记 调研", "县委书记 招商", "区长 座谈会", "农村 宅基地",
    "社区 养老", "公交 线路 调整", "小学 招生", "企业 复工", "光伏 扶贫", "水库 泄洪", "地铁 开通", "涿州 洪水",
    "京津冀 协同发展", "大运河 文化带", "粮食 丰收", "疫苗 接种", "人民医院 搬迁", "教育局 通知",
    "人大 代表 视察", "政协 委员 提案", "纪委 通报", "市长 热线", "文明城市 创建", "乡镇 卫生院",
    "道路 施工 绕行", "基层 治理 网格", "森林 防火", "困难 群众 慰问", "产业园 开工", "村民 增收 合作社",
    "退役军人 安置",
)  # fmt: skip
QUOTED_QUERIES = (
    "乡村振兴", "全面推进", "党建引领", "基层治理", "一老一小", "两手抓", "防汛抗旱", "应急响应", "人居环境整治",
    "绿水青山就是金山银山", "放管服", "最后一公里", "接诉即办", "北京城市副中心", "通州区", "西集", "镇党委书记",
    "区委副书记", "县人民政府", "市委常委", "高质量发展", "专精特新", "一刻钟便民生活圈", "双减",
    "新时代文明实践", "粮食安全", "耕地保护", "河湖长制", "社区卫生服务中心", "农家书屋", "网格员", "志愿者服务",
    "地质灾害", "山洪", "强降雨", "转移群众", "灾后重建", "招商推介会", "重点项目", "开工仪式",
)  # fmt: skip


def report(count: int | None, names: Sequence[str], rebuild: bool) -> None:
    """Measure the engines at `count` documents (None: all), print a table and write bench/out/whole.json."""
    console = Console(width=120)
    workers: dict[str, Worker] = {}
    docs = sum(1 for _ in documents(count, rebuild))
    for name in names:
        folder = OUT / "indexes" / f"{name}-whole-{count or 'all'}"
        worker = Worker(f"{name}_whole", folder)
        try:
            with console.status(f"{name}: {docs:,} documents"):
                if name != "zhenwen" and (rebuild or not folder.exists()):
                    worker.call("build_whole", count)
                worker.call("open_whole")
        except EngineFailed as failure:
            console.print(f"{name} is left out: {failure}.")
            worker.stop()
            continue
        workers[name] = worker
    asked = {
        "words": [Query(tuple(query_words(text) or ()) or (fold(text),), text) for text in READERS_QUERIES],
        "quoted": [Query((fold(text),), fold(text)) for text in QUOTED_QUERIES],
    }
    rows = [
        {"engine": name, "class": kind, "docs": docs} | measure.row(times) | {"total": total}
        for kind in WHOLE_CLASSES
        for name, times, total in _measured(workers, kind, asked[kind])
    ]
    memory = {name: worker.call("memory") for name, worker in workers.items()}
    for worker in workers.values():
        worker.stop()
    (OUT / "whole.json").write_text(json.dumps(rows, indent=1, ensure_ascii=False))
    console.print(_table(rows, memory))
    console.print(
        f"The product's index is {size_ratio(count):.2f} times the titles and bodies, with all that was extracted."
    )


def _measured(
    workers: dict[str, Worker], kind: str, queries: Sequence[Query]
) -> Iterator[tuple[str, list[float], int]]:
    """Yield for each engine its milliseconds per query and the sum of its totals."""
    totals = {name: sum(worker.call("totals", kind, queries)) for name, worker in workers.items()}
    for name, times in measure.timed(workers, kind, queries).items():
        yield name, times, totals[name]


def _table(rows: Sequence[dict[str, Any]], memory: dict[str, dict[str, float]]) -> Table:
    table = Table(title=f"A whole search, {rows[0]['docs'] if rows else 0:,} articles: milliseconds a query")
    for heading in ("class", "engine", "p50", "p95", "p99", "mean", "articles in all", "own memory, MB"):
        table.add_column(heading, justify="left" if heading in ("class", "engine") else "right")
    for row in rows:
        figures = (f"{row[part]:.2f}" for part in ("p50_ms", "p95_ms", "p99_ms", "mean_ms"))
        own = f"{memory[row['engine']]['rss_anonymous_mb']:.0f}"
        table.add_row(row["class"], row["engine"], *figures, f"{row['total']:,}", own)
    return table
