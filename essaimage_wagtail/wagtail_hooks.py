"""What the plugin adds to Wagtail's admin."""

from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from wagtail import VERSION as WAGTAIL_VERSION
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.snippets.models import register_snippet

from .admin import comparisons, consent, named, outbox, places
from .admin.form_state import page_state
from .admin.outbox import OutboxReport
from .admin.publishing import say_what_is_empty
from .admin.reports import ReportMenuItem, report_urls
from .admin.review import LOG_ACTION, may_review, review
from .admin.snippets import SwarmingViewSetGroup
from .admin.upkeep import bulk, explorer, home, links_report, writing
from .admin.upkeep.links_report import OutsideLinksReport
from .admin.upkeep.report import CommonsReport, SheetsReport
from .models import Replication
from .replications.admin import deciding, doubtful
from .replications.admin.start import may_be_replicated, replicate
from .replications.admin.viewset import only_own, own_menu_items
from .replications.permissions import replication_policy

if WAGTAIL_VERSION >= (8, 0):
    from wagtail.permissions import register_permission_policy

    # Wagtail 7.4 asks the viewset.
    register_permission_policy(Replication, replication_policy)
register_snippet(SwarmingViewSetGroup)
comparisons.register()
hooks.register("construct_snippet_action_menu", own_menu_items)
hooks.register("before_delete_snippet", only_own)
hooks.register("register_log_actions", deciding.log_actions)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def publishing(request, page):
    if request.method == "POST":
        say_what_is_empty(request, page)


@hooks.register("insert_global_admin_css")
def admin_css():
    return format_html('<link rel="stylesheet" href="{}">', static("essaimage_wagtail/css/admin.css"))


@hooks.register("insert_editor_js")
def editor_files():
    values = {
        "essaimage-state": reverse("essaimage_page_state", args=[0]),
        "essaimage-to-check": pgettext("after a number of values", "to check"),
        "essaimage-not-saved": _(
            "Not saved: the site does not answer as it should. What you wrote is still here. Leave this page open and "
            "save again in a moment. If you were signed out, sign in again in another tab first."
        ),
    }
    return format_html(
        '<link rel="stylesheet" href="{}"><script type="module" src="{}"{}></script>',
        static("essaimage_wagtail/css/editor.css"),
        static("essaimage_wagtail/js/editor.js"),
        format_html_join("", ' data-{}="{}"', values.items()),
    )


@hooks.register("register_admin_urls")
def sheet_urls():
    return [
        path("essaimage/sheets/<int:page_id>/review/", review, name="essaimage_review"),
        path("essaimage/pages/<int:page_id>/state/", page_state, name="essaimage_page_state"),
        path("essaimage/names/<slug:kind>/", named.names, name="essaimage_names"),
        path("essaimage/places/around/", places.around, name="essaimage_around"),
        path("essaimage/places/<int:pk>/", places.spot, name="essaimage_spot"),
        path("essaimage/replicate/<int:page_id>/", replicate, name="essaimage_replicate"),
        *deciding.urlpatterns,
        *doubtful.urlpatterns,
        *report_urls("reports/essaimage-sheets/", SheetsReport),
        *report_urls("reports/essaimage-commons/", CommonsReport),
        *report_urls("reports/essaimage-outside-links/", OutsideLinksReport),
        path("reports/essaimage-outside-links/<int:pk>/", links_report.ask_again, name="essaimage_outside_link_again"),
        path("essaimage/write/", writing.write, name="essaimage_write"),
        *report_urls("reports/essaimage-outbox/", OutboxReport),
        path("reports/essaimage-outbox/again/", outbox.try_again, name="essaimage_outbox_again"),
    ]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def review_button(page, user, *args, **kwargs):
    if may_review(page, user):
        url = reverse("essaimage_review", args=[page.pk])
        yield Button(_("Record a review"), url, icon_name="check", priority=64)


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def replicate_button(page, user, *args, **kwargs):
    if may_be_replicated(page):
        url = reverse("essaimage_replicate", args=[page.pk])
        yield Button(_("Start a replication"), url, icon_name="site", priority=66)


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action(LOG_ACTION, _("Record a review"), _("Review recorded"))
    actions.register_action(bulk.LOGGED_AS, _("Change many pages at once"), _("Changed with other pages at once"))
    actions.register_action(consent.LOG_ACTION, _("Withdraw consent"), _("Consent withdrawn"))


@hooks.register("register_reports_menu_item")
def sheets_report_menu_item():
    return ReportMenuItem(SheetsReport, order=650)


@hooks.register("register_reports_menu_item")
def commons_report_menu_item():
    return ReportMenuItem(CommonsReport, order=650)


@hooks.register("register_reports_menu_item")
def outside_links_menu_item():
    return ReportMenuItem(OutsideLinksReport, order=656)


hooks.register("construct_homepage_panels", home.add_panels)
hooks.register("register_admin_viewset", explorer.viewsets, order=-1)
for action in bulk.ACTIONS:
    hooks.register("register_bulk_action", action)


@hooks.register("register_reports_menu_item")
def outbox_report_menu_item():
    return ReportMenuItem(OutboxReport, order=652)


@hooks.register("register_permissions")
def outbox_permissions():
    return outbox.permissions()
