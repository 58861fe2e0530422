"""Which subject an address below a directory's names: ``territory/FR-BRE/bretagne/`` or ``theme/food/``."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest

from ..contexts.addresses import TERRITORY, THEME
from ..facets.territories import territories_named
from ..models.territory import Territory
from .page import SubjectPageContext
from .subject import LISTS, Subject
from .territory import TerritorySubject
from .theme import ThemeSubject, theme_called

PARTS = {TERRITORY: (2, 3), THEME: (2,)}
"""How many parts an address has after the directory's, by the first of them; the third is for people to read."""


def names_a_subject(parts: Sequence[str]) -> bool:
    return bool(parts) and len(parts) in PARTS.get(parts[0], ())


def subject_at(page: Any, request: HttpRequest, parts: Sequence[str]) -> Subject:
    """The subject that an address names below that of a directory; raises ``Http404`` where there is none."""
    if page.lists not in LISTS:
        raise Http404
    kind, value = parts[:2]
    page_context = SubjectPageContext(page, request)
    subject: Subject
    if kind == TERRITORY:
        subject = TerritorySubject(page, request, page_context, _chain(value))
    else:
        rows = theme_called(value, page_context.language.code)
        if not rows:
            raise Http404
        subject = ThemeSubject(page, request, page_context, rows)
    page_context.told_of(subject)
    return subject


def _chain(identifier: str) -> list[Territory]:
    territory = territories_named([identifier]).first()
    if territory is None:
        raise Http404
    return Territory.objects.with_ancestors([territory.pk])[territory.pk]


def moved(subject: Subject, request: HttpRequest) -> str:
    """The address that the subject has now, if the one that was asked for is another: it has another name, or code."""
    own = subject.address_below(subject.page_context.search_url, subject.page_context.language.code)
    if not own or urlsplit(own).path == request.get_full_path().partition("?")[0]:
        return ""
    query = request.META.get("QUERY_STRING", "")
    return f"{own}?{query}" if query else own
