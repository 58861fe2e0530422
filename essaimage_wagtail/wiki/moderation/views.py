"""The pages of the admin about versions."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page

from ...formatting import written_day
from ..context import about
from ..history.kinds import has_history
from ..models import Version
from ..watching.watchers import number_watching
from .versions import go_back, may_moderate, show_again, withdraw

VERSIONS_PER_PAGE = 50


def list_url(page: Page) -> str:
    return reverse("essaimage_versions", args=[page.pk])


def _moderated(request: HttpRequest, version_id: int) -> Version:
    version = get_object_or_404(Version.objects.select_related("page", "revision"), pk=version_id)
    version.page = version.page.specific
    if not may_moderate(version.page, request.user):
        raise PermissionDenied
    return version


def versions(request: HttpRequest, page_id: int) -> HttpResponse:
    """List all versions of a page, withdrawn ones too."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not has_history(type(page)) or not may_moderate(page, request.user):
        raise PermissionDenied
    rows = Version.objects.filter(page=page.pk).latest_first().select_related("author", "withdrawn_by", "restores")
    shown = Paginator(rows, VERSIONS_PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "page": page,
        "shown": shown,
        "history_url": about("history")(page),
        "watching": number_watching(page),
    }
    return TemplateResponse(request, "essaimage_wagtail/admin/versions.html", context)


def revert_to(request: HttpRequest, revision_id: int) -> HttpResponse:
    """Lead from a revision to the page on which its version is restored."""
    version = get_object_or_404(Version, revision=revision_id)
    return redirect("essaimage_revert", version.pk)


def revert(request: HttpRequest, version_id: int) -> HttpResponse:
    """Ask on GET, publish the old content on POST."""
    version = _moderated(request, version_id)
    page, next_url = version.page, get_valid_next_url_from_request(request)
    permissions = page.permissions_for_user(request.user)
    if not permissions.can_edit() or permissions.page_locked():
        messages.error(request, _("The page is locked: nobody can change it until it is unlocked."))
        return redirect(next_url or list_url(page))
    if version.revision_id == page.live_revision_id:
        messages.info(request, _("This version is the one that is shown today."))
        return redirect(next_url or list_url(page))
    if request.method == "POST":
        try:
            go_back(version, request.user)
        except ValidationError as error:
            messages.error(request, _why(error))
            return redirect(reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, version.revision_id]))
        words = {"title": page.get_admin_display_title(), "day": written_day(version.published_at)}
        text = _("“%(title)s” is back to the version of %(day)s. The one before it stays in the history.") % words
        messages.success(request, text)
        return redirect(next_url or about("history")(page))
    context = {
        "page": page,
        "version": version,
        "next_url": next_url or "",
        "cancel_url": next_url or list_url(page),
        "has_draft": page.has_unpublished_changes,
        "workflow": page.current_workflow_state,
    }
    return TemplateResponse(request, "essaimage_wagtail/admin/revert.html", context)


def _why(error: ValidationError) -> str:
    told = " ".join(error.messages)
    return _("The old version cannot be published as it is. Mend it here, and publish it: %(why)s") % {"why": told}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Moderators see it here and in the history of the page in the admin."),
    )


def withdraw_version(request: HttpRequest, version_id: int) -> HttpResponse:
    """Ask why on GET, withdraw on POST. A version that is withdrawn already is shown again on POST."""
    version = _moderated(request, version_id)
    page = version.page
    if version.withdrawn_at is not None:
        if request.method == "POST":
            show_again(version, request.user)
            messages.success(request, _("The version is public again."))
        return redirect(list_url(page))
    if page.live and version.revision_id == page.live_revision_id:
        text = _(
            "This version is the one that is shown today. Publish another one first, or go back to an earlier one."
        )
        messages.error(request, text)
        return redirect(list_url(page))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw(version, request.user, form.cleaned_data["reason"])
        messages.success(request, _("The version is withdrawn: nobody finds it in public any more."))
        return redirect(list_url(page))
    context: dict[str, Any] = {"page": page, "version": version, "form": form, "cancel_url": list_url(page)}
    return TemplateResponse(request, "essaimage_wagtail/admin/withdraw_version.html", context)


urlpatterns = [
    path("essaimage/wiki/versions/<int:page_id>/", versions, name="essaimage_versions"),
    path("essaimage/wiki/revert/<int:version_id>/", revert, name="essaimage_revert"),
    path("essaimage/wiki/revert-to/<int:revision_id>/", revert_to, name="essaimage_revert_to"),
    path("essaimage/wiki/withdraw/<int:version_id>/", withdraw_version, name="essaimage_withdraw"),
]
