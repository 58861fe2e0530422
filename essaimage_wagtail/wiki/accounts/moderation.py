"""The page of the admin on which a moderator decides about one request for an account."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from ..models import AccountRequest
from . import deciding
from .listing import detail_url
from .making import Refused, accounts_of, groups_for

LONGEST_ANSWER = 5000


def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Show on GET; accept or refuse on POST."""
    asked = get_object_or_404(AccountRequest.objects.select_related("decided_by", "territory", "user"), pk=pk)
    mine = deciding.requests_for(request.user)
    if not mine.filter(pk=pk).exists():
        raise PermissionDenied
    if request.method == "POST" and _done(request, asked):
        return redirect("essaimage_account_requests")
    asked.refresh_from_db()
    groups = groups_for(asked)
    context = {
        "asked": asked,
        "within": asked.territory.within() if asked.territory else "",
        "told": "" if asked.is_open else deciding.told(asked),
        "is_known": asked.is_open and accounts_of(asked.email).exists(),
        "groups": sorted(group.name for group in groups),
        "former": mine.filter(email=asked.email).exclude(pk=pk),
        "answer": request.POST.get("answer", asked.answer),
        "longest_answer": LONGEST_ANSWER,
        "url": detail_url(asked),
    }
    return TemplateResponse(request, "essaimage_wagtail/admin/account_request.html", context)


def _done(request: HttpRequest, asked: AccountRequest) -> bool:
    """Decide as the moderator has chosen; returns whether it succeeded. If not, a message tells the moderator why."""
    answer = request.POST.get("answer", "")[:LONGEST_ANSWER]
    try:
        if "refuse" in request.POST:
            deciding.refuse(asked, request.user, answer)
            messages.success(request, _("The request is refused, and the answer is sent."))
        else:
            deciding.accept(asked, request.user, answer)
            messages.success(request, _("The account is made, and the link to choose a password is sent."))
    except Refused as refused:
        messages.error(request, str(refused))
        return False
    return True
