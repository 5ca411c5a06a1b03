"""Gazetteer of Chinese places: names, paths, short forms, and the names that the segmenter keeps whole."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby

# Levels of the official statistics that readers never name: 北京市/市辖区/通州区.
UNNAMED_LEVELS = frozenset(["市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"])

ETHNIC_GROUPS = (
    "蒙古族|回族|藏族|维吾尔族|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族|傣族|黎族|傈僳族|佤族|"
    "畲族|高山族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族|"
    "阿昌族|普米族|塔吉克族|怒族|乌孜别克族|俄罗斯族|鄂温克族|德昂族|保安族|裕固族|京族|塔塔尔族|独龙族|鄂伦春族|赫哲族|门巴族|"
    "珞巴族|基诺族|蒙古|维吾尔|哈萨克|柯尔克孜|塔吉克|锡伯|达斡尔|各族"
)
# Endings of a name: 贡山独龙族怒族自治县 -> 贡山, 于家务回族乡 -> 于家务, 锡林郭勒盟 -> 锡林郭勒, 浦东新区 -> 浦东
_NAME = re.compile(
    rf"(?P<stem>.{{2,12}}?)(?P<peoples>(?:{ETHNIC_GROUPS}){{0,6}})"
    r"(?P<kind>自治[区州县旗]|民族乡|街道办事处|街道|办事处|地区|林区|新区|苏木|[省市区县旗州盟镇乡])"
)
# Customary short forms that no rule derives: 巴州 is 巴音郭楞蒙古自治州.
CUSTOMARY_SHORT_NAMES = {
    "杨镇": "110113006",
    "巴州": "6528",
    "博州": "6527",
    "克州": "6530",
    "锡盟": "1525",
    "前郭县": "220721",
    "杜蒙县": "230624",
    "喀左县": "211324",
    "阜蒙县": "210921",
}


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Index of all places. Names map to codes joined with spaces, since most names belong to a single place.

    `names` maps a code to its listed name; `full` maps a full name (通州区) or a form in use for it (贡山县) to codes;
    `short` maps a name without its suffix (通州, 大厂, 锡林郭勒) to counties, cities and provinces. `former` maps a
    full name that no place has any more (通县) to the code of its area today; `full` has these too.
    """

    names: Mapping[str, str]
    full: Mapping[str, str]
    short: Mapping[str, str]
    former: Mapping[str, str]

    def codes(self, name: str) -> tuple[str, ...]:
        """Return the codes of the places with this full name, in the order of the gazetteer."""
        return tuple(self.full.get(name, "").split())

    def short_codes(self, name: str) -> tuple[str, ...]:
        """Return the codes of the counties, cities and provinces with this short name."""
        return tuple(self.short.get(name, "").split())

    def path(self, code: str) -> str:
        """Return the names from the province down, such as 北京市/通州区/西集镇, without unnamed levels."""
        return "/".join(self.names[part] for part in self.lineage(code))

    def lineage(self, code: str) -> tuple[str, ...]:
        """Return the codes from the province down to `code`, without those that are not part of the path."""
        texts: list[str] = []
        for length in (2, 4, 6, 9):
            part = code[:length]
            name = self.names.get(part)
            if len(part) == length and name and name not in UNNAMED_LEVELS:
                if texts and self.names[texts[-1]] == name:  # 东莞市 is a city and its own only county
                    texts.pop()
                texts.append(part)
        return tuple(texts)

    def towns(self, county: str) -> tuple[str, ...]:
        """Return the codes of the towns of a county."""
        return _towns().get(county, ())


def stem(name: str) -> str | None:
    """Return the short form of a place name, at least two characters; None where there is none (易县)."""
    # Most names only lose their last character, which is much faster than a match.
    if name[-1] in "市县旗乡镇" and "族" not in name and "自治" not in name:
        return name[:-1] if len(name) > 2 else None
    match = _NAME.fullmatch(name)
    return match["stem"] if match else None


@cache
def gazetteer() -> Gazetteer:
    """Return the gazetteer shipped with the package, read once."""
    names = current_names()
    full: dict[str, str] = {}
    short: dict[str, str] = {}
    for code, name in names.items():
        if len(code) == 9:  # tested first and inlined, since most entries are towns
            before = full.get(name)
            full[name] = code if before is None else f"{before} {code}"
            if "族" in name or name[-1] == "处" or name[-2:] == "镇镇" or code[:2] == "11":
                _add(full, _other_name(code, name), code)
        elif name not in UNNAMED_LEVELS and names.get(code[:4], "") != name * (len(code) == 6):
            _add(full, name, code)
            _add(full, _other_name(code, name), code)
            _add(short, stem(name), code)
    for name, code in CUSTOMARY_SHORT_NAMES.items():
        _add(full, name, code)
    former = {name: code for name, code in _former_names().items() if name not in full}
    return Gazetteer(names, {**full, **former}, short, former)


@cache
def _former_names() -> Mapping[str, str]:
    lines = files("engine.data").joinpath("former_places.tsv").read_text("utf-8").splitlines()
    return {name: code for code, name, _ in (line.split("\t") for line in lines)}


def path_today(name: str) -> str:
    """Return the path of the place that a former name stands for (通县), any other name as it is."""
    return gazetteer().path(_former_names()[name]) if name in _former_names() else name


def current_names() -> dict[str, str]:
    """Return the names of all places by code."""
    packed = files("engine.data").joinpath("gazetteer.tsv.gz").read_bytes()
    columns = iter(gzip.decompress(packed).decode("utf-8").split())
    return dict(zip(columns, columns, strict=True))


@cache
def _towns() -> dict[str, tuple[str, ...]]:
    codes = sorted(code for code in gazetteer().names if len(code) == 9)
    return {county: tuple(inside) for county, inside in groupby(codes, key=lambda code: code[:6])}


def paths(name: str) -> tuple[str, ...]:
    """Return the paths of the places with this name; counties, cities and provinces by their short name too."""
    index = gazetteer()
    return tuple(index.path(code) for code in dict.fromkeys(index.codes(name) + index.short_codes(name)))


def words() -> Iterator[str]:
    """Return the names that a segmenter must keep whole: all full place names of at least two characters."""
    return (name for name in gazetteer().full if len(name) > 1)


def folded_words() -> list[str]:
    """Return the folded `words` from a precomputed file, so that a search need not read the whole gazetteer."""
    return gzip.decompress(files("engine.data").joinpath("place_words.txt.gz").read_bytes()).decode("utf-8").split(" ")


def _add(index: dict[str, str], name: str | None, code: str) -> None:
    if name:
        before = index.get(name)
        index[name] = code if before is None else f"{before} {code}"


def _other_name(code: str, name: str) -> str | None:
    """Return another name in use: 乌镇, 贡山县, 于家务乡, 明湖街道 for 明湖办事处, 苏家坨地区 for 苏家坨镇."""
    if name.endswith("镇镇"):
        return name[:-1]  # 乌镇镇
    match = _NAME.fullmatch(name)
    if not match:
        return None
    shorter, kind = match["stem"], match["kind"]
    if kind in ("自治州", "自治县", "自治旗", "民族乡"):
        return shorter + kind[-1]
    if kind in ("街道办事处", "办事处"):
        return shorter + "街道"
    if match["peoples"] and len(code) == 9:
        return shorter + kind
    if code.startswith("11") and kind == ("乡" if code.startswith("110105") else "镇"):
        return shorter + "地区"
    return None
