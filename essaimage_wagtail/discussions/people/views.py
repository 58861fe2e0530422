"""The secret page of somebody who writes or follows: what waits for them and for a moderator, what they follow, and how
they leave. Nothing changes on GET, which programs send that look at the links of messages."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from wagtail.models import Site

from ...contexts.languages import language
from ...readers.versions import homes_of
from ...wiki.visitors.pages import home_or_404
from ...wiki.visitors.views import VisitorView
from ..choices import State
from ..models import Author, Follow, Message
from ..threads.forms import LONGEST_NAME, seen
from ..threads.reading import is_readable, message_url, thread_url
from ..threads.subjects import SITE
from ..writing import Closed
from . import asking, authors, confirming, leaving

MOST_SHOWN = 200
"""Messages of one person that the page lists, the latest first; all of them are exported and erased."""


class OwnView(VisitorView):
    template = "essaimage_wagtail/discussions/own.html"

    def get(self, request: HttpRequest, secret: UUID) -> HttpResponse:
        return self._show(self._author(secret))

    def post(self, request: HttpRequest, secret: UUID) -> HttpResponse:
        author = self._author(secret)
        if "erase" in request.POST:
            leaving.forget([author], with_messages=request.POST["erase"] == "messages")
            return redirect("essaimage:discussions:left", author.language)
        if "save" in request.POST:
            self._save(author)
        try:
            self._decide(author)
        except Closed:
            return self._show(author, status=409, is_closed=True)
        except _Nameless:
            return self._show(author, status=422, is_nameless=True)
        authors.claim(author, request.user)
        return redirect(asking.own_url(author))

    def _decide(self, author: Author) -> None:
        posted = self.request.POST
        if message := _one(Message.objects.filter(author=author), posted.get("confirm", "")):
            self._name(author)
            confirming.confirm(author, message)
        elif message := _one(Message.objects.filter(author=author), posted.get("remove", "")):
            leaving.take_away([message])
        elif one := _one(Follow.objects.filter(author=author), posted.get("follow", "")):
            confirming.confirm_follow(author, one)
        elif one := _one(Follow.objects.filter(author=author), posted.get("unfollow", "")):
            one.delete()

    def _name(self, author: Author) -> None:
        """Keep the name that the author typed. Raises :class:`_Nameless` if they have none: a message needs a name."""
        name = seen(self.request.POST.get("name", ""))[:LONGEST_NAME] or author.name
        if not name:
            raise _Nameless
        if name != author.name:
            Author.objects.filter(pk=author.pk).update(name=name)

    def _save(self, author: Author) -> None:
        name, code = seen(self.request.POST.get("name", ""))[:LONGEST_NAME], self.request.POST.get("language", "")
        author.name = name or author.name
        author.language = code if code in homes_of(author.site) else author.language
        author.save(update_fields=["name", "language"])

    def _author(self, secret: UUID) -> Author:
        return get_object_or_404(Author.objects.select_related("site__root_page"), secret=secret)

    def _show(self, author: Author, status: int = 200, **told: Any) -> HttpResponse:
        home = home_or_404(author.language, author.site)
        written = list(author.messages.select_related("thread__site").order_by("-written_at", "-pk")[:MOST_SHOWN])
        following = list(author.follows.select_related("thread__site").order_by("pk"))
        sight = _Sight()
        unconfirmed = [one for one in written if one.state == State.UNCONFIRMED]
        # Confirming a message also confirms following its thread, if they ticked that: it is not asked twice.
        begun = {one.thread_id for one in unconfirmed}
        waiting = [one for one in written if one.state == State.WAITING]
        named = {one.thread_id for one in waiting}
        return self.answer(
            home,
            status,
            author=author,
            name=author.name or seen(self.request.GET.get("name", ""))[:LONGEST_NAME],
            unconfirmed=unconfirmed,
            waiting=waiting,
            others=[
                {"message": one, "url": message_url(one) if one.state == State.SHOWN and sight[one.thread] else ""}
                for one in written
                if one.state in (State.SHOWN, State.HIDDEN)
            ],
            asked=[
                _followed(one, sight, named) for one in following if not one.confirmed_at and one.thread_id not in begun
            ],
            followed=[_followed(one, sight, named) for one in following if one.confirmed_at is not None],
            languages=[language(code) for code in homes_of(author.site)],
            list_url=SITE.list_url(author.language),
            longest_name=LONGEST_NAME,
            **told,
        )


class _Nameless(Exception):
    """A message that is confirmed by somebody without a name."""


class _Sight(dict[int, bool]):
    """Whether everybody can read a thread, asked once for each: a person follows few of them."""

    def __getitem__(self, thread: Any) -> bool:
        if thread.pk not in self:
            super().__setitem__(thread.pk, thread.number_shown > 0 and is_readable(thread))
        return super().__getitem__(thread.pk)


def _followed(one: Follow, sight: _Sight, named: set[int]) -> dict[str, Any]:
    """A row of what somebody follows. The page gives no title of a thread that is out of sight, unless it is in
    ``named``: threads whose titles it gives anyway, since a message of this person waits in them."""
    thread = one.thread
    is_seen = thread is None or sight[thread]
    url = thread_url(thread) if thread and is_seen else ""
    return {"pk": one.pk, "thread": thread, "is_named": one.thread_id in named, "url": url}


def _one(rows: Any, number: str) -> Any:
    return rows.filter(pk=number[:18]).first() if number.isascii() and number.isdecimal() else None


class LeftView(VisitorView):
    """Somebody has left."""

    template = "essaimage_wagtail/discussions/left.html"

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        home = home_or_404(code, Site.find_for_request(request))
        return self.answer(home, list_url=SITE.list_url(home.locale.language_code))
