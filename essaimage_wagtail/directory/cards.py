"""Pages as cards: what lists show of each, fetched in bulk."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db.models import F, FilteredRelation, ForeignKey, Model, Q
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.models import Locale, Page

from ..choices import CommonKind, OfferKind
from ..contexts.languages import language
from ..contexts.page import PageContext
from ..contexts.sheet import short_place, status_of, years
from ..facets import Lookup
from ..hrefs import checked_address
from ..models import Organisation, SheetFields, Theme
from ..models.territory import Territory
from ..renditions import prefetch_renditions
from ..search.analysis.text import sort_key
from ..search.types import Hit, SearchResult
from ..visibility import visible

Facts = Callable[[Sequence[Any]], dict[int, dict[str, Any]]]

_facts: list[Facts] = []


def register_facts(facts_of: Facts) -> None:
    """Have the cards of some page types say more than those of others. ``facts_of``: given the pages of one list, gives
    ``{page id: facts}`` for those of its types; ``template`` among the facts shows them."""
    _facts.append(facts_of)


def facts_of(pages: Iterable[Any]) -> dict[int, dict[str, Any]]:
    """What was registered says of these pages, at a cost that does not depend on their number."""
    own = [page for page in pages if isinstance(page, Page)]
    return {pk: facts for found in _facts for pk, facts in found(own).items()}


_COUNTRY = re.compile("[A-Z]{2}")
"""A territory's code (ISO 3166-1)."""


def pages_of(result: SearchResult, locale: Locale, page_context: PageContext | None = None) -> dict[str, Any]:
    """What a search result's hits lead to in a locale, by key and in their order: specific pages that may be seen, and
    the offers of commons that may be seen. ``page_context``: the
    :class:`~essaimage_wagtail.contexts.page.PageContext` of the page that shows them; without one, what anybody may see
    on any site.

    A hit whose page is gone or hidden meanwhile is left out. One query for all that was found: the result must count
    the facet ``type``.
    """
    keys = {hit.key.partition(":")[0]: hit.key for hit in result.hits}
    models = _models(result) if keys else []
    found = {keys[str(row.translation_key)]: row for row in _live(models, keys, locale, page_context)} if models else {}
    return {hit.key: found[hit.key] for hit in result.hits if hit.key in found}


def _models(result: SearchResult) -> list[type[Model]]:
    """The types of what was found, without types that the site no longer has: the index holds these until a rebuild."""
    found = []
    for label, count in result.facets.get("type", {}).items():
        if count:
            try:
                found.append(apps.get_model(label))
            except LookupError:
                continue
    return found


def _live(
    models: Iterable[type[Model]], keys: Iterable[str], locale: Locale, page_context: PageContext | None
) -> Iterator[Any]:
    """The specific pages, without their streams, and the offers: one query joins all types' tables to ``Page``'s."""
    offer_models = {f"offer_{number}": model for number, model in enumerate(models) if not issubclass(model, Page)}
    page_models = {model for model in models if issubclass(model, Page)}
    page_models |= {_common_field(model).related_model for model in offer_models.values()}
    # The most specific first, the same order at each request.
    paths = sorted((_path_from_page(model) for model in page_models), key=lambda path: (-len(path), path))
    joined, left_out = [], []
    for model in page_models:
        name = LOOKUP_SEP.join(_path_from_page(model))
        if name:
            shown = (("cover", get_image_model()), ("steward", Organisation))
            joined += [name, *(f"{name}__{field}" for field, other in shown if _names(model, field, other))]
            left_out += [
                f"{name}__{field.name}" for field in model._meta.local_fields if isinstance(field, StreamField)
            ]

    wanted = Q(translation_key__in=keys)
    pages = Page.objects.filter(locale=locale, alias_of=None)
    pages = page_context.visible(pages) if page_context else visible(pages)
    for name, model in offer_models.items():
        common = _common_field(model)
        path = LOOKUP_SEP.join([*_path_from_page(common.related_model), common.related_query_name()])
        pages = pages.annotate(
            **{name: FilteredRelation(path, condition=Q(**{f"{path}__translation_key__in": keys}))}
        ).annotate(**{f"{name}_{field}": F(f"{name}__{field}") for field in _columns(model)})
        wanted |= Q(**{f"{name}__isnull": False})
    for row in pages.filter(wanted).select_related(*joined).defer(*left_out):
        page = _specific(row, paths)
        if page is None:
            continue
        page.locale = locale
        if str(page.translation_key) in keys:
            yield page
        for name, model in offer_models.items():
            values = [getattr(row, f"{name}_{column}") for column in _columns(model)]
            offer: Any = model.from_db(row._state.db, _columns(model), values)
            if offer.pk is not None:
                offer.common, offer.locale = page, locale
                yield offer


def _common_field(offer_model: Any) -> Any:
    return offer_model._meta.get_field("common")


def _path_from_page(model: Any) -> list[str]:
    """The names by which ``Page`` knows a page type, one for each table.

    Django's ``get_path_from_parent`` tells them too, but names the abstract class of
    ``class LandingPage(AbstractPageType, Page)``, which ``Page`` does not know.
    """
    chain = [*reversed(model._meta.get_base_chain(Page)), model]
    return [
        next(link.get_accessor_name() for link in parent._meta.related_objects if link.related_model is child)
        for parent, child in pairwise(chain)
    ]


