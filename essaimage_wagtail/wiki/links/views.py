"""The page about what links to a page."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.generic import View
from wagtail.models import Site

from ..context import AboutPageContext, about, answer
from ..history.access import public_page
from .context import groups_of


class LinksView(View):
    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, key: UUID, code: str) -> HttpResponse:
        page = public_page(key, code, Site.find_for_request(request))
        with translation.override(code):
            essaimage = AboutPageContext(page, request, about("links"))
            context = {
                "page": page,
                "essaimage": essaimage,
                "groups": groups_of(page, essaimage),
                "history_url": about("history")(page),
            }
        return answer(request, "essaimage_wagtail/wiki/links.html", context, code)
