"""The report “Waiting for the search index”: what was not sent to it, since when and why."""

import django_filters
from django.contrib import messages
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from ..search import get_engine
from ..search.outbox.draining import sender_of
from ..search.outbox.tasks import drain_after_commit
from ..search.tables import OutboxEntry
from .reports import ReportMixin

State = OutboxEntry.State
UNSENT = [(state.value, state.label) for state in (State.WAITING, State.SET_ASIDE)]
CHANGES = {True: _("written"), False: _("deleted")}
STATE = pgettext_lazy("of a change", "State")
policy = ModelPermissionPolicy(OutboxEntry)


def is_in_use():
    """Whether the site's search engine has an outbox."""
    return sender_of(get_engine()) is not None


def permissions():
    """What a group needs to see the report and to try again."""
    return Permission.objects.filter(content_type__app_label="essaimage_wagtail", codename="change_outboxentry")


def label_of(state):
    return State(state).label


def next_attempt(row):
    """The time of day; what is due is under way, or waits for somebody to send it."""
    return date_format(localtime(row.due), "TIME_FORMAT") if row.state == State.WAITING else ""


class OutboxFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=STATE, choices=UNSENT)
    title = django_filters.CharFilter(label=_("Title"), lookup_expr="icontains")


class OutboxReport(ReportMixin, ReportView):
    page_title = _("Waiting for the search index")
    header_icon = "upload"
    index_url_name = "essaimage_outbox_report"
    index_results_url_name = "essaimage_outbox_report_results"
    results_template_name = "essaimage_wagtail/admin/outbox_results.html"
    default_ordering = "since"
    model = OutboxEntry
    filterset_class = OutboxFilterSet
    permission_policy = policy
    any_permission_required = ["change"]
    no_results_message = _("Nothing waits: the search index knows everything.")
    list_export = ["title", "key", "is_present", "state", "since", "attempts", "error"]
    export_headings = {"is_present": _("Change"), "state": STATE, "since": _("Since"), "error": _("Reason")}
    custom_field_preprocess = {
        "state": {"csv": label_of, "xlsx": label_of},
        "is_present": {"csv": CHANGES.get, "xlsx": CHANGES.get},
    }
    columns = [
        Column("title", label=_("Title"), accessor=str, sort_key="title"),
        Column("what", label=_("Change"), accessor=lambda row: CHANGES[row.is_present], sort_key="is_present"),
        Column("state", label=STATE, accessor=lambda row: label_of(row.state), sort_key="state"),
        DateColumn("since", label=_("Since"), sort_key="since"),
        Column("attempts", label=_("Attempts"), sort_key="attempts"),
        Column("due", label=_("Next attempt"), accessor=next_attempt),
        Column("error", label=_("Reason")),
    ]

    @classmethod
    def is_for(cls, user):
        return is_in_use() and super().is_for(user)

    @staticmethod
    def waiting():
        return OutboxEntry.objects.exclude(state=State.SENT)

    def get_queryset(self):
        self.queryset = self.waiting().defer("document")
        return super().get_queryset()


@require_POST
def try_again(request):
    """Have everything be sent now; the report says what was not."""
    if not policy.user_has_permission(request.user, "change"):
        raise PermissionDenied
    if engine := sender_of(get_engine()):
        count = engine.outbox.try_again()
        drain_after_commit(engine.outbox.using)
        text = ngettext("%(count)d change is being sent.", "%(count)d changes are being sent.", count)
        messages.success(request, text % {"count": count})
    return redirect(OutboxReport.index_url_name)
