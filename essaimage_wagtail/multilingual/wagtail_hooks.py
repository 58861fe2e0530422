"""What serving and administering pages in several languages needs beyond wagtail-localize."""

from urllib.parse import urlsplit

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Site
from wagtail_localize.models import Translation

from ..admin.reports import report_urls
from . import guards
from .exchange import views as exchange
from .facts import LOGGED_AS
from .report import TranslationsReport


@hooks.register("register_admin_urls", order=-1)
def guarded_urls():
    """Before wagtail-localize's own, in any order of apps."""
    return guards.urlpatterns


@hooks.register("register_admin_urls")
def own_urls():
    return [*report_urls("reports/essaimage-translations/", TranslationsReport), *exchange.urlpatterns]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def exchange_button(page, user, *args, **kwargs):
    """On a page that is translated from another one."""
    translation = Translation.objects.filter(
        source__object=page.translation_key, target_locale=page.locale_id, enabled=True
    ).first()
    if translation is not None and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Translate outside the site"),
            reverse("essaimage_exchange", args=[translation.pk]),
            icon_name="download",
            priority=65,
        )


class TranslationsReportMenuItem(MenuItem):
    def is_shown(self, request):
        needed = TranslationsReport.any_permission_required
        return TranslationsReport.permission_policy.user_has_any_permission(request.user, needed)


@hooks.register("register_reports_menu_item")
def report_menu_item():
    return TranslationsReportMenuItem(
        TranslationsReport.page_title,
        reverse(TranslationsReport.index_url_name),
        name="essaimage-translations",
        icon_name=TranslationsReport.header_icon,
        order=651,
    )


@hooks.register("register_log_actions")
def facts_in_the_history(actions):
    actions.register_action(LOGGED_AS, _("Take facts from the original"), _("Facts taken from the original"))


@hooks.register("before_serve_page")
def serve_at_own_address(page, request, args, kwargs):
    """Where a language has no tree yet, Wagtail serves the first language's pages under the prefix of the
    other one, with status 200: ``/es/...`` would show French. Send readers to the page's own address."""
    own = {root.language_code for root in Site.get_site_root_paths() if page.url_path.startswith(root.root_path)}
    try:
        asked = get_supported_content_language_variant(get_language())
    except LookupError:
        return None
    if not own or asked in own:
        return None
    url = page.get_url(request)
    if url is None or request.path.startswith(urlsplit(url).path):
        return None
    query = request.META.get("QUERY_STRING")
    return HttpResponseRedirect(f"{url}?{query}" if query else url)
