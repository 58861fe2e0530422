"""“Who made this”, and the public page of a contributor. No cache keeps them: a person who leaves is gone at once."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View
from wagtail.models import Site

from ..context import AboutPageContext, about, answer
from ..history.access import public_page
from ..models import Contributor
from ..recent.changes import RecentChanges
from ..site import SiteContext, SiteView, feed_of
from .gifts import GiftFilters, Gifts
from .given import Makers
from .moderation import may_take_away


@method_decorator(never_cache, name="dispatch")
class MakersView(View):
    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, key: UUID, code: str) -> HttpResponse:
        site = Site.find_for_request(request)
        page = public_page(key, code, site)
        with translation.override(code):
            essaimage = AboutPageContext(page, request, about("makers"))
            context = {
                "page": page,
                "essaimage": essaimage,
                "makers": Makers(page, site, essaimage),
                "history_url": about("history")(page),
            }
        return answer(request, "essaimage_wagtail/wiki/makers.html", context, code)


@method_decorator(never_cache, name="dispatch")
class ContributorView(SiteView):
    def respond(self, site: Site, essaimage: SiteContext, codes: list[str]) -> HttpResponse:
        request, code = self.request, essaimage.language.code
        contributor = self._contributor(self.kwargs["key"])
        name = contributor.public_name.name
        filters = GiftFilters(request.GET, code, codes, contributor.public_name.user_id)
        if request.GET.get("format") == "atom":
            changes = RecentChanges(filters, site, request).changes
            title = _("What %(name)s gave") % {"name": name}
            response = feed_of(changes, title, filters.query(language=code), essaimage)
            response.headers["X-Robots-Tag"] = "noindex"
            return response
        gifts = Gifts(contributor, filters, site, essaimage)
        context: dict[str, Any] = {
            "page": essaimage.page,
            "essaimage": essaimage,
            "contributor": contributor,
            "name": name,
            "kinds": gifts.kinds,
            "shown": gifts.on_page(request.GET.get("page")),
            "query": filters.query(language=code),
            "feed_url": f"{request.path}?{filters.query(language=code)}&format=atom",
            "may_take_away": may_take_away(request.user),
            "is_own": request.user.pk == contributor.public_name.user_id,
        }
        is_listed = contributor.allows_search
        return answer(request, "essaimage_wagtail/wiki/contributor.html", context, code, is_listed=is_listed)

    @staticmethod
    def _contributor(key: UUID) -> Contributor:
        rows = Contributor.objects.shown().select_related("public_name", "territory")
        found = rows.filter(uuid=key).first()
        if found is None:
            raise Http404
        return found
