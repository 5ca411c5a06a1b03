"""The messages of the catalogues in one language, each kept once it was found: a page asks some 150 times."""

from __future__ import annotations

from functools import lru_cache

from flask_babel import get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup


class Messages:
    """What is said in the locale at hand, which `tongue` names; with `markup`, values put in are escaped."""

    __slots__ = ("_markup", "_tongue")

    def __init__(self, tongue: str, markup: bool) -> None:
        self._tongue, self._markup = tongue, markup

    def gettext(self, message: str, /, **values: object) -> str:
        """The message with its values."""
        found = _one(self._tongue, message, self._markup)
        return found % values if values or "%" in found else found

    def ngettext(self, one: str, many: str, count: int, /, **values: object) -> str:
        """The message in the form for `count`; %(num)s stands for it where nothing else is said."""
        return _counted(self._tongue, one, many, count, self._markup) % {"num": count, **values}


def of_templates(tongue: str) -> dict[str, object]:
    """The functions for templates; what values put in is escaped where the template is."""
    plain, escaping = Messages(tongue, markup=False), Messages(tongue, markup=True)

    @pass_eval_context
    def gettext(context: EvalContext, message: str, /, **values: object) -> str:
        return (escaping if context.autoescape else plain).gettext(message, **values)

    @pass_eval_context
    def ngettext(context: EvalContext, one: str, many: str, count: int, /, **values: object) -> str:
        return (escaping if context.autoescape else plain).ngettext(one, many, count, **values)

    return {"_": gettext, "gettext": gettext, "ngettext": ngettext}


# The catalogue is that of the locale at hand, which is named here for the memory alone. What it says is never a
# reader's, so it is safe as markup.
@lru_cache(maxsize=4096)
def _one(_: str, message: str, markup: bool) -> str:
    found = str(get_translations().ugettext(message))
    return Markup(found) if markup else found  # noqa: S704


@lru_cache(maxsize=4096)
def _counted(_: str, one: str, many: str, count: int, markup: bool) -> str:
    found = str(get_translations().ungettext(one, many, count))
    return Markup(found) if markup else found  # noqa: S704
