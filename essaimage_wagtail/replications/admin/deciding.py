"""The pages of the admin on which a replication is confirmed, refused or withdrawn, and the buttons that lead there."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogFormatter

from ...models import Replication
from ...models.keys import titles_of
from .. import deciding

LONGEST_REASON = 1000


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("People who may edit one of the two sheets read it in the history of the replication."),
    )


def url_of(name: str, replication: Replication) -> str:
    """Where somebody decides about a replication (``decide``), or withdraws it (``withdraw``)."""
    return reverse(f"essaimage_{name}_replication", args=[replication.pk])


def edit_url(replication: Replication) -> str:
    return reverse(Replication.snippet_viewset.get_url_name("edit"), args=[replication.pk])


def buttons(replication: Replication, user: Any) -> Iterator[Button]:
    """For the form of a replication: what this person may decide about it."""
    may = deciding.open_to(user, [replication])[replication.pk]
    if "decide" in may:
        yield Button(_("Confirm or refuse"), url_of("decide", replication), icon_name="check", priority=5)
    if "withdraw" in may:
        yield Button(_("Withdraw"), url_of("withdraw", replication), icon_name="no-view", priority=6)


def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what waits on GET; confirm it or refuse it on POST."""
    replication = _allowed(request, pk, "decide")
    form = ReasonForm(request.POST if "refuse" in request.POST else None)
    if request.method == "POST" and ("confirm" in request.POST or form.is_valid()):
        return _decided(request, replication, form)
    draft = replication.get_latest_revision_as_object()
    titles = titles_of({draft.origin_key, draft.adapted_key} - {None}, get_language())
    context = {
        **_context(request, replication),
        "replication": draft,
        "shown": replication.latest_revision_id or "",
        "form": form,
        "origin": titles.get(draft.origin_key, ""),
        "adapted": titles.get(draft.adapted_key, ""),
        "is_alone": deciding.is_draft(draft.adapted_key),
        "texts": list(draft.texts.all()),
    }
    return TemplateResponse(request, "essaimage_wagtail/admin/decide_replication.html", context)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why on GET, withdraw on POST."""
    replication = _allowed(request, pk, "withdraw")
    form = ReasonForm(request.POST or None)
    context = _context(request, replication)
    if request.method == "POST" and form.is_valid():
        try:
            deciding.withdraw(replication, request.user, form.cleaned_data["reason"])
        except deciding.Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The replication is withdrawn: no page shows it any more."))
        return redirect(context["back_url"])
    context |= {"replication": replication, "form": form}
    return TemplateResponse(request, "essaimage_wagtail/admin/withdraw_replication.html", context)


def _decided(request: HttpRequest, replication: Replication, form: ReasonForm) -> HttpResponse:
    number = request.POST.get("shown", "")
    shown = int(number) if number.isdecimal() else None
    try:
        if "confirm" in request.POST:
            deciding.confirm(replication, request.user, shown)
            messages.success(request, _("The replication is confirmed: the page of its origin shows it."))
        else:
            deciding.refuse(replication, request.user, shown, form.cleaned_data["reason"])
            messages.success(request, _("The replication is refused: no page shows it."))
    except deciding.Refused as refused:
        messages.error(request, str(refused))
    return redirect(_context(request, replication)["back_url"])


def _allowed(request: HttpRequest, pk: int, name: str) -> Replication:
    replication = get_object_or_404(Replication, pk=pk)
    if name not in deciding.open_to(request.user, [replication])[pk]:
        raise PermissionDenied
    return replication


def _context(request: HttpRequest, replication: Replication) -> dict[str, Any]:
    back = get_valid_next_url_from_request(request)
    return {"back_url": back or edit_url(replication), "next_url": back or "", "form_url": request.path}


class ReasonFormatter(LogFormatter):
    def format_comment(self, log_entry: Any) -> str:
        return str(log_entry.data.get("reason", ""))


class RefusedFormatter(ReasonFormatter):
    label = gettext_lazy("Refuse a replication")
    message = gettext_lazy("Replication refused")


class WithdrawnFormatter(ReasonFormatter):
    label = gettext_lazy("Withdraw a replication")
    message = gettext_lazy("Replication withdrawn")


def log_actions(actions: Any) -> None:
    """Hook: how Wagtail's log tells what was decided."""
    actions.register_action(
        deciding.CONFIRM, gettext_lazy("Confirm a replication"), gettext_lazy("Replication confirmed")
    )
    actions.register_action(deciding.REFUSE)(RefusedFormatter)
    actions.register_action(deciding.WITHDRAW)(WithdrawnFormatter)


urlpatterns = [
    path("essaimage/replications/<int:pk>/decide/", decide, name="essaimage_decide_replication"),
    path("essaimage/replications/<int:pk>/withdraw/", withdraw, name="essaimage_withdraw_replication"),
]
