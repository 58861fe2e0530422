"""What sponsorships add to Wagtail's admin."""

from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter

if apps.is_installed("essaimage_wagtail.wiki"):
    from ..admin.reports import report_urls
    from ..wiki.moderation.waiting import REPORTS, WaitingMenuItem
    from .admin.listing import SponsorshipsReport
    from .admin.moderation import HIDDEN, moderate
    from .choices import State
    from .moving import MOVED

    REPORTS.append(SponsorshipsReport)

    @hooks.register("register_admin_urls")
    def sponsorship_urls() -> list[Any]:
        return [
            *report_urls("reports/essaimage-sponsorships/", SponsorshipsReport),
            path("essaimage/sponsorships/<int:pk>/", moderate, name="essaimage_sponsorship"),
        ]

    @hooks.register("register_reports_menu_item")
    def sponsorships_menu_item() -> WaitingMenuItem:
        return WaitingMenuItem(SponsorshipsReport, order=656)

    @hooks.register("register_permissions")
    def sponsorship_permission() -> Any:
        return Permission.objects.filter(
            content_type__app_label="essaimage_sponsorships", codename="change_sponsorship"
        ).select_related("content_type")

    @hooks.register("register_log_actions")
    def sponsorship_log_actions(actions: Any) -> None:
        actions.register_action(HIDDEN, _("Hide a sponsorship"), _("Sponsorship hidden from readers"))

        @actions.register_action(MOVED)
        class MovedFormatter(LogFormatter):
            label = _("Change the state of a sponsorship")
            message = _("State of the sponsorship changed")

            def format_message(self, log_entry):
                state = log_entry.data.get("state", "")
                label = State(state).label if state in State.values else state
                return _("State of the sponsorship: %(state)s") % {"state": label}
