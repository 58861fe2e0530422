"""What a site has, counted: what the template tag ``figures`` gives to a home page."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from wagtail.models import Page, Site

from ..contexts.branches import adapted_key
from ..models import CommonFields, Replication, SheetFields, Territory
from ..models.keys import pages_with
from ..visibility import visible

KEPT = "essaimage_figures"
"""The attribute of a request that holds its figures."""


@dataclass(frozen=True, slots=True)
class Figures:
    """``replications``: those of the counted initiatives that visitors see; ``territories``: those in which one of
    these initiatives or replications is.

    Made-up examples are not counted; ``made_up``: whether there are any.
    """

    initiatives: int = 0
    territories: int = 0
    replications: int = 0
    commons: int = 0
    made_up: bool = False


def figures(language: str, request: HttpRequest, beside: Page | None = None) -> Figures:
    """The :class:`Figures` of the pages in a language on the request's site; all nought outside any site. ``beside``:
    the page that shows them, see :func:`essaimage_wagtail.visibility.visible`.

    A query for each type of sheet and of common, one for replications and one for territories; none when a request
    asks again.
    """
    kept = request.__dict__.setdefault(KEPT, {})
    name = language, beside and beside.pk
    if name not in kept:
        site = Site.find_for_request(request)
        kept[name] = _counted(language, site, beside) if site else Figures()
    return kept[name]


def _counted(language: str, site: Site, beside: Page | None) -> Figures:
    def shown(mixin: type) -> list[QuerySet]:
        pages = [model.objects.filter(alias_of=None, locale__language_code=language) for model in pages_with(mixin)]
        return [visible(queryset, site, beside=beside) for queryset in pages]

    sheets, commons = shown(SheetFields), shown(CommonFields)
    counts = [
        queryset.aggregate(real=Count("pk", filter=Q(fictional=False)), made_up=Count("pk", filter=Q(fictional=True)))
        for queryset in (*sheets, *commons)
    ]
    real = [queryset.filter(fictional=False) for queryset in sheets]
    replications = _replications_of(real, site, beside)
    places = [Q(pk__in=rows.values("territory")) for rows in (*real, replications)]
    return Figures(
        initiatives=sum(count["real"] for count in counts[: len(sheets)]),
        territories=Territory.objects.filter(reduce(or_, places)).count(),
        replications=replications.count(),
        commons=sum(count["real"] for count in counts[len(sheets) :]),
        made_up=any(count["made_up"] for count in counts),
    )


def _replications_of(sheets: list[QuerySet], site: Site, beside: Page | None) -> QuerySet:
    """The live replications of these sheets that led to a sheet of the site, in any language, or to none."""
    others = [
        visible(model.objects.filter(alias_of=None, fictional=False), site, beside=beside)
        for model in pages_with(SheetFields)
    ]
    origins = [Q(origin_key__in=queryset.values("translation_key")) for queryset in sheets]
    adapted = [Q(adapted=None), *(Q(adapted__in=queryset.values("translation_key")) for queryset in others)]
    replications = Replication.objects.filter(live=True).annotate(adapted=adapted_key())
    if not origins:
        return replications.none()
    return replications.filter(reduce(or_, origins), reduce(or_, adapted))
