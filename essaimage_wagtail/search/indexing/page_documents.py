"""Documents of our own page types: sheets, methods and their steps, commons with their offers and needs."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from wagtail.rich_text import get_text_for_indexing

from ...choices import CommonKind, Ingredient, OfferKind
from ...facets import facets_of
from ...models import Replication, Territory
from ..types import SearchDocument, document_key
from .documents import Batch, DocumentClass, source, start_of, text_of

__all__ = ["CommonDocument", "MethodDocument", "OwnDocument", "SheetDocument", "StepDocument", "place_names"]


class OwnDocument(DocumentClass):
    parental = True


class SheetDocument(OwnDocument):
    """A sheet by all that it says."""

    related = ("themes", "audiences", "tags", "bearer")

    def prepare(self, batch: Batch) -> None:
        keys = [page.translation_key for page in batch.pages]
        replications = Replication.objects.using(source()).filter(adapted_key__in=keys, live=True)
        for key, mode in replications.order_by().values_list("adapted_key", "mode"):
            batch.modes.setdefault(key, set()).add(mode)
        territories = Territory.objects.db_manager(source())
        batch.territories = territories.with_ancestors(page.territory_id for page in batch.pages)

    def document(self, page: Any, batch: Batch) -> SearchDocument:
        language = page.locale.language_code
        chain = batch.territories.get(page.territory_id, [])
        rest = [
            *place_names(chain, language),
            *batch.names(page.themes.all(), page.locale_id),
            *batch.names(page.audiences.all(), page.locale_id),
            *sorted(tag.name for tag in getattr(page, "tags", _Nothing).all()),
            *(page.bearer.all_said("name") if page.bearer_id else []),
        ]
        numbers = {"completeness": page.completeness / 100, **({"year": page.start_year} if page.start_year else {})}
        reviewed = {"reviewed": start_of(page.reviewed_on)} if page.reviewed_on else {}
        return self.base(
            page,
            summary=page.pitch,
            body=text_of(page.body),
            rest="\n".join(rest),
            numbers=numbers,
            dates=reviewed,
            point=page.spot_in(chain[-1] if chain else None),
        )


class MethodDocument(OwnDocument):
    """A method by its own words; its steps are found by themselves."""

    related = ("themes",)

    def document(self, page: Any, batch: Batch) -> SearchDocument:
        return self.base(
            page,
            summary=page.pitch,
            body=text_of(page.body),
            rest="\n".join(batch.names(page.themes.all(), page.locale_id)),
        )


class StepDocument(OwnDocument):
    """A step of a method by its own words."""

    def document(self, page: Any, batch: Batch) -> SearchDocument:
        practice = (page.participants, page.duration, page.inputs, page.deliverable, page.tips, page.warnings)
        return self.base(
            page,
            summary=page.purpose,
            body=text_of(page.instructions),
            rest="\n".join(filter(None, [*map(get_text_for_indexing, practice), text_of(page.checklist)])),
        )


class CommonDocument(OwnDocument):
    """A common, and each of its offers and needs by itself: those are found until their last day is over."""

    related = ("themes", "usages", "steward", "organisations", "offers")

    def prepare(self, batch: Batch) -> None:
        batch.territories = Territory.objects.db_manager(source()).with_ancestors(
            offer.territory_id for page in batch.pages for offer in _offers(page)
        )

    def document(self, page: Any, batch: Batch) -> SearchDocument:
        named = [page.steward] if page.steward_id else []
        others = [other for other in page.organisations.all() if other.pk != page.steward_id]
        named += sorted(others, key=lambda other: str(other.name))
        prose = (page.description, page.contribution, page.next_step)
        rest = [
            *batch.names(page.usages.all(), page.locale_id),
            str(dict(CommonKind.choices).get(page.kind, "")),
            *batch.names(page.themes.all(), page.locale_id),
            page.format,
            *(getattr(page, f"{ingredient}_evidence") for ingredient in Ingredient),
            *(name for organisation in named for name in organisation.all_said("name")),
        ]
        return self.base(
            page,
            summary=page.pitch,
            body="\n".join(filter(None, map(get_text_for_indexing, prose))),
            rest="\n".join(filter(None, rest)),
        )

    def parts(self, page: Any, batch: Batch) -> Iterator[SearchDocument]:
        language = page.locale.language_code
        kinds = dict(OfferKind.choices)
        offers = _offers(page)
        facets = facets_of(page, batch) if offers else {}
        for offer in offers:
            chain = batch.territories.get(offer.territory_id, [])
            ends = [moment for moment in (page.expire_at, offer.shown_until) if moment is not None]
            yield replace(
                self.base(page),
                key=document_key(offer.translation_key, language),
                title=offer.text,
                rest="\n".join([str(kinds.get(offer.kind, "")), *place_names(chain, language)]),
                facets={**facets, **facets_of(offer, batch)},
                point=chain[-1].spot if chain else None,
                valid_until=min(ends, default=None),
            )

    def part_keys(self, page: Any) -> list[str]:
        return [document_key(offer.translation_key, page.locale.language_code) for offer in _offers(page)]


def _offers(page: Any) -> list[Any]:
    """The offers of a common; a site's own type of common may do without any."""
    return list(getattr(page, "offers", _Nothing).all())


def place_names(chain: list[Any], language: str) -> list[str]:
    """The names of a territory and of those around it, and the postcodes of the smallest that has any: of a district
    without, those of its town."""
    names = [territory.display_name(language) for territory in reversed(chain)]
    postcodes: list[str] = next((place.postcode_list for place in reversed(chain) if place.postcodes), [])
    return [*names, *postcodes]


class _Nothing:
    @staticmethod
    def all() -> list[Any]:
        return []
