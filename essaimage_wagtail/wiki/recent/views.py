"""The page of recent changes, and its feed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.models import Site

from ...directory.responses import xml_text
from ...directory.site import LANGUAGE_HEADERS
from ...readers.versions import homes_of
from ...versions import nearness
from ..context import AboutPageContext, answer, may_edit_pages
from .changes import RecentChanges
from .filters import Filters


class RecentContext(AboutPageContext):
    """Around the changes of the whole site: the switcher leads to the same list in another language."""

    shows_others = True


class RecentView(View):
    """In the language that the address names, else that of the reader, else that of the site."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest) -> HttpResponse:
        site = Site.find_for_request(request)
        homes = homes_of(site) if site else {}
        if site is None or not homes:
            raise Http404
        asked = request.GET.get("language", "")
        active = get_language() or ""
        code = next((one for one in (asked, active, active.partition("-")[0]) if one in homes), None)
        code = code or min(homes, key=nearness)
        codes = sorted(homes, key=nearness)
        with translation.override(code):
            filters = Filters(request.GET, code, codes)
            recent = RecentChanges(filters, site, request)
            essaimage = RecentContext(homes[code], request, self._in_language)
            form = request.GET.get("format")
            response = (
                self._feed(request, recent, essaimage, filters)
                if form == "atom"
                else self._page(request, recent, essaimage, filters)
            )
        if asked not in homes:
            patch_vary_headers(response, LANGUAGE_HEADERS)
        return response

    @staticmethod
    def _in_language(page: Any) -> str:
        return f"{reverse('essaimage:wiki:recent')}?language={page.locale.language_code}"

    def _page(
        self, request: HttpRequest, recent: RecentChanges, essaimage: RecentContext, filters: Filters
    ) -> HttpResponse:
        code = essaimage.language.code
        address = f"{request.path}?{filters.query(language=code)}"
        context = {
            "page": essaimage.page,
            "essaimage": essaimage,
            "changes": recent.changes,
            "filters": filters,
            "older_url": f"{request.path}?{filters.query(language=code, before=recent.next)}" if recent.next else "",
            "feed_url": f"{address}&format=atom",
            "watch_url": f"{reverse('essaimage:wiki:watch_changes', args=[code])}?{filters.query()}",
            "reset_url": f"{request.path}?language={code}",
            "may_edit": may_edit_pages(request),
        }
        return answer(request, "essaimage_wagtail/wiki/recent.html", context, code)

    @staticmethod
    def _feed(request: HttpRequest, recent: RecentChanges, essaimage: RecentContext, filters: Filters) -> HttpResponse:
        code, absolute = essaimage.language.code, request.build_absolute_uri
        query = filters.query(language=code)
        title = _("Recent changes")
        feed = Atom1Feed(
            title=xml_text(f"{title} – {essaimage.site_name}" if essaimage.site_name else title),
            link=absolute(f"{request.path}?{query}"),
            description="",
            language=code,
            feed_url=absolute(f"{request.path}?{query}&format=atom"),
        )
        for change in recent.changes:
            version = change.version
            address = absolute(version.get_absolute_url())
            feed.add_item(
                xml_text(change.page.title),
                absolute(change.compare_url) if change.compare_url else address,
                escape(xml_text(change.told)),
                unique_id=address,
                updateddate=version.published_at,
                pubdate=version.published_at,
                author_name=xml_text(change.author),
            )
        response = HttpResponse(feed.writeString("utf-8"), content_type=f"{Atom1Feed.content_type}")
        response.headers["Content-Language"] = code
        return response
