"""What serving and administering pages in several languages needs beyond wagtail-localize."""

from urllib.parse import urlsplit

from django.http import HttpResponseRedirect
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Site, TranslatableMixin

from ..admin.reports import ReportMenuItem, report_urls
from ..following import followed_by
from . import adoption, comparison, guards, tags, words
from .bulk import SubmitBulkAction
from .exchange import views as exchange
from .facts import LOGGED_AS
from .originals import LOGGED_AS as ADOPTED
from .report import TranslationsReport


@hooks.register("register_admin_urls", order=-1)
def guarded_urls():
    """Before wagtail-localize's own, in any order of apps."""
    return guards.urlpatterns


@hooks.register("register_admin_urls")
def own_urls():
    return [
        *report_urls("reports/essaimage-translations/", TranslationsReport),
        path("essaimage/translations/<int:translation_id>/", comparison.compare, name="essaimage_translation_changes"),
        path("essaimage/adopt/<int:page_id>/", adoption.adopt_page, name="essaimage_adopt"),
        path("essaimage/tags/<int:page_id>/", tags.edit_tags, name="essaimage_tags"),
        *words.urlpatterns,
        *exchange.urlpatterns,
    ]


hooks.register("register_bulk_action", SubmitBulkAction)


@hooks.register("insert_editor_js")
def translator_js():
    return format_html('<script type="module" src="{}"></script>', static("essaimage_wagtail/js/translator.js"))


@hooks.register("before_edit_page", order=-1)
def before_translating_page(request, page):
    return guards.before_translating(request, page)


@hooks.register("before_edit_snippet", order=-1)
def before_translating_snippet(request, instance):
    return guards.before_translating(request, instance) if isinstance(instance, TranslatableMixin) else None


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def translation_buttons(page, user, *args, **kwargs):
    """Of a page that follows an original."""
    if page.alias_of_id is not None or not page.permissions_for_user(user).can_edit():
        return
    followed = followed_by(page)
    if followed is not None and followed.enabled:
        yield Button(_("Compare with the original"), comparison.url_of(followed.pk), icon_name="view", priority=61)
        yield Button(_("Translate outside the site"), exchange.url_of(followed.pk), icon_name="download", priority=63)
        if tags.may_edit(page, user):
            yield Button(_("Free tags"), reverse("essaimage_tags", args=[page.pk]), icon_name="tag", priority=65)
    if followed is not None and adoption.may_adopt(page, user):
        url = reverse("essaimage_adopt", args=[page.pk])
        yield Button(_("Adopt as original"), url, icon_name="wagtail-localize-language", priority=62)


@hooks.register("register_reports_menu_item")
def report_menu_item():
    return ReportMenuItem(TranslationsReport, order=651)


@hooks.register("register_reports_menu_item")
def organisation_words_menu_item():
    return ReportMenuItem(words.OrganisationWords, order=653)


@hooks.register("register_reports_menu_item")
def contact_words_menu_item():
    return ReportMenuItem(words.ContactWords, order=654)


@hooks.register("register_log_actions")
def facts_in_the_history(actions):
    actions.register_action(LOGGED_AS, _("Take facts from the original"), _("Facts taken from the original"))
    actions.register_action(tags.LOGGED_AS, _("Change the free tags"), _("Free tags changed"))
    actions.register_action(ADOPTED, _("Adopt as original"), _("Adopted as original"))


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
