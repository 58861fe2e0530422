"""The calendar file of an encounter, and the feeds of all that are coming, in any language."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.models import Page, Site

from ...directory.responses import xml_text
from ...models.keys import pages_with
from ...versions import best_pages
from ...visibility import in_tree_of, visible
from ...wiki.site import SiteContext, SiteView
from ..choices import KIND
from ..models.fields import EncounterFields
from .calendar import CONTENT_TYPE, calendar_of, has_calendars, make_event
from .days import when_of
from .places import place_words
from .states import begun_at, over_at


class CalendarView(View):
    """One encounter, for those who may read its page."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, key: UUID, code: str) -> HttpResponse:
        page = _encounter(request, key, code)
        if page is None or page.day is None or not has_calendars():
            raise Http404
        response = calendar_response(calendar_of([make_event(page, page.get_full_url(request))]), f"{page.slug}.ics")
        response.headers["X-Robots-Tag"] = "noindex"
        return response


class CalendarsView(SiteView):
    """All coming encounters of a site, as a calendar to subscribe to."""

    def respond(self, site: Site, essaimage: SiteContext, codes: list[str]) -> HttpResponse:
        if not has_calendars():
            raise Http404
        pages = coming(site, essaimage.language.code)
        events = [make_event(page, page.get_full_url(self.request)) for page in pages]
        return calendar_response(calendar_of(events, _title(essaimage)), "")


class AtomView(SiteView):
    """All coming encounters of a site, the next one first, for feed readers."""

    def respond(self, site: Site, essaimage: SiteContext, codes: list[str]) -> HttpResponse:
        absolute = self.request.build_absolute_uri
        code = essaimage.language.code
        feed = Atom1Feed(
            title=xml_text(_title(essaimage)),
            link=absolute(encounters_url(essaimage)),
            description="",
            language=code,
            feed_url=absolute(f"{self.request.path}?language={code}"),
            author_name=xml_text(essaimage.site_name or self.request.get_host()),
        )
        for page in coming(site, code):
            feed.add_item(
                xml_text(page.title),
                page.get_full_url(self.request),
                escape(xml_text(summary_of(page))),  # Django's feeds declare HTML
                unique_id=uuid5(page.translation_key, page.locale.language_code).urn,
                updateddate=page.last_published_at or page.latest_revision_created_at or timezone.now(),
                pubdate=page.first_published_at,
            )
        response = HttpResponse(feed.writeString("utf-8"), content_type=Atom1Feed.content_type)
        response.headers["Content-Language"] = code
        return response


def _encounter(request: HttpRequest, key: UUID, code: str) -> Any:
    """The live version in a language that this visitor may read, or ``None``."""
    site = Site.find_for_request(request)
    if site is None:
        return None
    for model in pages_with(EncounterFields):
        pages = model.objects.live().filter(in_tree_of(site), translation_key=key, locale__language_code=code)
        for page in pages.select_related("locale", "territory"):
            restrictions = page.get_view_restrictions()
            return page if all(restriction.accept_request(request) for restriction in restrictions) else None
    return None


def coming(site: Site, code: str) -> list[Any]:
    """The encounters of a site that are not over, the next one first: each once, in the version for a reader of a
    language. A query for each page type."""
    now = timezone.now()
    # By the clocks of the world it is this day or the one before or after.
    since = (now - timedelta(days=2)).date()
    found: list[Any] = []
    for model in pages_with(EncounterFields):
        pages = visible(model.objects.filter(alias_of=None, day__gte=since), site)
        found += best_pages(pages.select_related("territory").defer_streamfields(), code).values()
    return sorted((page for page in found if over_at(page) > now), key=begun_at)


def encounters_url(essaimage: Any) -> str:
    """The list of a site's encounters in its directory, else its home page."""
    return f"{essaimage.search_url}?type={KIND}" if essaimage.search_url else essaimage.home_url


def calendar_response(content: bytes, name: str) -> HttpResponse:
    """``name``: of the file that a browser keeps; a feed has none."""
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    if name:
        response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


def summary_of(page: Page) -> str:
    """When, where and what, on one line."""
    when = when_of(page)
    marks = [_("Made-up example")] if page.fictional else []
    marks += [_("Cancelled")] if page.is_cancelled else []
    said: Iterable[str] = [*marks, when.day if when else "", when.hours if when else "", place_words(page), page.pitch]
    return " · ".join(part for part in said if part)


def _title(essaimage: SiteContext) -> str:
    title = _("Coming encounters")
    return f"{title} – {essaimage.site_name}" if essaimage.site_name else title
