"""The language versions of a page that anybody may see, found by its translation key or by an address.

What is not public (a draft, a private or an expired page, one of another site) is answered like what never was.
"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language, get_language_from_path
from wagtail.coreutils import get_content_languages
from wagtail.models import Page, Site

from ..following import with_original
from ..visibility import visible

SERVE = "wagtail_serve"
"""The name of Wagtail's own pattern, which serves the pages."""
MOST_ALIKE = 50
"""Pages of one slug that are looked at."""


def public_pages(site: Site) -> Any:
    """The pages of a site that anybody may see, with their locales, in the languages that the site is in."""
    pages = visible(Page.objects.filter(locale__language_code__in=get_content_languages()), site)
    return with_original(pages).select_related("locale").defer_streamfields()


def versions_of(key: UUID, site: Site) -> list[Any]:
    """The versions of a page, without aliases that show the words of another one."""
    return [page for page in public_pages(site).filter(translation_key=key) if is_version(page)]


def homes_of(site: Site) -> dict[str, Any]:
    """``{language code: home page}``."""
    homes = public_pages(site).filter(translation_key=site.root_page.translation_key)
    return {home.locale.language_code: home for home in homes}


def is_version(page: Any) -> bool:
    """Whether a page says something of its own: an alias does where it lists the pages of its language."""
    return not page.alias_of_id or getattr(page.cached_content_type.model_class(), "shows_others", False)


def asked_at(request: HttpRequest) -> tuple[str, str] | None:
    """``(language code, path below the home page)`` of an address at which Wagtail looks for a page; ``None`` of any
    other address."""
    match = request.resolver_match
    if match is None or match.url_name != SERVE:
        return None
    path = str(match.args[0] if match.args else match.kwargs.get("path", ""))
    return get_language_from_path(request.path_info) or get_language() or "", path.strip("/")


def key_for(path: str, code: str, site: Site) -> UUID | None:
    """The translation key of the page that an address in the language ``code`` means if its path is that of another
    language: the page that has this path there, else the only one that has this slug. One query."""
    slug = path.rpartition("/")[2]
    if not slug:
        return None
    alike = public_pages(site).filter(slug=slug).exclude(locale__language_code=code).order_by("pk")
    pages = [page for page in alike[:MOST_ALIKE] if is_version(page)]
    roots = {root.root_path for root in Site.get_site_root_paths() if root.site_id == site.pk}
    exact = {page.translation_key for page in pages if page.url_path in {f"{root}{path}/" for root in roots}}
    keys = exact or {page.translation_key for page in pages}
    return keys.pop() if len(keys) == 1 else None
