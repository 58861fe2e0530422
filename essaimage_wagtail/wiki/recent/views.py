"""The page of recent changes, and its feed."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Site

from ..context import answer, may_edit_pages
from ..site import SiteContext, SiteView, feed_of
from .changes import RecentChanges
from .filters import Filters


class RecentView(SiteView):
    def respond(self, site: Site, essaimage: SiteContext, codes: list[str]) -> HttpResponse:
        request, code = self.request, essaimage.language.code
        filters = Filters(request.GET, code, codes)
        recent = RecentChanges(filters, site, request)
        if request.GET.get("format") == "atom":
            return feed_of(recent.changes, _("Recent changes"), filters.query(language=code), essaimage)
        context = {
            "page": essaimage.page,
            "essaimage": essaimage,
            "changes": recent.changes,
            "filters": filters,
            "older_url": f"{request.path}?{filters.query(language=code, before=recent.next)}" if recent.next else "",
            "feed_url": f"{request.path}?{filters.query(language=code)}&format=atom",
            "watch_url": f"{reverse('essaimage:wiki:watch_changes', args=[code])}?{filters.query()}",
            "reset_url": f"{request.path}?language={code}",
            "may_edit": may_edit_pages(request),
        }
        return answer(request, "essaimage_wagtail/wiki/recent.html", context, code)
