"""Labels of metadata on a page, such as 来源, 责任编辑 or 发布时间, by field."""

from __future__ import annotations

import re

from indexer.entities.credited_people import ROLE

# Labels by the field they announce; longer words first.
LABELS = {
    "source": (
        r"(?:信息|文章|稿件|新闻|消息|内容|图文|本文)?来[ \u3000]{0,3}源于?|稿源|出处|(?:本文|文章)?转自|转载自|原载"
        r"|发布机构|发文机关|发文单位|制发机关|(?:当前)?报纸名称"
    ),
    "date": r"(?:发布|发表|发文|更新|刊发|上传|录入|生成|成文|编辑)(?:时间|日期)|时间|日期",
    "keywords": r"关键词|关键字|标签",
    "editor": r"责任编辑|责编|(?:流程|值班|执行|文字|视频|图片|网络|美术|实习|见习|本期|新媒体|运营|助理|首席)?编辑",
    "checked": (
        r"美编|编审|编校|(?:责任|文字)?校对|校审|审校|审核|审签|审读|审稿|[初复终一二三]审|终校|统筹|"
        r"(?:总|执行|内容)?监制|总?策划|"
        r"(?:值班|执行|副)?(?:总编辑?|主编|主任|总监|编委)|制作|制图|版式|排版|签发|剪辑|编译|翻译|"
        r"摄影|图片|(?:图片|视频|海报)?设计|供图|摄|视频|配图|插图|图"
    ),
    "author": rf"{ROLE}|(?:文章|图文|文图|文字)?作者|撰稿人?|撰文|采写|文字|供稿(?:单位|人)?|文[/、]?图|图[/、]?文|文",
    "count": r"(?:浏览|阅读|点击|访问)(?:次数|量|数)?|字号|字体|分享到?|人气|索引号|文号|打印",
}
# A label without a value: 责任编辑 · 审核
LABEL_WORD = re.compile("|".join((LABELS["source"], LABELS["date"], LABELS["editor"], LABELS["checked"], "版式设计")))
