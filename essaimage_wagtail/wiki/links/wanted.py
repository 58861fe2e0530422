"""The rows of the report on broken and wanted links: what each is called, who names it, and what a person can do."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry, Page, PageLogEntry
from wagtail.permissions import page_permission_policy

from ...models import Replication
from ...multilingual.rights import languages_written_by
from ...replications.admin.deciding import edit_url as replication_url
from ...versions import best_pages
from ..models import Suggestion
from .broken import Found, Kind, Name

DELETED = "wagtail.delete"
MOST_NAMES = 3
"""Of those that name something, these are shown."""


@dataclass(slots=True)
class Row:
    """A row of the report. ``count``: how often the thing is named; ``names``: the pages and replications that name it
    most; ``more``: how many others name it; ``where``: the titles and addresses of ``names``, filled in for the rows
    that are shown; ``act``: what this person can do about it, at ``act_url``."""

    kind: Kind
    title: str
    code: str
    count: int
    names: list[Name] = field(default_factory=list)
    more: int = 0
    where: list[tuple[str, str]] = field(default_factory=list)
    act: str = ""
    act_url: str = ""

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def named_in(self) -> str:
        return ", ".join(title for title, _url in self.where)


def rows_of(found: Iterable[Found], user: Any) -> list[Row]:
    """Rows with titles and what the user may do: some six queries, however many rows there are."""
    found = list(found)
    keys = {one.target for one in found if one.kind in (Kind.HIDDEN, Kind.TRANSLATION)}
    pages = _versions(keys)
    deleted = _deleted(found)
    own = _editable(user, [page.pk for page in pages.values()])
    languages = _translated_into(user) if any(one.kind == Kind.TRANSLATION for one in found) else set()
    rows = []
    for one in found:
        page = pages.get(one.target)
        title = page.draft_title if page else deleted.get((one.model, str(one.target))) or _nameless(one.model)
        row = Row(Kind(one.kind), title, one.code, one.names.total(), *_first(one.names))
        if page and one.kind == Kind.HIDDEN and page.pk in own:
            row.act, row.act_url = _("Open it"), reverse("wagtailadmin_pages:edit", args=[page.pk])
        elif page and one.kind == Kind.TRANSLATION and one.code in languages:
            row.act, row.act_url = _("Create it"), reverse("wagtail_localize:submit_page_translation", args=[page.pk])
        rows.append(row)
    return rows


def wanted_sheets(replications: QuerySet, user: Any) -> list[Row]:
    """Published replications that no sheet tells of, and for which nobody is writing one. Two queries."""
    draft = "latest_revision__content__adapted_key"
    columns = ("pk", "name", "territory__name", "language", "origin_key")
    rows = replications.filter(adapted_key=None).values_list(*columns, "has_unpublished_changes", draft)
    told = [row[:5] for row in rows if not (row[5] and row[6])]
    origins = _versions({row[4] for row in told}, live=True)
    may_add = page_permission_policy.user_has_permission(user, "add")
    wanted = []
    for pk, name, place, code, key in told:
        title = " – ".join(filter(None, (name, place))) or _("An initiative without a name")
        origin = origins.get(key)
        row = Row(Kind.SHEET, title, code, 1, [Name(Page, origin.pk) if origin else Name(Replication, pk)])
        if origin and may_add:
            url = reverse("essaimage_replicate", args=[origin.pk])
            row.act, row.act_url = _("Create it"), f"{url}?{urlencode({'replication': pk})}"
        wanted.append(row)
    return wanted


def told_by_visitors(suggestions: QuerySet[Suggestion]) -> list[Row]:
    """What visitors say of links that lead nowhere, as long as nobody has decided about it. One query."""
    rows = []
    for one in suggestions:
        title = one.remark.split("\n")[0] or one.section or one.page_title
        row = Row(Kind.TOLD, title, one.language, 1, where=[(one.page_title, "")])
        row.act, row.act_url = _("Look into it"), reverse("essaimage_suggestion", args=[one.pk])
        rows.append(row)
    return rows


def say_where(rows: Iterable[Row]) -> None:
    """Fill in ``where`` of the rows that are shown. Two queries."""
    wanted: dict[Any, set[int]] = defaultdict(set)
    rows = list(rows)
    for row in rows:
        for name in row.names:
            wanted[name.model].add(name.pk)
    pages = Page.objects.only("draft_title").in_bulk(wanted[Page]) if wanted[Page] else {}
    replications = Replication.objects.in_bulk(wanted[Replication]) if wanted[Replication] else {}
    for row in rows:
        for model, pk in row.names:
            if page := pages.get(pk) if model is Page else None:
                row.where.append((page.draft_title, reverse("wagtailadmin_pages:edit", args=[pk])))
            elif replication := replications.get(pk) if model is Replication else None:
                row.where.append((str(replication), replication_url(replication)))


def _first(names: Mapping[Name, int]) -> tuple[list[Name], int]:
    """The names that a row shows, the most frequent first, and how many others there are."""
    ordered = sorted(names, key=lambda name: (-names[name], name.pk))
    return ordered[:MOST_NAMES], max(len(ordered) - MOST_NAMES, 0)


def _versions(keys: set[Any], **conditions: Any) -> dict[Any, Page]:
    """``{translation key: page}`` in the version that suits the editor. One query, none without keys."""
    if not keys:
        return {}
    pages = Page.objects.filter(translation_key__in=keys, alias_of=None, **conditions)
    return best_pages(pages, get_language() or "")


def _deleted(found: Iterable[Found]) -> dict[tuple[Any, str], str]:
    """``{(model, primary key): title}`` of what Wagtail's log says was deleted. A query for each model at the most."""
    wanted: dict[Any, set[str]] = defaultdict(set)
    for one in found:
        if one.kind in (Kind.GONE, Kind.FILE):
            wanted[one.model].add(str(one.target))
    titles: dict[tuple[Any, str], str] = {}
    for model, pks in wanted.items():
        if model is Page:
            numbers = [pk for pk in pks if pk.isdecimal()]
            rows = PageLogEntry.objects.filter(page_id__in=numbers, action=DELETED).values_list("page_id", "label")
        else:
            kind = ContentType.objects.get_for_model(model)
            rows = ModelLogEntry.objects.filter(content_type=kind, object_id__in=pks, action=DELETED)
            rows = rows.values_list("object_id", "label")
        titles |= {(model, str(pk)): label for pk, label in rows}
    return titles


def _nameless(model: Any) -> str:
    return _("A page without a known title") if model is Page else _("A file without a known title")


def _editable(user: Any, pks: list[int]) -> set[int]:
    mine = page_permission_policy.instances_user_has_permission_for(user, "change")
    return set(mine.filter(pk__in=pks).values_list("pk", flat=True)) if pks else set()


def _translated_into(user: Any) -> set[str]:
    """The languages into which somebody may have pages translated by wagtail-localize."""
    if not apps.is_installed("wagtail_localize") or not user.has_perm("wagtail_localize.submit_translation"):
        return set()
    return set(languages_written_by(user).values_list("language_code", flat=True))
