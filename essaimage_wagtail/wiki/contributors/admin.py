"""Contributors' pages in the admin, for people who may take one away."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from ...admin.reports import ReportMixin, report_urls
from ..models import Contributor
from ..moderation.views import ReasonForm
from .account import take_me_away
from .moderation import may_take_away, policy, show_again, take_away


def moderation_url(contributor: Contributor) -> str:
    return reverse("essaimage_contributor", args=[contributor.pk])


class ContributorsReport(ReportMixin, ReportView):
    page_title = gettext_lazy("Contributors’ pages")
    header_icon = "user"
    index_url_name = "essaimage_contributors"
    index_results_url_name = "essaimage_contributors_results"
    default_ordering = "-agreed_at"
    model = Contributor
    permission_policy = policy
    any_permission_required = ["delete"]
    list_export: list[str] = []
    columns = [
        TitleColumn("name", label=gettext_lazy("Name"), accessor="public_name", get_url=moderation_url),
        Column("territory", label=gettext_lazy("Territory")),
        BooleanColumn("allows_search", label=gettext_lazy("Search engines")),
        DateColumn("agreed_at", label=gettext_lazy("Since"), sort_key="agreed_at"),
        DateColumn("withdrawn_at", label=pgettext_lazy("a contributor’s page", "Taken away"), sort_key="withdrawn_at"),
    ]

    def get_queryset(self) -> QuerySet[Contributor]:
        self.queryset = Contributor.objects.exclude(public_name__name="").select_related("public_name", "territory")
        return super().get_queryset()


def moderate(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why on GET, take the page away on POST; one that is away is shown again by POST."""
    if not may_take_away(request.user):
        raise PermissionDenied
    contributor = get_object_or_404(Contributor.objects.select_related("public_name"), pk=pk)
    form = ReasonForm(request.POST or None)
    form.fields["reason"].help_text = _("The person reads it under “Your account”; so do moderators, here.")
    if request.method == "POST" and contributor.withdrawn_at is not None:
        show_again(contributor, request.user)
        messages.success(request, _("The page is public again."))
        return redirect(ContributorsReport.index_url_name)
    if request.method == "POST" and form.is_valid():
        take_away(contributor, request.user, form.cleaned_data["reason"])
        messages.success(request, _("The page is taken away: nobody finds it any more."))
        return redirect(ContributorsReport.index_url_name)
    context = {"contributor": contributor, "form": form, "list_url": reverse(ContributorsReport.index_url_name)}
    return TemplateResponse(request, "essaimage_wagtail/admin/contributor.html", context)


urlpatterns = [
    *report_urls("essaimage/contributors/", ContributorsReport),
    path("essaimage/contributors/<int:pk>/", moderate, name="essaimage_contributor"),
    path("essaimage/contributors/leave/", take_me_away, name="essaimage_leave"),
]
