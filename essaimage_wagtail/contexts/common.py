"""What a common's template shows."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Length, Substr
from django.utils.functional import cached_property
from modelcluster.fields import ParentalKey
from wagtail.models import Page

from ..blocks.base import is_blank_html
from ..choices import CommonKind, CommonRelation, Ingredient, IngredientState, OfferKind, label_of
from ..models import CommonLink, Organisation, SheetCommonLink
from ..search.analysis.text import sort_key
from ..versions import best_versions
from .languages import Language
from .links import visible
from .publication import PublicationContext

STEPS = [IngredientState.WISHED, IngredientState.STARTED, IngredientState.IN_PROGRESS, IngredientState.DONE]
"""The states that follow one another, and so can be drawn as a distance from the centre."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """One ingredient. ``step``: 1 to ``len(STEPS)``, or ``None`` for a state outside :data:`STEPS`
    (“not wanted”, “does not apply”) and where no state is given."""

    label: str
    state: str
    state_label: str
    step: int | None
    evidence: str


@dataclass(frozen=True, slots=True)
class User:
    """A page that uses a common. ``language`` is given when it is not the reader's."""

    title: str
    url: str
    part_of: str = ""
    language: Language | None = None


class CommonContext(PublicationContext):
    related = ("cover", "document", "steward")
    vocabularies = {"usage": "usages", "theme": "themes"}

    @property
    def usages(self) -> list[dict[str, str]]:
        return self.terms["usage"]

    @property
    def kind(self) -> dict[str, Any] | None:
        """The label of its kind and, where there is a directory, the address of all commons of that kind."""
        label = label_of(CommonKind, self.page.kind)
        return {"label": label, "url": self.search_link(kind=self.page.kind)} if label else None

    @property
    def format(self) -> str:
        return self.page.format

    @property
    def link(self) -> str:
        return self.page.link

    @property
    def document(self) -> dict[str, Any] | None:
        """The file as ``{title, url, type, size}``, size in bytes where it is known."""
        document = self.page.document
        if document is None:
            return None
        return {
            "title": document.title,
            "url": document.url,
            "type": document.file_extension.upper(),
            "size": document.file_size,
        }

    @property
    def steward(self) -> Organisation | None:
        return self.page.steward

    @cached_property
    def organisations(self) -> list[Organisation]:
        """The organisations involved, without the steward."""
        return [other for other in self.page.organisations.all() if other.pk != self.page.steward_id]

    @property
    def description(self) -> str:
        return _prose(self.page.description)

    @property
    def contribution(self) -> str:
        return _prose(self.page.contribution)

    @property
    def next_step(self) -> str:
        return _prose(self.page.next_step)

    @cached_property
    def offers(self) -> list[dict[str, Any]]:
        """``[{value, label, items}]``: current needs, then current offers. A kind without any is left out."""
        if not hasattr(self.page, "offers"):
            return []
        code = self.page_context.language.code
        shown = [offer for offer in self.page.offers.all().select_related("territory") if not offer.is_past]
        groups = []
        for kind in (OfferKind.NEED, OfferKind.OFFER):
            items = [
                {
                    "id": offer.anchor,
                    "text": offer.text,
                    "place": offer.territory.display_name(code) if offer.territory else "",
                    "until": offer.until,
                }
                for offer in shown
                if offer.kind == kind
            ]
            if items:
                groups.append({"value": kind.value, "label": kind.label, "items": items})
        return groups

    @cached_property
    def assessments(self) -> list[Assessment]:
        """All six ingredients, or none when nothing at all was said about any."""
        found = [self._assessment(ingredient) for ingredient in Ingredient]
        return found if any(one.state or one.evidence for one in found) else []

    def _assessment(self, ingredient: Ingredient) -> Assessment:
        state = getattr(self.page, f"{ingredient}_state")
        return Assessment(
            label=str(ingredient.label),
            state=state,
            state_label=label_of(IngredientState, state),
            step=STEPS.index(state) + 1 if state in STEPS else None,
            evidence=getattr(self.page, f"{ingredient}_evidence"),
        )

    @cached_property
    def radar(self) -> list[tuple[str, int | None]]:
        """The axes for :func:`essaimage_wagtail.drawing.radar`, which leaves out ingredients without a step."""
        return [(one.label, one.step) for one in self.assessments]

    steps_of_the_way = len(STEPS)

    @cached_property
    def used_by(self) -> list[dict[str, Any]]:
        """``[{relation, pages: [User]}]``: sheets that use it, sheets that produce it, steps that call for it
        (then ``relation`` is ``step``); groups without any are left out.

        Each page is given in one version that may be seen: in the reader's language if it exists there, else the
        original, else in the first of the site's languages. One query.
        """
        naming = self._naming()
        if not naming:
            return []
        is_named = {
            relation: reduce(or_, [Q(translation_key__in=keys) for keys in subqueries])
            for relation, subqueries in naming.items()
        }
        above = self.page_context.visible(Page.objects.filter(path=OuterRef("parent_path"))).values("title")[:1]
        versions = (
            visible(Page.objects.filter(reduce(or_, is_named.values())), self.page_context)
            .annotate(
                parent_path=Substr("path", 1, Length("path") - Page.steplen),
                **{f"named_{name}": ExpressionWrapper(named, BooleanField()) for name, named in is_named.items()},
            )
            .annotate(parent_title=Subquery(above))
        )
        best = best_versions(versions, self.page_context.language.code)
        groups = []
        for relation in is_named:
            users = [self._user(page, relation) for page in best.values() if getattr(page, f"named_{relation}")]
            users.sort(key=lambda user: (sort_key(user.part_of), sort_key(user.title)))
            groups.append({"relation": relation, "pages": users})
        return [group for group in groups if group["pages"]]

    def _naming(self) -> dict[str, list[QuerySet]]:
        """The translation keys of the pages that name this common, as subqueries by relation."""
        found: dict[str, list[QuerySet]] = {relation: [] for relation in (*CommonRelation.values, "step")}
        for model in apps.get_models():
            if not issubclass(model, CommonLink):
                continue
            parent = next(field for field in model._meta.fields if isinstance(field, ParentalKey))
            naming = model.objects.filter(common_key=self.page.translation_key)
            pages = parent.related_model.objects.filter(alias_of=None, pk__in=naming.values(parent.attname))
            shown = naming.filter(**{f"{parent.name}__in": self.page_context.visible(pages)})
            keys = shown.order_by().values(f"{parent.name}__translation_key")
            if issubclass(model, SheetCommonLink):
                for relation in CommonRelation.values:
                    found[relation].append(keys.filter(relation=relation))
            else:
                found["step"].append(keys)
        return {relation: subqueries for relation, subqueries in found.items() if subqueries}

    def _user(self, page: Any, relation: str) -> User:
        return User(
            title=page.title,
            url=page.get_url(self.page_context.request) or "",
            part_of=(page.parent_title or "") if relation == "step" else "",
            language=self.page_context.other_language(page.locale.language_code),
        )


def _prose(source: str) -> str:
    return "" if is_blank_html(source) else source
