"""What discussions add to Wagtail's admin."""

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
    from .moderation import deciding, views
    from .moderation.listing import MessagesReport

    REPORTS.append(MessagesReport)

    @hooks.register("register_admin_urls")
    def urls() -> list[Any]:
        return [
            *report_urls("essaimage/discussions/", MessagesReport),
            path("essaimage/discussions/message/<int:pk>/", views.decide, name="essaimage_discussion_message"),
            path("essaimage/discussions/thread/<int:pk>/", views.thread, name="essaimage_discussion"),
            path("essaimage/discussions/mbox/", views.mbox, name="essaimage_discussions_mbox"),
        ]

    @hooks.register("register_admin_menu_item")
    def menu_item() -> WaitingMenuItem:
        return WaitingMenuItem(MessagesReport, order=252)

    @hooks.register("register_permissions")
    def permissions() -> Any:
        return Permission.objects.filter(
            content_type__app_label="essaimage_discussions", codename="change_thread"
        ).select_related("content_type")

    @hooks.register("register_log_actions")
    def log_actions(actions: Any) -> None:
        actions.register_action(deciding.PASSED, _("Let a message pass"), _("Message let pass"))
        actions.register_action(deciding.KEPT, _("Keep a reported message"), _("Reported message kept"))
        actions.register_action(deciding.BLOCKED, _("Block an author"), _("Author blocked"))
        actions.register_action(deciding.UNBLOCKED, _("Let an author write again"), _("Author may write again"))
        actions.register_action(deciding.CHANGED, _("Change a discussion"), _("Discussion changed"))

        @actions.register_action(deciding.HIDDEN)
        class HiddenFormatter(LogFormatter):
            label = _("Hide a message")
            message = _("Message hidden")

            def format_comment(self, log_entry: Any) -> str:
                return str(log_entry.data.get("reason", ""))
