"""One discussion, and the permanent address of each message."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from wagtail.models import Site

from ...contexts.languages import language
from ...wiki.context import answer
from ...wiki.site import SiteContext, SiteView
from ..models import Message, Thread
from ..options import EVERYONE, options
from ..permissions import may_moderate_any, moderated_by
from .listing import ReadersOnly, exported, out_of_sight
from .pagination import NUMBER, page_of
from .reading import (
    MESSAGES_PER_PAGE,
    anchor,
    is_readable,
    page_number,
    shown,
    shown_messages,
    thread_url,
    with_people,
)
from .subjects import SITE, Subjects


def thread_at(key: UUID, site: Site | None) -> Thread:
    """Raises ``Http404`` for one that is not there, or that nobody has been able to read yet."""
    return get_object_or_404(Thread.objects.select_related("site"), uuid=key, site=site, number_shown__gt=0)


class ThreadView(ReadersOnly, SiteView):
    def respond(self, site: Site, essaimage: SiteContext, codes: list[str]) -> HttpResponse:
        if refusal := self.refusal(essaimage):
            return refusal
        request, code = self.request, essaimage.language.code
        thread = thread_at(self.kwargs["key"], site)
        if not is_readable(thread):
            return out_of_sight(request, essaimage)
        url = thread_url(thread, code)
        messages = shown(thread.messages)
        if other := exported(request, messages, thread.title, url, essaimage):
            return other
        rows, pagination = page_of(with_people(messages), MESSAGES_PER_PAGE, request.GET, request.path)
        subject = Subjects([thread], essaimage)[thread]
        context = {
            "page": essaimage.page,
            "essaimage": essaimage,
            "thread": thread,
            "subject": subject,
            "subject_url": subject.list_url(code) if subject else "",
            "language": None if thread.language == code else language(thread.language),
            "messages_shown": shown_messages(rows, code),
            "pagination": pagination,
            "list_url": SITE.list_url(code),
            "feed_url": f"{url}&format=atom",
            "mbox_url": f"{url}&format=mbox",
            "moderates": self._moderates(thread),
        }
        is_public = options().readers == EVERYONE
        return answer(request, "essaimage_wagtail/discussions/thread.html", context, code, is_listed=is_public)

    def _moderates(self, thread: Thread) -> bool:
        user = self.request.user
        is_one = user.is_authenticated and user.has_perm("wagtailadmin.access_admin") and may_moderate_any(user)
        return bool(is_one and moderated_by(user).filter(pk=thread.pk).exists())


@method_decorator(never_cache, name="dispatch")
class MessageView(ReadersOnly, SiteView):
    """Leads to a message in its thread."""

    def respond(self, site: Site, essaimage: SiteContext, codes: list[str]) -> HttpResponse:
        if refusal := self.refusal(essaimage):
            return refusal
        found = shown(Message.objects.select_related("thread__site")).filter(uuid=self.kwargs["key"])
        message = found.filter(thread__site=site).first()
        if message is None or not is_readable(message.thread):
            return out_of_sight(self.request, essaimage)
        number = page_number(message)
        url = thread_url(message.thread, self.request.GET.get("language", "") and essaimage.language.code)
        page = f"{'&' if '?' in url else '?'}{NUMBER}={number}" if number > 1 else ""
        return redirect(f"{url}{page}#{anchor(message)}")
