"""The thread of somebody who takes an initiative up: addresses carry the mode and the initiative from page to page.

An initiative that does not exist, or that the readers of the page may not see, counts as not named.
"""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail.models import Page

from ..choices import Mode
from ..models import SheetFields
from ..models.keys import pages_with
from ..versions import best_versions
from .links import Link, link_to, visible
from .page import PageContext

MODE, INITIATIVE = "mode", "initiative"
"""Parameters of an address: a value of :class:`~..choices.Mode`, and the translation key of a sheet."""


@dataclass(frozen=True, slots=True)
class Thread:
    """``mode`` is ``None`` for the steps of all modes, ``initiative`` the sheet in the version that suits the
    reader."""

    mode: Mode | None = None
    key: UUID | None = None
    initiative: Link | None = None

    def __bool__(self) -> bool:
        """Whether an initiative is taken up."""
        return self.initiative is not None

    def in_mode(self, mode: Mode | None) -> "Thread":
        return replace(self, mode=mode)

    @property
    def without_initiative(self) -> "Thread":
        return Thread(self.mode)

    @property
    def label(self) -> str:
        """How the initiative is taken up."""
        return str(self.mode.label) if self.mode else _("All the steps")

    @property
    def title(self) -> str:
        return self.initiative.title if self.initiative else ""

    @property
    def query(self) -> str:
        """What an address carries of it, without a question mark."""
        carried = {MODE: self.mode and self.mode.value, INITIATIVE: self.key and str(self.key)}
        return urlencode({name: value for name, value in carried.items() if value})

    @property
    def start_url(self) -> str:
        """Where one's own sheet is begun; empty without an initiative."""
        url = self.initiative.url if self.initiative else ""
        return f"{url}?{urlencode({'view': 'start', **({MODE: self.mode.value} if self.mode else {})})}" if url else ""

    def address(self, page: Page, page_context: PageContext, /, **params: str) -> str:
        """The address of a page in this thread; empty when the page has none."""
        url = page.get_url(page_context.request)
        query = "&".join(filter(None, [self.query, urlencode(params)]))
        return f"{url}?{query}" if url and query else url or ""


def asked_mode(request: HttpRequest) -> Mode | None:
    """The mode that the address asks for; an unknown one counts as none."""
    asked = request.GET.get(MODE)
    return Mode(asked) if asked in Mode.values else None


def thread_of(page_context: PageContext) -> Thread:
    """The thread that the address names. One query where it names an initiative, else none."""
    mode, key = asked_mode(page_context.request), _asked_key(page_context.request)
    initiative = _initiative(key, page_context) if key else None
    return Thread(mode, key, initiative) if initiative else Thread(mode)


def _asked_key(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get(INITIATIVE, ""))
    except ValueError:
        return None


def _initiative(key: UUID, page_context: PageContext) -> Link | None:
    types = ContentType.objects.get_for_models(*pages_with(SheetFields)).values()
    sheets = Page.objects.filter(translation_key=key, content_type__in=[each.pk for each in types])
    best: Any = best_versions(visible(sheets, page_context), page_context.language.code).get(key)
    return link_to(best, page_context) if best else None


class ThreadPageContext(PageContext):
    """The context of pages that show a thread: search engines list only their addresses without an initiative."""

    @property
    def robots(self) -> str:
        return "noindex" if INITIATIVE in self.request.GET else super().robots
