"""From a search to what travels: a link, a saved search, a feed, a file."""

from __future__ import annotations

import datetime
from dataclasses import replace

from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from searchapp import links, listing, wording
from searchapp.following import asked_by
from searchapp.mailto import mailto
from searchapp.params import Asked, BadArgument, read, translatable
from searchapp.saved.records import SavedSearch
from searchapp.saved.tokens import new_link, new_secret
from searchapp.views import addresses, current, keeping, visitor

blueprint = Blueprint("share", __name__)
# Days that a short link may be made for; empty is for good.
LIFETIMES = ("", "30", "365")


@blueprint.get("/share")
def share() -> str:
    """Everything that can be done with the search of the URL beyond reading it."""
    asked = replace(current.asked(), page=1)
    total = listing.count(current.engine(), asked)
    name = wording.describe(asked) or gettext("全部文章")
    link = addresses.of_pages() + links.url(asked)
    mail = mailto(name, name, link)
    shown = {"name": name, "link": link, "mail": mail, "mails": keeping.mails(), **_form()}
    return render_template("share.html", asked=asked, total=total, **shown)


@blueprint.post("/saved")
def save() -> Response:
    """Save the search of the form and go to its page for sharing."""
    visitor.check_form()
    asked = replace(read(request.form.items(multi=True)), page=1)
    about = (request.form.get(field, "") for field in ("name", "note", "lifetime"))
    owner = visitor.owner() or new_secret()
    saved = keep(asked, owner, *about)
    visitor.become(owner)
    return redirect(f"{request.script_root}/s/{saved.id}/share?new=1", 303)


@blueprint.get("/s/<search_id>/share")
def share_saved(search_id: str) -> str:
    """The short link with everything that can be done with it."""
    return page_of(keeping.store().searches.find(search_id))


def page_of(saved: SavedSearch, **values: object) -> str:
    """The page for sharing a saved search; `values` are what its forms are filled with."""
    asked = asked_by(saved)
    link = f"{addresses.of_pages()}/s/{saved.id}"
    owner = visitor.owner()
    own = bool(owner) and keeping.store().searches.owns(owner, saved.id)
    shown = {"saved": saved, "asked": asked, "link": link, "mail": mailto(saved.name, _text(saved), link), **_form()}
    total = listing.count(current.engine(), asked)
    shown |= {"own": own, "owner": owner, "total": total, "mails": keeping.mails(), "new": "new" in request.args}
    return render_template("share_saved.html", **{"address": "", "note": "", "preview": None, **shown, **values})


def keep(asked: Asked, owner: str, name: str, note: str, lifetime: str) -> SavedSearch:
    """Save a search with what it finds now. Raises BadArgument, WordingRefused, TooMany, StoreFailed.

    Whatever is refused is refused before the search is run.
    """
    if lifetime not in LIFETIMES:
        raise BadArgument("lifetime", lifetime, translatable("有效期只有 30（天）、365（天）和空（一直有效）。"))
    now = datetime.datetime.now(datetime.UTC)
    expires = now + datetime.timedelta(days=int(lifetime)) if lifetime else None
    called = wording.name(name, wording.describe(asked) or gettext("全部文章"))
    saved = SavedSearch(new_link(), called, wording.note(note), links.query_string(asked), now, expires)
    searches = keeping.store().searches
    searches.check(visitor.reader(), now)
    searches.save(saved, owner, visitor.reader(), listing.snapshot(current.engine(), asked))
    return saved


def _text(saved: SavedSearch) -> str:
    return f"{saved.name}\r\n{saved.note}" if saved.note else saved.name


def _form() -> dict[str, object]:
    return {"form_token": visitor.form_token(), "lifetimes": LIFETIMES}