def _names(model: Any, name: str, other: type[Model]) -> bool:
    """Whether a type has a foreign key ``name`` to ``other``: by the same name a page type of the site's own may have
    anything else."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return isinstance(field, ForeignKey) and issubclass(field.related_model, other)


def _columns(model: Any) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _specific(page: Page, paths: Iterable[Iterable[str]]) -> Any:
    for path in paths:
        try:
            return reduce(getattr, path, page)
        except ObjectDoesNotExist:
            continue
    return None


def cards(
    pages: Sequence[Any],
    request: HttpRequest,
    *,
    chains: Mapping[int, list[Territory]],
    snippets: Mapping[Any, str] | None = None,
) -> list[dict[str, Any]]:
    """One dict a page, in the same order.

    ``pages`` are specific pages, or offers; ``chains``: territories from the root by territory id; ``snippets``:
    safe HTML by page, instead of the pitch. Costs a query for the covers' renditions.
    """
    prefetch_covers(pages)
    return [card_of(page, request, chains=chains, snippet=(snippets or {}).get(page, "")) for page in pages]


def card_of(
    page: Any, request: HttpRequest, *, chains: Mapping[int, list[Territory]], snippet: str = ""
) -> dict[str, Any]:
    """One of :func:`cards`. No query; a template that shows the cover asks for its rendition."""
    card = _card if isinstance(page, Page) else _offer_card
    chain = chains.get(page.territory_id, []) if _names(type(page), "territory", Territory) else []
    return card(page, request, chain=chain, snippet=snippet)


def prefetch_covers(pages: Iterable[Any]) -> None:
    """Fetch the renditions of the covers that cards show. One query."""
    prefetch_renditions([_cover(page) for page in pages], "card")


def _cover(page: Any) -> Any:
    return page.cover if _names(type(page), "cover", get_image_model()) else None


def said(page: Any, name: str, kind: type = str) -> Any:
    """The value of a field that sheets have, if the page has it too and with the same ``kind``; else an empty value."""
    value = getattr(page, name, None)
    return value if isinstance(value, kind) else kind()


def summary_of(page: Any) -> str:
    """What a page says of itself in short; nothing if its type has no such field or nobody has filled it in."""
    return said(page, "pitch") or said(page, "search_description")


def _card(page: Any, request: HttpRequest, *, chain: list[Territory], snippet: str) -> dict[str, Any]:
    status = said(page, "status")
    code = page.locale.language_code
    return {
        "url": page.get_url(request),
        "title": page.title,
        "summary": snippet or summary_of(page),
        "status": status_of(status),
        "place": short_place(chain, code),
        "years": years(said(page, "start_year", int), said(page, "end_year", int), status),
        "cover": _cover(page),
        "cover_alt": said(page, "cover_alt"),
        "fictional": said(page, "fictional", bool),
        "type_label": "" if isinstance(page, SheetFields) else capfirst(page._meta.verbose_name),
        "kind": dict(CommonKind.choices).get(said(page, "kind"), ""),
    }


def _offer_card(offer: Any, request: HttpRequest, *, chain: list[Territory], snippet: str) -> dict[str, Any]:
    code = offer.locale.language_code
    return {
        "url": offer.get_url(request),
        "title": offer.text,
        "summary": _("For the common “%(title)s”") % {"title": offer.common.title},
        "place": short_place(chain, code),
        "type_label": dict(OfferKind.choices).get(offer.kind, ""),
        "until": offer.until,
        "fictional": getattr(offer.common, "fictional", False),
    }


def card_from_elsewhere(hit: Hit, lookup: Lookup) -> dict[str, Any]:
    """As :func:`card_of`, of what another site publishes: ``site`` is its name, ``language`` that of its words,
    ``themes`` are labels. Anybody may have written these texts; only the snippet is escaped, by the engine."""
    kinds = hit.shared.get("type", {})
    return {
        "url": checked_address(hit.address),
        "title": hit.title,
        "summary": SafeString(hit.snippet),
        "place": _place_elsewhere(hit, lookup),
        "distance": hit.distance,
        "type_label": "" if "sheets" in kinds else ", ".join(kinds.values()),
        "themes": sorted(_themes_elsewhere(hit, lookup), key=sort_key),
        "site": hit.site_name,
        "language": language(hit.language),
    }


def _place_elsewhere(hit: Hit, lookup: Lookup) -> str:
    """The smallest territory, as it is called here if it is known, and its country."""
    labels = hit.shared.get("territory", {})
    known = lookup.territories(labels)
    if labels and list(labels)[-1] in known:
        return short_place(list(known.values()), lookup.language)
    place = next(reversed(list(labels.values())), "")
    country = next((label for code, label in labels.items() if _COUNTRY.fullmatch(code)), place)
    return place if place == country else _("%(place)s, %(country)s") % {"place": place, "country": country}


def _themes_elsewhere(hit: Hit, lookup: Lookup) -> Iterator[str]:
    """The names of a hit's themes: those of this site if it knows the themes, else those of the other site."""
    known = {term.key: term.label for term in lookup.terms(Theme).values()}
    for key, label in hit.shared.get("theme", {}).items():
        yield known.get(key, label)


def terms_by_page(pages: Iterable[Any], name: str) -> dict[int, list[int]]:
    """``{page id: [row ids]}`` of the terms in the field ``name``, a query for each page type that has it."""
    by_type: dict[type[Any], list[int]] = {}
    for page in pages:
        if hasattr(page, name):
            by_type.setdefault(type(page), []).append(page.pk)
    chosen: dict[int, list[int]] = {}
    for model, pks in by_type.items():
        field = model._meta.get_field(name)
        source, target = field.m2m_column_name(), field.m2m_reverse_name()
        rows = field.remote_field.through.objects.filter(**{f"{source}__in": pks})
        for page_id, term_id in rows.values_list(source, target):
            chosen.setdefault(page_id, []).append(term_id)
    return chosen
