"""The public names of the people who made or suggested a version, and the versions that no person made."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.models import PageLogEntry

from .models import PublicName, Suggestion, Version


@dataclass(frozen=True, slots=True)
class Author:
    """``url``: the address of the person's public page, if they asked for one; ``is_named``: whether they agreed to be
    named."""

    name: str
    url: str = ""
    is_named: bool = True

    @property
    def linked(self) -> str:
        """The name for a sentence of a template, in letters of any direction."""
        name = format_html("<bdi>{}</bdi>", self.name)
        return format_html('<a href="{}" rel="nofollow">{}</a>', self.url, name) if self.url else name


class Authors:
    """``authors[user_id]``: somebody by their public name, or “an editor”. One query, none without authors."""

    def __init__(self, ids: Iterable[int | None]) -> None:
        wanted = set(ids) - {None}
        rows = PublicName.objects.filter(user__in=wanted).exclude(name="").select_related("contributor")
        self._known: dict[int | None, Author] = {
            row.user_id: Author(row.name, page_of(row)) for row in (rows if wanted else ())
        }

    def __getitem__(self, user_id: int | None) -> Author:
        return self._known.get(user_id) or Author(_("an editor"), is_named=False)


def page_of(row: PublicName) -> str:
    """The address of the public page of somebody, empty without one. No query if ``row`` was read with its page."""
    contributor = getattr(row, "contributor", None)
    return contributor.get_absolute_url() if contributor and contributor.withdrawn_at is None else ""


class Credits:
    """``credits[version]``: the visitors whose suggestions a version brought and who agreed to be named. One query,
    none without versions. The names are read each time, so that a name that is erased is gone here too."""

    def __init__(self, versions: Iterable[Version]) -> None:
        keys = [version.pk for version in versions]
        rows = Suggestion.objects.filter(version__in=keys, publish_name=True).exclude(name="") if keys else []
        self._names: dict[int | None, list[str]] = {}
        for row in rows:
            self._names.setdefault(row.version_id, []).append(row.name)

    def __getitem__(self, version: Version) -> list[str]:
        return self._names.get(version.pk, [])


FACTS_TAKEN = "essaimage_wagtail.facts"
"""The action of Wagtail's log by which a translation got the facts of its original: nobody has edited it. It is that of
the multilingual app, which a site may lack."""


def made_of_facts(versions: Iterable[Version]) -> set[int]:
    """The numbers of the revisions that only took the facts of their original, without the work of a person. One
    query."""
    revisions = [version.revision_id for version in versions if version.author_id is None]
    found = PageLogEntry.objects.filter(revision__in=revisions, action=FACTS_TAKEN) if revisions else []
    return {entry.revision_id for entry in found}
