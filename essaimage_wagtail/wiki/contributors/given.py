"""Who gave what, as far as readers may see it: counted by the database, however many versions and people there are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Max, Min, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from ...contexts.branches import around
from ...contexts.page import Language, PageContext, language
from ...following import with_translations
from ...formatting import written_day
from ...models import SheetFields
from ...visibility import visible
from ..history.kinds import pages_with_history
from ..models import Suggestion, Version
from ..names import Author, Authors


@dataclass(frozen=True, slots=True)
class Part:
    """``number`` versions of a page in one language; or, without ``language``, of something that has none."""

    number: int
    first: datetime | None
    last: datetime | None
    language: Language | None = None
    is_translation: bool = False

    @property
    def days(self) -> str:
        """“1 May 2024 to 2 June 2025”, or the only day; empty where no day is known."""
        days = [written_day(moment) for moment in (self.first, self.last) if moment]
        if len(set(days)) < 2:
            return "".join(days[:1])
        return _("%(first)s to %(last)s") % {"first": days[0], "last": days[-1]}


@dataclass(slots=True)
class Giver:
    author: Author
    parts: list[Part] = field(default_factory=list)


def public_pages(site: Site) -> Any:
    """The pages of a site with a public history that anybody may see, each with ``is_translation``."""
    kinds = ContentType.objects.get_for_models(*pages_with_history()).values()
    pages = visible(Page.objects.filter(alias_of=None, content_type__in=kinds), site)
    return with_translations(pages).select_related("locale")


def counted(rows: QuerySet[Any], *by: str, moment: str = "published_at") -> QuerySet[Any]:
    """One row for each value of the columns ``by``, with ``number``, ``first`` and ``last``; the earliest giver comes
    first."""
    counts = rows.order_by().values(*by).annotate(number=Count("pk"), first=Min(moment), last=Max(moment))
    return counts.order_by("first", *by)


def part_of(row: dict[str, Any], page: Any = None) -> Part:
    """The :class:`Part` that a row of :func:`counted` tells of."""
    counts = row["number"], row["first"], row["last"]
    return Part(*counts, language(page.locale.language_code), page.is_translation) if page else Part(*counts)


class Makers:
    """Who made a page, in all languages in which anybody may see it, by the date of the first gift.

    ``people``: editors with a public name; ``unnamed``: how many editors have none. ``suggesting``: visitors whose
    suggestions were published and who agreed to be named, grouped by the names that they typed (two visitors of one
    name are one row); ``unnamed_suggestions``: how many other suggestions were published. ``declaring``: people who
    told of its replications, and agreed to be named.
    """

    def __init__(self, page: Any, site: Site, page_context: PageContext) -> None:
        self._pages = {one.pk: one for one in public_pages(site).filter(translation_key=page.translation_key)}
        self.people, self.unnamed = self._people()
        self.suggesting, self.unnamed_suggestions = self._suggesting()
        self.declaring = self._declaring(page, page_context) if isinstance(page, SheetFields) else []

    def _people(self) -> tuple[list[Giver], int]:
        versions = Version.objects.shown().filter(page__in=self._pages).exclude(author=None)
        rows = list(counted(versions, "author", "page"))
        authors = Authors(row["author"] for row in rows)
        found = _grouped((row["author"], part_of(row, self._pages[row["page"]])) for row in rows)
        people = [Giver(authors[author], parts) for author, parts in found.items() if authors[author].is_named]
        return people, len(found) - len(people)

    def _suggesting(self) -> tuple[list[Giver], int]:
        taken = Suggestion.objects.filter(version__page__in=self._pages, version__withdrawn_at=None)
        named = taken.filter(publish_name=True).exclude(name="")
        rows = list(counted(named, "name", moment="version__published_at"))
        unnamed = taken.count() - sum(row["number"] for row in rows)
        return [Giver(Author(row["name"]), [part_of(row)]) for row in rows], unnamed

    @staticmethod
    def _declaring(page: Any, page_context: PageContext) -> list[Giver]:
        came_from, led_to = around(page.translation_key, page_context)
        told = (came_from | led_to).filter(declared_by__consent=True)
        rows = counted(told, "declared_by", "declared_by__name", moment="first_published_at")
        return [Giver(Author(row["declared_by__name"]), [part_of(row)]) for row in rows]


def _grouped(parts: Iterable[tuple[Any, Part]]) -> dict[Any, list[Part]]:
    found = defaultdict(list)
    for key, part in parts:
        found[key].append(part)
    return dict(found)
