"""The page of an encounter that a registration names by its key."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.models import Site

from ...following import with_original
from ...versions import best_versions
from ...visibility import visible
from ..choices import State
from ..models import EncounterPage
from ..showing.states import begun_at, over_at, state_of


def encounter_with(key: UUID) -> Any:
    """The language version whose facts count for all: the oldest live one, else the oldest draft; ``None`` if all are
    gone."""
    return _versions(key).order_by("-live", "pk").first()


def version_for(key: UUID, code: str) -> Any:
    """The version that suits a registered person: a live one if there is any, else a draft; ``None`` if all are
    gone."""
    versions = list(with_original(_versions(key)))
    live = [page for page in versions if page.live]
    return best_versions(live or versions, code).get(key)


def public_url(page: Any, site: Site) -> str:
    """The absolute address of a page, if anybody may see it; else nothing."""
    if page is None or not visible(EncounterPage.objects.filter(pk=page.pk), site).exists():
        return ""
    return page.full_url or ""


def has_begun(page: Any) -> bool:
    return page.day is not None and timezone.now() >= begun_at(page)


def is_over(page: Any) -> bool:
    return page.day is not None and timezone.now() >= over_at(page)


def gives_places(page: Any) -> bool:
    """Whether somebody who asked in time can still get a place."""
    return page is not None and page.live and not page.is_cancelled and not has_begun(page)


class Openness:
    """Whether an encounter takes registrations now."""

    def __init__(self, page: Any, taken: int | None = None) -> None:
        self.page = page
        self._taken = taken

    @cached_property
    def state(self) -> State:
        return state_of(self.page, self._taken)

    @property
    def is_open(self) -> bool:
        return self.state in (State.OPEN, State.FULL)

    @property
    def is_full(self) -> bool:
        return self.state == State.FULL


def _versions(key: UUID) -> Any:
    pages = EncounterPage.objects.filter(translation_key=key, alias_of=None)
    return pages.select_related("locale", "territory")
