"""What the pages about accounts share: a language, what is around them, and that they are there where the site wants
them."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from wagtail.models import Site

from ...readers.versions import homes_of
from ..site import SiteContext, best_language
from ..visitors.views import kept_private
from .addresses import ask_url
from .options import options


class AccountPage:
    """Mixed into a view: it answers in the language that its address names, else in that of the reader.

    ``name``: the URL name of the view, by which the language switcher finds the page in another language.
    """

    name = ""
    request: HttpRequest

    def is_there(self) -> bool:
        return options().has_pages

    def language_asked(self, **kwargs: Any) -> str:
        """The language that the address names; ``kwargs`` are the parts of the address."""
        return str(kwargs.get("code", ""))

    @method_decorator(login_not_required)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        site = Site.find_for_request(request)
        homes = homes_of(site) if site and self.is_there() else {}
        if site is None or not homes:
            raise Http404
        self.request, self.site, self.code = request, site, best_language(homes, self.language_asked(**kwargs))
        kwargs.pop("code", None)
        self.page = homes[self.code]
        with translation.override(self.code):
            response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
            if isinstance(response, TemplateResponse):
                response.render()
        response.headers["Content-Language"] = self.code
        add_never_cache_headers(response)
        return kept_private(response)

    def context_around(self, page: Any) -> SiteContext:
        return SiteContext(page, self.request, self.address_in)

    def address_in(self, page: Any) -> str:
        kwargs = {**self.request.resolver_match.kwargs, "code": page.locale.language_code}  # type: ignore[union-attr]
        return reverse(f"essaimage:wiki:{self.name}", kwargs=kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the template what is around the page: the views of ``django.contrib.auth`` render it by themselves."""
        return super().get_context_data(  # type: ignore[misc]
            page=self.page,
            essaimage=self.context_around(self.page),
            home_url=self.page.get_url(self.request) or "/",
            ask_url=ask_url(self.code),
            **kwargs,
        )
