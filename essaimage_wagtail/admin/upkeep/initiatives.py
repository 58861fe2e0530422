"""The rows of the reports on pages to look after: one for each initiative or common, with its languages and with what
it needs, each need with the place in the form where it is met."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import BooleanField, Case, ExpressionWrapper, F, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import RowNumber
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, ngettext
from wagtail.permissions import page_permission_policy

from ...models import LinkPlace, PageFaults, Territory, Theme
from ...models.upkeep import LinkState
from ...replications.admin.start import named
from ...review import age_of
from ...search.batches import batches
from .cares import MULTILINGUAL, Care, behind, cares_of, condition

ANY_RIGHT = ["add", "change", "publish"]
TOGETHER = 10_000
"""Keys of a question to the database: SQLite takes some thirty thousand."""


@dataclass(frozen=True, slots=True)
class Need:
    """Something that an initiative needs. ``url``: the place in the admin where somebody can do it."""

    care: Care
    label: str
    url: str
    code: str

    @property
    def language(self) -> str:
        return str(named(self.code))


@dataclass(slots=True)
class Version:
    """A language version that the person may edit."""

    code: str
    url: str
    live: bool
    draft: bool

    @property
    def name(self) -> str:
        return str(named(self.code))


@dataclass(slots=True)
class Initiative:
    """``page``: the version that stands for all, in the editor's language where there is one."""

    page: Any
    versions: list[Version] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    territory: str = ""
    within: str = ""
    themes: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.page, name)

    @property
    def title(self) -> str:
        return self.page.get_admin_display_title()

    @property
    def edit_url(self) -> str:
        return edit_url(self.page.pk)

    @property
    def languages(self) -> list[str]:
        return [version.code for version in self.versions]

    @property
    def groups(self) -> list[tuple[str, list[Need]]]:
        """The needs by kind. A need of several languages has one label for all; a single one has its own label."""
        found: dict[Care, list[Need]] = {}
        for need in self.needs:
            found.setdefault(need.care, []).append(need)
        return [(str(care.label) if len(needs) > 1 else "", needs) for care, needs in found.items()]

    @property
    def needs_in_words(self) -> str:
        return "; ".join(dict.fromkeys(need.label for need in self.needs))

    @property
    def theme_names(self) -> str:
        return ", ".join(self.themes)

    @property
    def owner_name(self) -> str:
        owner = self.page.owner
        return (owner.get_full_name() or owner.get_username()) if owner else ""

    @property
    def review(self) -> str:
        return age_of(self.page.reviewed_on).label


def edit_url(pk: int, anchor: str = "") -> str:
    """The form of a page, at a place in it."""
    return reverse("wagtailadmin_pages:edit", args=[pk]) + (f"#:w:contentpath={anchor}" if anchor else "")


def versions_for(user: Any, model: type[Any]) -> QuerySet:
    """The pages of a type on which somebody has any right. Aliases are left out: they have no content of their own."""
    pages = model._default_manager.filter(alias_of=None)
    if user.is_superuser:
        return pages
    mine = page_permission_policy.instances_user_has_any_permission_for(user, ANY_RIGHT)
    return pages.filter(pk__in=mine.values("pk"))


def one_each(versions: QuerySet) -> QuerySet:
    """One of ``versions`` for each initiative: that in the editor's language, else the oldest."""
    own = Case(When(locale__language_code=get_language(), then=Value(0)), default=Value(1))
    turn = Window(RowNumber(), partition_by=F("translation_key"), order_by=[own.asc(), F("pk").asc()])
    return versions.annotate(turn=turn).filter(turn=1)


def rows_of(pages: Iterable[Any], user: Any, model: type[Any]) -> list[Initiative]:
    """Rows for the pages of :func:`one_each`: a number of queries that does not depend on how many there are."""
    rows = {page.translation_key: Initiative(page) for page in pages}
    for keys in batches(rows, TOGETHER):
        _add_versions(rows, keys, user, model)
    _add_territories(list(rows.values()))
    _add_themes(list(rows.values()), model)
    return list(rows.values())


