"""Which threads may be read on a site, and their messages as they are shown.

A thread is read where what it is about may be seen: that of a page goes out of sight with the page, and comes back with
it. Nothing of a thread that may not be read is shown anywhere: neither its title, nor a number, nor a name.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from ...contexts.languages import Language, language
from ...visibility import visible
from ...wiki.names import Author as Named
from ...wiki.names import Authors
from ..choices import About, State
from ..models import Message, Thread
from ..options import EVERYONE, options
from .text import html_of

MESSAGES_PER_PAGE = 50


def may_read(request: HttpRequest) -> bool:
    """Whether the settings let this visitor read discussions at all."""
    return options().readers == EVERYONE or bool(request.user.is_authenticated)


def readable(site: Site) -> QuerySet[Thread]:
    """The threads of a site that its readers may read. Two queries find the keys of pages first: databases write keys
    as text in different ways, so they cannot be compared in one."""
    threads = Thread.objects.filter(site=site, is_hidden=False, number_shown__gt=0)
    keys = set(threads.filter(about=About.PAGE).order_by().values_list("subject", flat=True).distinct())
    return threads.exclude(about=About.PAGE, subject__in=keys - _seen(keys, site)) if keys else threads


def _seen(keys: set[str], site: Site) -> set[str]:
    pages = visible(Page.objects.filter(translation_key__in=keys), site)
    return {str(key) for key in pages.order_by().values_list("translation_key", flat=True)}


def is_readable(thread: Thread) -> bool:
    """Whether anybody but moderators may read a thread, once it has a message that is shown."""
    return not hidden([thread])


def hidden(threads: Collection[Thread]) -> set[int]:
    """The primary keys of the threads that only moderators may read. One query for each site."""
    found = {thread.pk for thread in threads if thread.is_hidden}
    by_site: dict[Site, list[Thread]] = defaultdict(list)
    for thread in threads:
        if thread.about == About.PAGE and thread.pk not in found:
            by_site[thread.site].append(thread)
    for site, about in by_site.items():
        seen = _seen({thread.subject for thread in about}, site)
        found |= {thread.pk for thread in about if thread.subject not in seen}
    return found


def shown(messages: Any) -> QuerySet[Message]:
    """The messages among these that everybody may read."""
    found: QuerySet[Message] = messages.filter(state=State.SHOWN)
    return found


def number_about(about: str, keys: Iterable[str], site: Site) -> int:
    """How many threads there are about something that may be seen. One query."""
    return Thread.objects.filter(
        site=site, about=about, subject__in=list(keys), is_hidden=False, number_shown__gt=0
    ).count()


@dataclass(slots=True)
class Shown:
    """A message for a template. ``language``: where it is not the reader's; ``url``: empty for one that is not sent
    yet; ``answered``: the message that it answers, if that is shown."""

    message: Message
    author: Named
    language: Language | None
    url: str
    answered: Message | None

    @property
    def anchor(self) -> str:
        return anchor(self.message)

    @property
    def html(self) -> str:
        return html_of(self.message.text)

    @property
    def quoted(self) -> str:
        return html_of(self.message.quoted)


def anchor(message: Message) -> str:
    return f"m{message.pk or 0}"


def message_url(message: Message) -> str:
    """The permanent address of a message, which leads to its place in its thread."""
    return reverse("essaimage:discussions:message", args=[message.uuid])


def thread_url(thread: Thread, code: str = "") -> str:
    url = reverse("essaimage:discussions:thread", args=[thread.uuid])
    return f"{url}?language={code}" if code else url


def page_number(message: Message) -> int:
    """On which page of its thread a message is."""
    before = Q(written_at__lt=message.written_at) | Q(written_at=message.written_at, pk__lt=message.pk)
    return shown(message.thread.messages).filter(before).count() // MESSAGES_PER_PAGE + 1


def shown_messages(messages: Iterable[Message], code: str) -> list[Shown]:
    """Messages for a template, for readers of a language; the caller has fetched their authors and the messages that
    they answer. One query."""
    messages = list(messages)
    names = Authors(one.author.user_id for one in messages if one.author)
    return [
        Shown(
            one,
            name_of(one, names),
            None if one.language == code else language(one.language),
            message_url(one),
            one.answers if one.answers and one.answers.state == State.SHOWN else None,
        )
        for one in messages
    ]


def name_of(message: Message, names: Authors) -> Named:
    """Whose message it is: by the public name of an account, else by the name that its author gave."""
    if message.author is None:
        return Named(_("somebody whose name was removed"), is_named=False)
    known = names[message.author.user_id]
    if known.is_named:
        return known
    return Named(message.author.name) if message.author.name else Named(_("somebody"), is_named=False)


def with_people(messages: QuerySet[Message]) -> QuerySet[Message]:
    return messages.select_related("author", "answers")


def start_of(text: Any, most: int = 200) -> str:
    """The beginning of a text, on one line."""
    words = " ".join(str(text).split())
    return words if len(words) <= most else f"{words[:most].rsplit(' ', 1)[0]}…"
