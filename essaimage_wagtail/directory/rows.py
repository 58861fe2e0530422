"""What was found by its titles and addresses alone, for maps, suggestions and GeoJSON."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from wagtail.models import Page

from ..contexts.links import visible
from ..hrefs import checked_address
from ..models.common import CommonOfferMixin
from ..search import SearchQuery
from ..visibility import visible as anybodys
from .surroundings import Surroundings


def title_of(row: Any) -> str:
    return row.text if isinstance(row, CommonOfferMixin) else row.title


def address_of(key: str) -> str:
    """The absolute address of the page or offer that has a key, if anybody may see it, on whichever of the
    installation's sites it stands; else nothing. A query for a page, and one for each type of offer if the key is of no
    page."""
    name, _mark, code = key.partition(":")
    try:
        translation_key = UUID(name)
    except ValueError:
        return ""
    pages = anybodys(Page.objects.filter(locale__language_code=code, alias_of=None))
    page = pages.filter(translation_key=translation_key).first()
    if page is not None:
        return page.specific.get_full_url() or ""
    for model in apps.get_models():
        if issubclass(model, CommonOfferMixin):
            offers = model.objects.filter(translation_key=translation_key, locale__language_code=code)
            if offer := offers.filter(common__in=pages).select_related("common").first():
                return offer.full_url
    return ""


@dataclass(frozen=True, slots=True)
class Titled:
    """``site``: the name of the other site that published it."""

    title: str
    url: str
    site: str = ""


def titles_of(names: Iterable[str], query: SearchQuery, around: Surroundings) -> dict[str, Titled]:
    """``{name: Titled}`` of the points that a query has found, where their pages may be seen."""
    names = list(names)
    elsewhere = [name for name in names if " " in name]
    rows = rows_of((name for name in names if " " not in name), around)
    found = {key: Titled(title_of(row), row.get_url(around.request) or "") for key, row in rows.items()}
    if elsewhere and around.network:
        hits = around.network.elsewhere(query, elsewhere)
        found |= {name: Titled(hit.title, checked_address(hit.address), hit.site_name) for name, hit in hits.items()}
    return found


def rows_of(keys: Iterable[str], around: Surroundings) -> dict[str, Any]:
    """``{key: page or offer}`` of those that may be seen, loaded with only what a title and an address need. A
    query for pages, one for each type of page that makes its addresses itself, and one for each type of offer if any
    key is of no page."""
    by_translation = {key.partition(":")[0]: key for key in keys}
    locale = around.page.locale
    shown = visible(Page.objects.filter(locale=locale), around.page_context).select_related(None)
    pages = shown.filter(translation_key__in=by_translation)
    fields = ("title", "slug", "url_path", "path", "depth", "translation_key", "content_type")
    rows = {by_translation[str(page.translation_key)]: page for page in addressed(pages.only(*fields))}
    for row in rows.values():
        row.locale = locale
    for model in apps.get_models():
        missing = [name for name, key in by_translation.items() if key not in rows]
        if missing and issubclass(model, CommonOfferMixin):
            offers = model.objects.filter(translation_key__in=missing, locale=locale, common__in=shown)
            for offer in offers.select_related("common"):
                offer.locale = offer.common.locale = locale
                rows[by_translation[str(offer.translation_key)]] = offer
    return rows


def addressed(pages: Iterable[Page]) -> Iterator[Page]:
    """The pages, each as an instance that knows its address."""
    own: dict[type[Page], list[int]] = {}
    for page in pages:
        model = page.cached_content_type.model_class()
        if model and any(getattr(model, name) is not getattr(Page, name) for name in ("get_url", "get_url_parts")):
            own.setdefault(model, []).append(page.pk)
        else:
            yield page
    for model, pks in own.items():
        yield from model.objects.filter(pk__in=pks).defer_streamfields()