def _add_versions(rows: dict[Any, Initiative], keys: list[Any], user: Any, model: type[Any]) -> None:
    cares = cares_of(model)
    needs = {f"needs_{care}": ExpressionWrapper(condition(care, model), BooleanField()) for care in cares}
    if Care.TRANSLATION in cares:
        needs["behind"] = Subquery(behind().values("pk")[:1])
    versions = versions_for(user, model).filter(translation_key__in=keys).annotate(**needs).order_by("pk")
    facts = ["pk", "translation_key", "locale__language_code", "live", "has_unpublished_changes", *needs]
    found = list(versions.values(*facts))
    places = _places([one["pk"] for one in found])
    for one in found:
        row, code = rows[one["translation_key"]], one["locale__language_code"]
        row.versions.append(Version(code, edit_url(one["pk"]), one["live"], one["has_unpublished_changes"]))
        row.needs += [_need(care, one, code, places) for care in cares if one[f"needs_{care}"]]


def _need(care: Care, version: dict[str, Any], code: str, places: dict[tuple[int, str], tuple[int, str]]) -> Need:
    number, anchor = places.get((version["pk"], care), (0, _ANCHORS.get(care, "")))
    url = edit_url(version["pk"], anchor)
    if care == Care.TRANSLATION:
        url = _comparison(version["behind"]) or url
    if care == Care.REVIEW:
        url = reverse("essaimage_review", args=[version["pk"]])
    return Need(care, _LABELS[care](number) if number > 1 else str(care.label), url, code)


_ANCHORS = {Care.LICENCE: "licence", Care.OFFER: "offers"}
"""Where a need is met that is one field's."""

_LABELS = {
    Care.LINK: lambda number: ngettext("%(count)d broken link", "%(count)d broken links", number) % {"count": number},
    Care.FIGURE: lambda number: (
        ngettext("%(count)d figure without a source", "%(count)d figures without a source", number) % {"count": number}
    ),
    Care.PICTURE: lambda number: (
        ngettext("%(count)d picture without a description", "%(count)d pictures without a description", number)
        % {"count": number}
    ),
}


def _places(pks: list[int]) -> dict[tuple[int, str], tuple[int, str]]:
    """``{(page, care): (how many, where the first is)}``. Two queries."""
    found: dict[tuple[int, str], tuple[int, str]] = {}
    for pk, figures, pictures, anchors in PageFaults.objects.filter(page_pk__in=pks).values_list(
        "page_pk", "figures", "pictures", "anchors"
    ):
        found[pk, Care.FIGURE] = figures, anchors.get("figure", "")
        found[pk, Care.PICTURE] = pictures, anchors.get("picture", "")
    broken: dict[int, list[str]] = defaultdict(list)
    links = LinkPlace.objects.filter(page__page_pk__in=pks, link__state=LinkState.BROKEN).order_by("pk")
    for pk, anchor in links.values_list("page__page_pk", "anchor"):
        broken[pk].append(anchor)
    return found | {(pk, Care.LINK): (len(anchors), anchors[0]) for pk, anchors in broken.items()}


def _comparison(translation: int | None) -> str:
    """Where an original and its translation stand side by side."""
    if not translation or not apps.is_installed(MULTILINGUAL):
        return ""
    try:
        return reverse("essaimage_translation_changes", args=[translation])
    except NoReverseMatch:
        return ""


def _add_territories(rows: list[Initiative]) -> None:
    placed = [row for row in rows if getattr(row.page, "territory_id", None)]
    chains = Territory.objects.with_ancestors(row.page.territory_id for row in placed)
    for row in placed:
        *above, own = chains[row.page.territory_id]
        row.territory = own.display_name()
        row.within = ", ".join(one.display_name() for one in reversed(above))


def _add_themes(rows: list[Initiative], model: type[Any]) -> None:
    """Their names in the editor's language. Two queries."""
    by_page = {row.page.pk: row for row in rows}
    through = model._meta.get_field("themes").remote_field.through
    source, target = model._meta.get_field("themes").m2m_field_name(), "theme_id"
    chosen = [
        pair
        for pks in batches(by_page, TOGETHER)
        for pair in through.objects.filter(**{f"{source}__in": pks}).values_list(f"{source}_id", target)
    ]
    if not chosen:
        return
    keys = Theme.objects.filter(pk__in={theme for _page, theme in chosen}).values("translation_key")
    labels = Theme.objects.filter(translation_key__in=keys).labels()
    for pk, theme in chosen:
        by_page[pk].themes.append(labels[theme].label)
    for row in rows:
        row.themes.sort()
