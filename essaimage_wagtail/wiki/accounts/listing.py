"""The list of requests for an account in the admin, of those that a moderator may decide."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.auth import permission_denied
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from ...admin.reports import LanguageColumn, ReportMixin
from ...models import Territory
from ..models import AccountRequest
from ..models.accounts import RequestState
from .deciding import SHOWN, may_moderate, requests_for
from .options import options

EVERY = "all"
STATE = pgettext_lazy("of a request for an account", "State")


def detail_url(asked: AccountRequest) -> str:
    return reverse("essaimage_account_request", args=[asked.pk])


def territories_asked_for(request: HttpRequest | None) -> QuerySet[Territory]:
    """The territories of the requests that a person may see, and the territories around them."""
    asked = requests_for(request.user).order_by().values_list("territory", flat=True).distinct() if request else []
    chains = Territory.objects.with_ancestors(asked).values()
    return Territory.objects.filter(pk__in={place.pk for chain in chains for place in chain})


class RequestFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=STATE,
        choices=[*((state.value, state.label) for state in SHOWN), (EVERY, _("All"))],
        empty_label=None,
        method="filter_state",
    )
    name = django_filters.CharFilter(label=_("Name"), lookup_expr="icontains")
    territory = django_filters.ModelChoiceFilter(
        label=_("Territory"), queryset=territories_asked_for, method="filter_territory"
    )

    def filter_state(self, queryset: QuerySet[AccountRequest], name: str, value: str) -> QuerySet[AccountRequest]:
        return queryset if value == EVERY else queryset.filter(state=value)

    def filter_territory(
        self, queryset: QuerySet[AccountRequest], name: str, value: Territory
    ) -> QuerySet[AccountRequest]:
        return queryset.filter(territory__path__startswith=value.path)

    class Meta:
        model = AccountRequest
        fields: list[str] = []


class RequestsReport(ReportMixin, ReportView):
    page_title = _("Account requests")
    header_icon = "user"
    index_url_name = "essaimage_account_requests"
    index_results_url_name = "essaimage_account_requests_results"
    default_ordering = "-created_at"
    model = AccountRequest
    filterset_class = RequestFilterSet
    no_results_message = _("No request waits for you.")
    list_export = ["name", "email", "place", "language", "get_state_display", "created_at", "contribution"]
    export_headings = {"place": _("Territory"), "get_state_display": STATE, "created_at": _("Sent")}
    columns = [
        TitleColumn("name", label=_("Name"), sort_key="name", get_url=detail_url),
        Column("email", label=_("E-mail")),
        Column("place", label=_("Territory"), sort_key="place"),
        LanguageColumn("language", label=_("Language"), sort_key="language"),
        Column("state", label=STATE, accessor="get_state_display", sort_key="state"),
        DateColumn("created_at", label=_("Sent"), sort_key="created_at"),
    ]

    @classmethod
    def is_for(cls, user: Any) -> bool:
        return options().ask and may_moderate(user)

    @classmethod
    def waiting_for(cls, user: Any) -> QuerySet[AccountRequest]:
        """The requests that the menu counts: those that wait for a decision of this user."""
        return requests_for(user).filter(state=RequestState.WAITING)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_moderate(request.user):
            return permission_denied(request)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_queryset(self) -> QuerySet[AccountRequest]:
        self.queryset = requests_for(self.request.user)
        if not self.request.GET.get("state"):
            self.queryset = self.queryset.filter(state=RequestState.WAITING)
        return super().get_queryset()
