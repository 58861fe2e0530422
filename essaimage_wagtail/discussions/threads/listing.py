"""Lists of discussions: of a whole site, and of one page."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Min, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.models import Site

from ...contexts.languages import Language, language
from ...readers.versions import homes_of
from ...versions import nearness
from ...wiki.context import AboutPageContext, answer
from ...wiki.site import SiteContext, SiteView
from ...wiki.visitors.pages import home_or_404
from ..archive.feeds import feed_of
from ..archive.mbox import mbox_of
from ..archive.months import months_of
from ..choices import About, State
from ..models import Message, Thread
from ..options import EVERYONE, options
from .filters import Filters
from .pagination import page_of
from .reading import may_read, message_url, readable, shown, start_of, thread_url
from .subjects import SITE, Subject, Subjects, page_in, page_subject

THREADS_PER_PAGE = 20


@dataclass(slots=True)
class Row:
    """A thread in a list. ``language``: where it is not the reader's; ``words``: the beginning of its first message, or
    of the one that a search found, and ``url`` leads to that."""

    thread: Thread
    subject: Subject | None
    language: Language | None
    url: str
    words: str
    spoken: str


class ReadersOnly:
    """What is for members alone is not told to others: they are asked to sign in."""

    request: HttpRequest

    def refusal(self, essaimage: Any) -> HttpResponse | None:
        if may_read(self.request):
            return None
        context = {"page": essaimage.page, "essaimage": essaimage, "next": self.request.get_full_path()}
        with translation.override(essaimage.language.code):
            response = render(self.request, "essaimage_wagtail/discussions/members.html", context, status=403)
        response.headers["X-Robots-Tag"] = "noindex"
        return response


def out_of_sight(request: HttpRequest, essaimage: Any) -> HttpResponse:
    """A friendly answer for a thread that a moderator has hidden, or whose page is not public. It tells nothing of it.
    Not 404: where addresses begin with a language, Django would look for the page below one."""
    context = {"page": essaimage.page, "essaimage": essaimage, "list_url": SITE.list_url(essaimage.language.code)}
    response = render(request, "essaimage_wagtail/discussions/out_of_sight.html", context, status=410)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def exported(request: HttpRequest, messages: QuerySet[Message], name: str, url: str, essaimage: Any) -> Any:
    """Messages as a feed or as a file of e-mails, if the address asks for one."""
    wanted = request.GET.get("format")
    if wanted == "atom":
        return feed_of(messages, name, url, essaimage)
    return mbox_of(messages, essaimage.site) if wanted == "mbox" else None


class ThreadsView(ReadersOnly, SiteView):
    """All discussions of a site."""

    def respond(self, site: Site, essaimage: SiteContext, codes: list[str]) -> HttpResponse:
        if refusal := self.refusal(essaimage):
            return refusal
        request, code = self.request, essaimage.language.code
        threads = readable(site)
        filters = Filters(request.GET, threads, code, codes)
        found = filters.found()
        url = f"{request.path}?{urlencode(filters.kept)}"
        messages = filters.messages()
        wanted = shown(Message.objects.all()) if messages is None else messages
        if other := exported(request, wanted.filter(thread__in=found), _("Discussions"), url, essaimage):
            return other
        rows, pagination = page_of(found, THREADS_PER_PAGE, request.GET, request.path)
        context = {
            "page": essaimage.page,
            "essaimage": essaimage,
            "rows": rows_of(rows, essaimage, messages),
            "pagination": pagination,
            "filters": filters,
            "months": months_of(threads),
            "list_url": f"{request.path}?language={code}",
            "feed_url": f"{url}&format=atom",
            "mbox_url": f"{url}&format=mbox",
            "start_url": _start_of(filters, code),
            "is_public": options().readers == EVERYONE,
        }
        return answer(request, "essaimage_wagtail/discussions/threads.html", context, code)


class PageThreadsView(ReadersOnly, View):
    """The discussions about one page, in all its languages."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, key: UUID, code: str) -> HttpResponse:
        site = Site.find_for_request(request)
        page = page_in(key, code, site)
        if page is None or site is None:
            home = home_or_404(code, site)
            with translation.override(home.locale.language_code):
                return out_of_sight(request, SiteContext(home, request, lambda one: request.path))
        code = page.locale.language_code
        essaimage = AboutPageContext(
            page, request, lambda one: page_subject(one, request).list_url(one.locale.language_code)
        )
        with translation.override(code):
            return self.refusal(essaimage) or self._respond(page, essaimage, site)

    def _respond(self, page: Any, essaimage: Any, site: Site) -> HttpResponse:
        request, code = self.request, essaimage.language.code
        subject = page_subject(page, request)
        threads = Thread.objects.filter(
            site=site, about=About.PAGE, subject=subject.key, is_hidden=False, number_shown__gt=0
        )
        url = subject.list_url(code)
        messages = shown(Message.objects.filter(thread__in=threads))
        if other := exported(request, messages, page.title, url, essaimage):
            return other
        rows, pagination = page_of(threads, THREADS_PER_PAGE, request.GET, request.path)
        context = {
            "page": page,
            "essaimage": essaimage,
            "subject": subject,
            "rows": rows_of(rows, essaimage, None),
            "pagination": pagination,
            "list_url": f"{SITE.list_url(code)}",
            "feed_url": f"{url}?format=atom",
            "mbox_url": f"{url}?format=mbox",
            "start_url": subject.start_url(code),
            "is_public": options().readers == EVERYONE,
        }
        return answer(request, "essaimage_wagtail/discussions/threads.html", context, code)


def _start_of(filters: Filters, code: str) -> str:
    """The address at which a discussion begins about the theme or the territory that a list is filtered by."""
    if filters.theme is not None:
        query = f"theme={filters.theme.slug}"
    else:
        query = f"territory={filters.territory.identifier}" if filters.territory is not None else ""
    return Subject(About.SITE, query=query).start_url(code)


def rows_of(threads: list[Thread], essaimage: Any, messages: QuerySet[Message] | None) -> list[Row]:
    """The rows of a list. Each shows the first of ``messages`` in its thread, by default the first of all. The number
    of queries does not depend on that of threads."""
    subjects, code = Subjects(threads, essaimage), essaimage.language.code
    wanted = Message.objects.filter(state=State.SHOWN) if messages is None else messages
    first = _first_of(threads, wanted) if threads else {}
    rows = []
    for thread in threads:
        message = first.get(thread.pk)
        rows.append(
            Row(
                thread,
                subjects[thread],
                None if thread.language == code else language(thread.language),
                message_url(message) if message and messages is not None else thread_url(thread, code),
                start_of(message.text) if message else "",
                message.language if message else thread.language,
            )
        )
    return rows


def _first_of(threads: list[Thread], wanted: QuerySet[Message]) -> dict[int, Message]:
    """The first message among ``wanted`` in each thread, in one query."""
    oldest = wanted.filter(thread__in=threads).order_by().values("thread").annotate(first=Min("pk")).values("first")
    return {message.thread_id: message for message in Message.objects.filter(pk__in=oldest).defer("words", "quoted")}


def languages_of(site: Site) -> list[str]:
    """The languages in which people write on a site."""
    return list(options().languages) or sorted(homes_of(site), key=nearness)
