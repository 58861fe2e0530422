"""The pages of the admin on which a moderator decides about one message, and about one discussion."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from ...contexts.languages import language
from ..archive.mbox import mbox_of
from ..choices import State
from ..models import Message, Thread
from ..permissions import may_moderate_any, may_moderate_site, moderated_by
from ..threads.forms import LONGEST_TITLE, seen
from ..threads.reading import is_readable, message_url, thread_url
from . import deciding
from .listing import messages_for

LONGEST_REASON = 1000
MOST_SHOWN = 500
"""Messages of one discussion that are listed, the latest first."""
LISTED = "essaimage_discussions"


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why is it hidden?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "Its author reads it in an e-mail, as you write it here, and moderators in the log of the site."
        ),
        required=False,
    )
    is_spam = forms.BooleanField(
        label=gettext_lazy("It is spam: nothing is sent to its author, and no reason is needed."), required=False
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("reason") and not data.get("is_spam") and "reason" not in self.errors:
            self.add_error("reason", _("Say why, so that its author understands."))
        return data


def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a message on GET; let it pass, hide it, keep it on POST. Who looks after the site blocks its author."""
    message = get_object_or_404(Message.objects.select_related("thread__site", "author", "answers"), pk=pk)
    if not messages_for(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    form = ReasonForm(request.POST if "hide" in request.POST else None)
    if request.method == "POST" and (told := _decided(request, message, form)):
        messages.success(request, told)
        return redirect(LISTED)
    waiting = 0
    if message.author_id:
        mine = messages_for(request.user).filter(author=message.author_id, state=State.WAITING)
        waiting = mine.exclude(pk=pk).count()
    is_read = message.state == State.SHOWN and message.thread.number_shown and is_readable(message.thread)
    context = {
        "message": message,
        "thread": message.thread,
        "form": form,
        "reports": list(message.reports.filter(settled_at=None)),
        "others_waiting": waiting,
        "read_in": language(message.author.language) if message.author else None,
        "may_block": may_moderate_site(request.user),
        "public_url": message_url(message) if is_read else "",
    }
    return TemplateResponse(request, "essaimage_wagtail/admin/discussion_message.html", context)


def _decided(request: HttpRequest, message: Message, form: ReasonForm) -> str:
    """What was done, in words; nothing where nothing was."""
    posted = request.POST
    if "pass" in posted:
        number = deciding.let_pass(message, request.user, all_of_author="all" in posted)
        told = ngettext("%(number)d message is shown.", "%(number)d messages are shown.", number)
        return told % {"number": number}
    if "hide" in posted and form.is_valid():
        given = form.cleaned_data
        deciding.take_out(message, request.user, given["reason"], is_spam=given["is_spam"])
        return _("The message is hidden.")
    if "keep" in posted:
        deciding.keep(message, request.user)
        return _("The message stays.")
    if ("block" in posted or "unblock" in posted) and may_moderate_site(request.user):
        deciding.block(message, request.user, is_blocked="block" in posted)
        return _("The author may not write any more.") if "block" in posted else _("The author may write again.")
    return ""


def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a discussion with all its messages; close, pin, hide or rename it on POST."""
    found = get_object_or_404(moderated_by(request.user).select_related("site"), pk=pk)
    if request.method == "POST":
        title = seen(request.POST.get("title", ""))[:LONGEST_TITLE] or found.title
        ticked = {name: name in request.POST for name in ("is_closed", "is_pinned", "is_hidden")}
        deciding.change(found, request.user, title=title, **ticked)
        messages.success(request, _("The discussion is saved."))
        return redirect("essaimage_discussion", pk)
    rows = messages_for(request.user).filter(thread=found).select_related("author").order_by("-written_at", "-pk")
    context = {
        "thread": found,
        "rows": list(rows[:MOST_SHOWN]),
        "longest_title": LONGEST_TITLE,
        "public_url": thread_url(found) if found.number_shown and is_readable(found) else "",
        "mbox_url": f"{reverse('essaimage_discussions_mbox')}?thread={found.pk}",
    }
    return TemplateResponse(request, "essaimage_wagtail/admin/discussion.html", context)


def mbox(request: HttpRequest) -> Any:
    """A file of all messages that a moderator sees, hidden ones too, or of those of one discussion (``?thread=``). Its
    e-mails name the site of the first thread."""
    if not may_moderate_any(request.user):
        raise PermissionDenied
    rows = messages_for(request.user)
    if (number := request.GET.get("thread", "")).isdecimal():
        rows = rows.filter(thread=int(number[:18]))
    first = Thread.objects.filter(pk__in=rows.values("thread")).select_related("site").first()
    if first is None:
        messages.info(request, _("There is no message."))
        return redirect(LISTED)
    return mbox_of(rows, first.site, most=None)
