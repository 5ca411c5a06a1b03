"""The acceptance gate: if too much is removed or a self-test query fails, readers keep the current index."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import BuildRefused, SettingError
from indexer.building.acceptance import SelfTestQuery, check_left, check_removed, read_limit, read_self_test
from indexer.building.build_diff import compare_builds
from indexer.building.build_manifest import ArticleRecord
from indexer.building.index_build import Options, build
from indexer.report import Difference
from tests.indexer.building.test_dedupe import story
from tests.indexer.building.test_index_build import articles


@pytest.mark.parametrize(
    ("limit", "removed", "passes"),
    [("10%", 10, True), ("10%", 11, False), ("0%", 0, True), ("0", 1, False), ("12", 12, True), ("2.5 %", 3, False)],
)
def test_so_much_may_be_removed(limit: str, removed: int, passes: bool) -> None:
    difference = Difference(former=100, removed=removed)
    if passes:
        check_removed(difference, read_limit(limit))
    else:
        with pytest.raises(BuildRefused, match=f"remove {removed} of 100 articles"):
            check_removed(difference, read_limit(limit))


@pytest.mark.parametrize("written", ["ten", "-1", "1.5", "101%", "10%%", "9" * 40])
def test_a_limit_that_is_none_is_told(written: str) -> None:
    with pytest.raises(SettingError, match="is no limit"):
        read_limit(written)


def test_nothing_written_is_no_limit() -> None:
    assert read_limit(" ") is None
    check_removed(Difference(former=10, removed=10), None)


def test_nothing_is_left_only_where_a_limit_says_so() -> None:
    for difference in (Difference(former=10, removed=9), Difference(former=10, removed=10, added=1), Difference()):
        check_left(difference, None)
    check_left(Difference(former=10, removed=10), read_limit("100%"))
    with pytest.raises(BuildRefused, match="remove all 10 articles and leave none"):
        check_left(Difference(former=10, removed=10), None)


def row(article_id: str, digest: str, source: str | None, *towns: str) -> ArticleRecord:
    return ArticleRecord(article_id, digest, "", source, towns)


def test_a_difference_counts_by_source_and_by_every_place() -> None:
    town = "北京市/通州区/西集镇"
    former = {"a": row("a", "1", "河湾日报", town), "b": row("b", "1", None), "c": row("c", "1", "河湾日报")}
    new = {"a": row("a", "2", "运河新报", town), "c": row("c", "1", "河湾日报"), "d": row("d", "1", "河湾日报")}
    found = compare_builds(former, new).to_json()
    assert [found[name] for name in ("former", "added", "removed", "changed", "same")] == [3, 1, 1, 1, 1]
    assert found["sources"] == {
        "河湾日报": {"added": 1, "removed": 0, "changed": 1},
        "": {"added": 0, "removed": 1, "changed": 0},
        "运河新报": {"added": 0, "removed": 0, "changed": 1},
    }
    assert list(found["towns"]) == ["北京市", "北京市/通州区", town]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for i in range(4):
        (folder / f"{i}.txt").write_text(f"河堤添新绿之{i}\n{story(i)}", encoding="utf-8")
    return folder


def test_a_bad_collection_leaves_the_old_index(news: Path, tmp_path: Path) -> None:
    url = f"whoosh:{tmp_path / 'index'}"
    build((news,), url)
    before = articles(url)
    (news / "0.txt").unlink()
    with pytest.raises(BuildRefused):
        build((news,), url, Options(max_removed=read_limit("10%")))
    with pytest.raises(BuildRefused, match="`“河堤添新绿之0”` finds 0 articles, not 1 or more"):
        build((news,), url, Options(trials=(SelfTestQuery("“河堤添新绿之0”"), SelfTestQuery("河堤"))))
    assert articles(url) == before
    assert build((news,), url, Options(max_removed=read_limit("25%"), trials=(SelfTestQuery("河堤"),))).generation


@pytest.mark.parametrize(
    ("trial", "passes"),
    [
        (SelfTestQuery("河堤", 4, 4), True),
        (SelfTestQuery("河堤", 5), False),
        (SelfTestQuery("河堤", 0, 3), False),
        (SelfTestQuery("“之2”", first="河堤添新绿之2"), True),
        (SelfTestQuery("“之2”", first="河堤添新绿之3"), False),
        (SelfTestQuery("河堤 龙卷风"), False),
        (SelfTestQuery("龙卷风", 0, 0), True),
    ],
)
def test_a_query_must_find_what_it_should(news: Path, tmp_path: Path, trial: SelfTestQuery, passes: bool) -> None:
    url = f"whoosh:{tmp_path / 'index'}"
    if passes:
        build((news,), url, Options(trials=(trial,)))
    else:
        with pytest.raises(BuildRefused, match="1 of 1 self-test queries fail"):
            build((news,), url, Options(trials=(trial,)))


def test_self_test_queries_are_read_from_toml(tmp_path: Path) -> None:
    file = tmp_path / "queries.toml"
    file.write_text('[[query]]\nq = "樱桃"\n[[query]]\nq = "河堤"\nleast = 2\nmost = 9\nfirst = "a1"\n', "utf-8")
    assert read_self_test(file) == (SelfTestQuery("樱桃"), SelfTestQuery("河堤", 2, 9, "a1"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "holds no self-test query"),
        ("query = 1", "holds no self-test query"),
        ("[[query]]\nleast = 1", "has no q"),
        ('[[query]]\nq = "a"\nleast = "1"', "least = '1'"),
        ('[[query]]\nq = "a"\nleast = true', "least = True"),
        ('[[query]]\nq = "a"\ncolour = "red"', "colour"),
        ('[[query]]\nq = "（樱桃"', "cannot be understood"),
        ("[[query", "cannot be read"),
    ],
)
def test_a_bad_file_of_queries_is_told_before_anything_is_read(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "queries.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingError, match=reason):
        read_self_test(tmp_path / "queries.toml")
