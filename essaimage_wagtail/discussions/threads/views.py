"""The forms of discussions: begin one, answer, follow, report. No cache keeps them, and no search engine lists them."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from ...wiki.visitors.pages import home_or_404
from ...wiki.visitors.views import VisitorView
from ..models import Author, Follow, Message, Report, Thread
from ..options import options
from ..people import asking
from ..signals import message_waits
from ..writing import post
from .form_view import FormView, Refused
from .forms import AnswerForm, FollowForm, ReportForm, ThreadForm
from .listing import languages_of, out_of_sight
from .preview import preview_of
from .reading import is_readable, message_url, shown, thread_url
from .subjects import SITE, Subject, Subjects, asked_subject
from .text import parted, quoted
from .thread import thread_at


class WritingView(FormView):
    """A message, in a thread that is there or that begins with it."""

    template = "essaimage_wagtail/discussions/write.html"
    has_preview = True
    answered: Message | None = None
    subject: Subject | None = None

    def preview(self, form: Any) -> HttpResponse:
        if not form.has_message:
            return self.show(form, status=422)
        # What is missing of who writes is said once it is sent.
        form.errors.clear()
        shown = preview_of(form.cleaned_data, self.code, member=self.member, answered=self.answered)
        title = form.cleaned_data.get("title", "")
        return self.show(form, token=self.good_token(form), preview=shown, preview_title=title)

    def write(self, thread: Thread, author: Author, data: dict[str, Any]) -> str:
        text, quotes = parted(data["text"])
        is_member = self.member is not None
        message = post(
            thread,
            author,
            text,
            quoted=quotes,
            answers=self.answered,
            language=data["written_in"] or self.code,
            is_certain=is_member,
        )
        if data["follow"]:
            follow(author, thread, is_certain=is_member)
        if not is_member:
            asking.ask_after_commit(author, message=message, name=data.get("name", ""))
            return self.asked_url
        return message_url(message) if message.shown_at else asking.own_url(author)


class StartView(WritingView):
    def begin(self, key: UUID | None) -> None:
        super().begin(key)
        self.subject = asked_subject(self.request.GET, self.context_around(self.home))
        if self.subject is None:
            raise Refused(out_of_sight(self.request, self.context_around(self.home)))

    def form(self, data: Any = None, **kwargs: Any) -> ThreadForm:
        return ThreadForm(data, codes=languages_of(self.site), **self.who, **kwargs)

    def context(self) -> dict[str, Any]:
        assert self.subject is not None  # noqa: S101 - read by begin()
        return {"subject": self.subject, "back_url": self.subject.list_url(self.code)}

    def taken(self, data: dict[str, Any]) -> str:
        assert self.subject is not None  # noqa: S101 - read by begin()
        author = self.author(data)
        if author.is_blocked:
            return self.again()
        thread = Thread.objects.create(
            site=self.site,
            about=self.subject.about,
            subject=self.subject.key,
            title=data["title"],
            language=data["written_in"] or self.code,
        )
        return self.write(thread, author, data)


class ThreadFormView(FormView):
    """About a thread that can be read."""

    thread: Any

    def begin(self, key: UUID | None) -> None:
        super().begin(key)
        assert key is not None  # noqa: S101 - its address has one
        self.thread = thread_at(key, self.site)
        if not is_readable(self.thread):
            raise Refused(out_of_sight(self.request, self.context_around(self.home)))

    def context(self) -> dict[str, Any]:
        subject = Subjects([self.thread], self.context_around(self.home))[self.thread]
        back = thread_url(self.thread, self.code)
        return {"thread": self.thread, "subject": subject, "back_url": back}


class AnswerView(ThreadFormView, WritingView):
    def begin(self, key: UUID | None) -> None:
        super().begin(key)
        try:
            wanted = UUID(self.request.GET.get("to", ""))
        except ValueError:
            return
        found = shown(self.thread.messages).filter(uuid=wanted)
        self.answered = found.select_related("author").first()

    def form(self, data: Any = None, **kwargs: Any) -> AnswerForm:
        return AnswerForm(data, codes=languages_of(self.site), **self.who, **kwargs)

    def initial(self) -> dict[str, Any]:
        codes = languages_of(self.site)
        start = {"written_in": self.thread.language} if self.thread.language in codes else {}
        return {**start, "text": f"{quoted(self.answered.text)}\n\n"} if self.answered else start

    def context(self) -> dict[str, Any]:
        return {**super().context(), "answered": self.answered}

    def taken(self, data: dict[str, Any]) -> str:
        author = self.author(data)
        if author.is_blocked and self.member is None:
            # Nobody learns here who is blocked.
            return self.again()
        return self.write(self.thread, author, data)


def follow(author: Author, thread: Thread | None, *, is_certain: bool) -> Follow:
    """Somebody follows a thread, or all that is begun; from now on if it is certain that it is they."""
    row, _created = Follow.objects.get_or_create(author=author, thread=thread)
    if is_certain and row.confirmed_at is None:
        row.confirmed_at = timezone.now()
        row.save(update_fields=["confirmed_at"])
    return row


class FollowingView(FormView):
    """Of all that is begun on the site."""

    template = "essaimage_wagtail/discussions/follow.html"
    thread: Any = None

    def form(self, data: Any = None, **kwargs: Any) -> FollowForm:
        return FollowForm(data, **{**self.who, "with_name": False}, **kwargs)

    def context(self) -> dict[str, Any]:
        return {"back_url": SITE.list_url(self.code)}

    def taken(self, data: dict[str, Any]) -> str:
        author = self.author(data)
        row = follow(author, self.thread, is_certain=self.member is not None)
        if self.member is not None:
            return asking.own_url(author)
        asking.ask_after_commit(author, follow=row)
        return self.asked_url


class FollowThreadView(ThreadFormView, FollowingView):
    pass


class ReportView(FormView):
    """Somebody finds that a message does not belong there."""

    template = "essaimage_wagtail/discussions/report.html"
    is_for_people = False
    message: Message

    def begin(self, key: UUID | None) -> None:
        super().begin(key)
        found = shown(Message.objects.select_related("thread__site", "author")).filter(uuid=str(key))
        message = found.filter(thread__site=self.site).first()
        if message is None or not is_readable(message.thread):
            raise Refused(out_of_sight(self.request, self.context_around(self.home)))
        self.message = message

    def form(self, data: Any = None, **kwargs: Any) -> ReportForm:
        return ReportForm(data, code=self.code, **kwargs)

    def context(self) -> dict[str, Any]:
        return {"message": self.message, "thread": self.message.thread, "back_url": message_url(self.message)}

    def taken(self, data: dict[str, Any]) -> str:
        with transaction.atomic():
            Report.objects.create(message=self.message, reason=data["reason"])
            message_waits.send(Message, message=self.message)
        return self.again()

    def again(self) -> str:
        return reverse("essaimage:discussions:reported", args=[self.code])


class TakenView(VisitorView):
    """Where forms lead: what comes next."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        home = home_or_404(code, Site.find_for_request(request))
        list_url = SITE.list_url(home.locale.language_code)
        return self.answer(home, days=options().confirm_days, list_url=list_url)


class AskedView(TakenView):
    """For any address."""

    template = "essaimage_wagtail/discussions/asked.html"


class ReportedView(TakenView):
    template = "essaimage_wagtail/discussions/reported.html"
