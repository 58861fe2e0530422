"""What the wiki adds to Wagtail's admin."""

from typing import Any

from django.contrib.auth.models import Permission
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogFormatter

from ..admin.reports import ReportMenuItem, report_urls
from .accounts.deciding import ACCEPTED, REFUSED
from .accounts.listing import RequestsReport
from .accounts.moderation import decide as decide_account
from .contributors import admin as contributors
from .contributors.account import PublicNamePanel
from .contributors.moderation import SHOWN_AGAIN as CONTRIBUTOR_SHOWN_AGAIN
from .contributors.moderation import TAKEN_AWAY
from .history.kinds import has_history
from .history.summaries import SummaryMenuItem, take
from .links.report import LinksReport
from .moderation import views
from .moderation.versions import SHOWN_AGAIN, WITHDRAWN, may_moderate
from .moderation.waiting import WaitingMenuItem
from .suggestions import credit
from .suggestions.listing import SuggestionsReport
from .suggestions.moderation import decide


@hooks.register("register_admin_urls")
def urls():
    return [*views.urlpatterns, *contributors.urlpatterns]


@hooks.register("register_page_action_menu_item")
def summary_field():
    return SummaryMenuItem()


# A receiver of publication finds the summary with the revision; a draft, and what autosave writes, keeps it.
@hooks.register("before_publish_page")
@hooks.register("after_edit_page")
def take_summary(request, page):
    take(request, page)


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def versions_button(page: Any, user: Any, *args: Any, **kwargs: Any):
    if has_history(page.specific_class) and may_moderate(page, user):
        yield Button(
            _("Published versions"), reverse("essaimage_versions", args=[page.pk]), icon_name="history", priority=65
        )


@hooks.register("register_account_settings_panel")
def public_name_panel(request, user, profile):
    return PublicNamePanel(request, user, profile)


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action(SHOWN_AGAIN, _("Show a published version again"), _("Published version shown again"))

    actions.register_action(TAKEN_AWAY, _("Take a contributor’s page away"), _("Contributor’s page taken away"))
    actions.register_action(
        CONTRIBUTOR_SHOWN_AGAIN, _("Show a contributor’s page again"), _("Contributor’s page shown again")
    )

    @actions.register_action(WITHDRAWN)
    class WithdrawnFormatter(LogFormatter):
        label = _("Withdraw a published version")
        message = _("Published version withdrawn")

        def format_comment(self, log_entry):
            return log_entry.data.get("reason", "")


@hooks.register("register_admin_urls")
def suggestion_urls() -> list[Any]:
    return [
        *report_urls("essaimage/suggestions/", SuggestionsReport),
        *report_urls("reports/essaimage-links/", LinksReport),
        path("essaimage/suggestions/<int:pk>/", decide, name="essaimage_suggestion"),
    ]


@hooks.register("register_admin_menu_item")
def suggestions_menu_item() -> WaitingMenuItem:
    return WaitingMenuItem(SuggestionsReport, order=250)


@hooks.register("register_reports_menu_item")
def contributors_menu_item() -> ReportMenuItem:
    return ReportMenuItem(contributors.ContributorsReport, order=654)


@hooks.register("register_permissions")
def contributor_permissions() -> Any:
    return Permission.objects.filter(
        content_type__app_label="essaimage_wiki", content_type__model="contributor", codename="delete_contributor"
    )


@hooks.register("register_reports_menu_item")
def links_report_menu_item() -> ReportMenuItem:
    return ReportMenuItem(LinksReport, order=655)


@hooks.register("register_admin_urls")
def account_urls() -> list[Any]:
    return [
        *report_urls("essaimage/account-requests/", RequestsReport),
        path("essaimage/account-requests/<int:pk>/", decide_account, name="essaimage_account_request"),
    ]


@hooks.register("register_admin_menu_item")
def account_requests_menu_item() -> WaitingMenuItem:
    return WaitingMenuItem(RequestsReport, order=255)


@hooks.register("register_permissions")
def account_permission() -> Any:
    return Permission.objects.filter(
        content_type__app_label="essaimage_wiki", codename="change_accountrequest"
    ).select_related("content_type")


@hooks.register("register_log_actions")
def account_log_actions(actions: Any) -> None:
    actions.register_action(ACCEPTED, _("Accept a request for an account"), _("Request for an account accepted"))
    actions.register_action(REFUSED, _("Refuse a request for an account"), _("Request for an account refused"))


hooks.register("register_log_actions", credit.register)
