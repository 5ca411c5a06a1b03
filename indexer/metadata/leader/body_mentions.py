"""Bodies that a text names without a post, for posts that leave their body open: 某县公安局召开会议,政委王林出席."""

from __future__ import annotations

import re

from engine.text.gazetteer import gazetteer
from indexer.metadata.leader.body_bounds import begin_of
from indexer.metadata.leader.body_context import Office
from indexer.metadata.town.towns import PlaceSurvey

# How far before a post its body is looked for.
MAX_CHARS, MAX_BODY_CHARS, MAX_PLACE_CHARS = 240, 24, 12
# Ends of the names of bodies; what they begin or stand in is another word: 中心城区, 医院长
_ORGAN = re.compile(
    r"(?:[公分]司|集团|(?<![教科布格时结当])局|(?<![客大餐台展])厅|法院|检察院|医院|卫生院|学院|大学|中学|小学|学校|幼儿园|中心|[支大总]队"
    r"|消防站|委员会|商会|协会|联合会|联谊会|促进会|研究会|基金会|合作社|管委会|办事处|图书馆|博物馆|文化馆|党校|监狱|海关|银行)"
    r"(?![\u4e00-\u9fff]?(?:长|主任|书记)|[分支中本城院部面]|[\u4e00-\u9fff]{0,3}[局院校司])"
)
_STOP = re.compile(r"[、,。;:!?\"“”\n《》<>|…—【】\[\] ]")
# 局长 · 党组书记 · 政委: what shows of which kind the body is
_HEAD = re.compile(r"^(?:原|前|代|副|常务|第一|执行)*([局厅处院校馆园队行]|司(?=令)|(?<!^)会)长$")
_INNER = re.compile(
    r"^(?:党[委组总支]|机关党|(?:常务|第一|专职)?副?书记|政委|政治(?:委员|教导员)|纪[委检]|[一二三四]级|总[工会经]|董事长|(?:副)?总经理)"
)


def mentioned_body(office: Office, survey: PlaceSurvey) -> str | None:
    """Return the last body named in the paragraph before an office that can be its own."""
    text = survey.passage.folded
    head, inner = _HEAD.match(office.post), _INNER.match(office.post)
    if not head and not inner:
        return None
    low = max(text.rfind("\n", 0, office.start) + 1, office.start - MAX_CHARS)
    found = None
    for organ in _ORGAN.finditer(text, low, office.start):
        if head and not organ.group().endswith(head[1]):
            continue
        at = max(low, organ.end() - MAX_BODY_CHARS)
        for stop in _STOP.finditer(text, at, organ.start()):
            at = stop.end()
        begin = _named_from(text, begin_of(survey, at, organ.start()), organ.start())
        if begin is not None:
            found = survey.passage.text[begin : organ.end()]
    return found


def _named_from(text: str, begin: int, end: int) -> int | None:
    """Return where a body begins that names its place, None for another: 走进|通州区人民医院, 湖南科技大学."""
    full, short = gazetteer().full, gazetteer().short
    if text.startswith(("中国", "国家"), begin) or any(text[begin : begin + size] in short for size in (2, 3)):
        return begin
    for at in range(begin, end):
        if any(text[at : at + size] in full for size in range(3, min(MAX_PLACE_CHARS, end - at) + 1)):
            return at
    return None
