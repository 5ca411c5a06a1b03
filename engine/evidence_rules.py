"""Names of the rules in evidence and of the reasons for repairs, as messages."""

from __future__ import annotations

from engine.messages import Message, translatable

# Rules that contain a text of the article: "label 来源".
_WITH_TEXT = (
    translatable("label %(text)s"),
    translatable("hint %(text)s"),
    translatable("misread for %(text)s"),
    translatable("%(text)s on its own site"),
)
# All others.
NAMES = (
    *("given", "hint", "byline", "label", "stamp", "share", "signed", "headline", "issue", "correction", "masthead"),
    *("glued to the text", "reprinted from", "according to", "behind the source", "label within the text"),
    *("own work", "reporter"),
    *("titled", "took", "left", "holds"),
    *("short name", "short name of a town named in full", "beside its parent", "only place of this name"),
    *("former name", "account"),
    *("named with its county or city", "named elsewhere on the page"),
    *("year of publication", "before publication", "counted from publication"),
    *("editor", "credit", "advert", "copyright", "caption", "navigation", "widget", "headline printed again"),
    *("breadcrumb", "keywords", "file name", "beside the article", "headline within the text"),
    *("the line stops in mid-sentence", "a blank after each character"),
    *("the kicker stands below the beginning of the text", "the title stands below the beginning of the text"),
    *("the subtitle stands below the beginning of the text", "the paragraph stands above the one before it"),
    *("removed", "joined", "moved"),  # kinds of repairs
    *("cells behind the last column", "page header", "page footer", "comment"),
)


def describe_rule(rule: str) -> Message:
    """Return the name of a rule or reason as a message."""
    for sentence in _WITH_TEXT:
        before, _, behind = sentence.partition("%(text)s")
        if rule.startswith(before) and rule.endswith(behind) and len(rule) > len(before) + len(behind):
            return Message(sentence, text=rule.removeprefix(before).removesuffix(behind).strip())
    return Message(rule)
