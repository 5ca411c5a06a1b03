"""Templates are written as Jinja itself writes them."""

from __future__ import annotations

from typing import Any

import pytest
from jinja2 import Environment
from markupsafe import Markup

from searchapp.server.page_templates import PageCodeGenerator, written

TEMPLATE = """\
{% macro item(x) %}<i>{{ x }}</i>{% endmacro %}
{% set kept %}{{ value }}{% endset %}
{{ value }} {{ kept }} {{ item(value) }} {{ value ~ "<" }} {{ value|safe }} {{ missing }}
{% autoescape false %}{{ value }}{% endautoescape %}
{% for x in [value, 1] %}{{ x }}{% endfor %}
"""


class Described:
    """A value with an HTML form."""

    def __html__(self) -> str:
        return "<b>"


class Name(str):
    """A text of a class of its own."""

    __slots__ = ()


@pytest.mark.parametrize(
    "value", ["<script>&\"'", "镇闻", "", Markup("<b>"), 12, None, 1.5, Described(), Name("<"), ("<", 1)]
)
def test_every_value_is_escaped_as_by_jinja(value: Any) -> None:
    plain, fast = (Environment(autoescape=True, extensions=["jinja2.ext.do"]) for _ in range(2))
    fast.code_generator_class = PageCodeGenerator
    fast.written = written  # type: ignore[attr-defined]
    assert fast.from_string(TEMPLATE).render(value=value) == plain.from_string(TEMPLATE).render(value=value)
