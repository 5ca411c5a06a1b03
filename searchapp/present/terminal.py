"""A page of hits for the terminal, in colour if supported, and plain text in a pipe."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from engine.messages import Message, translatable, translate
from engine.results.results import FACETS, FacetValue, Hit, Snippet, number_of_values
from engine.terminal_text import escape
from searchapp.present.place_levels import first_of_levels
from searchapp.service.filter_advice import UnknownValue
from searchapp.service.search_service import ResultPage

LABELS = {
    "source": translatable("Source"),
    "date": translatable("Date"),
    "town": translatable("Town"),
    "leader": translatable("Leader"),
}
MARK_STYLE = "bold yellow"
# Columns left of what belongs to a hit.
INDENT = 3
# Facet values shown; the rest is given as a number.
MAX_FACET_VALUES = 8


def print_page(page: ResultPage, console: Console, advice: Sequence[UnknownValue] = ()) -> None:
    """Print the hits of `page` with their snippets, then the facet counts.

    A terminal gets lines wrapped at its width, a pipe one line for each snippet.
    """
    for line in (_headline(page), *_notices(page, advice)):
        console.print(line, soft_wrap=True)
    for rank, hit in enumerate(page.results.hits, page.first):
        console.print()
        title, *lines = _hit(rank, hit)
        console.print(title, soft_wrap=True)
        for line in lines:
            if console.is_terminal:
                console.print(Padding(line, (0, 0, 0, INDENT), expand=False))
            else:
                console.print(Text(" " * INDENT) + line, soft_wrap=True)
    console.print()
    for name in FACETS:
        if values := page.results.facets.get(name, ()):
            console.print(_facet(name, values, page.results.undated if name == "date" else 0), soft_wrap=True)


def _notices(page: ResultPage, advice: Sequence[UnknownValue]) -> list[Text]:
    """Return what to say of parts left out, other spellings, and filters with values that no article has."""
    notices = []
    if page.answer.dropped:
        parts = ", ".join(page.answer.dropped)
        notices.append(translate("No article has all of that; found without %(parts)s.", parts=parts))
    suggestions = page.suggestions
    if page.corrected:
        sentence = translatable(
            "Nothing was found for “%(typed)s”; these are the articles for “%(text)s” (--verbatim searches as typed)."
        )
        notices.append(translate(sentence, typed=page.typed, text=page.corrected))
        suggestions = suggestions[1:]
    if suggestions and not advice:
        notices.append(translate("Did you mean %(names)s?", names=", ".join(suggestions)))
    for one in advice:
        label, value, names = Message(LABELS[one.facet]), one.value, ", ".join(one.similar)
        if names:
            sentence = translatable("%(label)s: no article has %(value)s. Did you mean %(names)s?")
            notices.append(translate(sentence, label=label, value=value, names=names))
        else:
            notices.append(translate("%(label)s: no article has %(value)s.", label=label, value=value))
    return [Text(escape(notice), style="yellow") for notice in notices]


def _headline(page: ResultPage) -> Text:
    total = page.results.total
    if total == 0:
        return Text(translate("No articles found."))
    if not page.results.hits:
        return Text(translate("%(total)s articles on only %(pages)s pages.", total=total, pages=page.last_page))
    return Text(
        translate(
            "%(total)s articles, %(first)s–%(last)s (page %(page)s of %(pages)s)",
            total=total,
            first=page.first,
            last=page.last,
            page=page.search_request.page,
            pages=page.last_page,
        )
    )


def _hit(rank: int, hit: Hit) -> list[Text]:
    article = hit.article
    about = [article.source, article.date and article.date.isoformat(), "、".join(_last_parts(article.towns))]
    about += ["、".join(dict.fromkeys(leader.name for leader in article.leaders)), article.id]
    lines = [Text(f"{rank}. ") + Text(escape(article.title or translate("(no title)")), style="bold")]
    lines.append(Text(escape(" · ".join(part for part in about if part)), style="cyan"))
    return lines + [_highlighted(snippet) for snippet in hit.snippets if snippet.field != "title"]


def _last_parts(paths: tuple[str, ...]) -> list[str]:
    return [path.rsplit("/", 1)[-1] for path in paths]


def _highlighted(snippet: Snippet) -> Text:
    text, position = Text(), 0
    for start, end in snippet.ranges:
        text.append(_flat(snippet.text[position:start]))
        text.append(_flat(snippet.text[start:end]), MARK_STYLE)
        position = end
    return text.append(_flat(snippet.text[position:]))


def _flat(text: str) -> str:
    """Return the escaped text on one line, with a space for each line break and tab."""
    return escape(re.sub(r"[\n\t]", " ", text))


def _facet(name: str, values: Sequence[FacetValue], undated: int) -> Text:
    # There are too many months for a screen; show the newest.
    visible: Sequence[FacetValue] = values[:MAX_FACET_VALUES]
    if name == "date":
        visible = values[-MAX_FACET_VALUES:][::-1]
    elif name == "town":  # not the counties and provinces of these towns
        visible = next(iter(first_of_levels(values, MAX_FACET_VALUES, all_selected=False).values()))
    line = Text(f"{translate(LABELS[name])}  ", style="bold")
    for value in visible:
        line.append(f"{escape(value.value)} ", style="reverse" if value.selected else "")
        line.append(f"{value.count}  ", style="cyan")
    if rest := number_of_values(values) - len(visible):
        line.append(translate("%(count)s more", count=rest), style="dim")
    if undated:
        line.append("  " + translate("%(count)s without a date", count=undated), style="dim")
    return line
