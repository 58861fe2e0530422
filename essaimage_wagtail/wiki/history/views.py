"""The pages of a history: its list, one version, two versions compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.models import Site

from ...comparing.versions import compare
from ...formatting import written_day
from ..context import AboutPageContext, about, answer, may_edit_pages
from ..models import Version
from ..names import Author, Authors, Credits, made_of_facts
from .access import as_it_was, neighbours, public_page, public_version, public_versions
from .notice import with_notice

VERSIONS_PER_PAGE = 100


@dataclass(slots=True)
class Row:
    """A version as lists show it. ``author``: ``None`` where nobody made it; ``restored``: the version whose content it
    brought back; ``is_facts``: whether it took the facts of its original; ``suggested_by``: visitors whose
    suggestions it brought."""

    version: Version
    author: Author | None
    restored: Version | None = None
    is_current: bool = False
    compare_url: str = ""
    is_facts: bool = False
    suggested_by: Sequence[str] = ()

    @property
    def told(self) -> str:
        """What changed, in a sentence; empty where nobody said it."""
        if self.is_facts:
            return _("Facts taken from the original")
        if self.restored is None:
            return self.version.summary
        return _("Back to the version of %(day)s") % {"day": written_day(self.restored.published_at)}


def compare_url(old: Version, new: Version) -> str:
    return reverse("essaimage:wiki:compare", args=[old.revision_id, new.revision_id])


class HistoryView(View):
    """The versions of a page, the latest first; two of them are chosen to be compared."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, key: UUID, code: str) -> HttpResponse:
        page = public_page(key, code, Site.find_for_request(request))
        chosen = [request.GET.get(name, "") for name in ("old", "new")]
        if all(one.isdecimal() and len(one) < 19 for one in chosen):
            return redirect("essaimage:wiki:compare", *map(int, chosen))
        # The rows get one version more than the page shows, so that the last one shown can be compared with it.
        paginator = Paginator(public_versions(page).select_related("restores"), VERSIONS_PER_PAGE)
        shown = paginator.get_page(request.GET.get("page"))
        with translation.override(code):
            essaimage = AboutPageContext(page, request, about("history"))
            context = {
                "page": page,
                "essaimage": essaimage,
                "rows": rows_of(list(shown), page, public_versions(page)[shown.end_index() : shown.end_index() + 1]),
                "shown": shown,
                "links_url": about("links")(page),
                "makers_url": about("makers")(page),
                "watch_url": about("watch_page")(page),
                "may_edit": may_edit_pages(request),
            }
        return answer(request, "essaimage_wagtail/wiki/history.html", context, code)


def rows_of(versions: list[Version], page: Any, following: Any = ()) -> list[Row]:
    """The rows of a list of versions. ``following``: the version before the last of them, if there is one."""
    authors, facts = Authors(version.author_id for version in versions), made_of_facts(versions)
    credits_of = Credits(versions)
    before = [*versions[1:], *following]
    rows = []
    for place, version in enumerate(versions):
        row = Row(version, authors[version.author_id], is_current=version.revision_id == page.live_revision_id)
        row.suggested_by = credits_of[version]
        if version.revision_id in facts:
            row.author, row.is_facts = None, True
        restored = version.restores
        row.restored = restored if restored is not None and restored.withdrawn_at is None else None
        if place < len(before):
            row.compare_url = compare_url(before[place], version)
        rows.append(row)
    return rows


class VersionView(View):
    """A version at its permanent address, drawn by the template of its page."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, revision: int) -> HttpResponse:
        version = public_version(revision, Site.find_for_request(request))
        today, code = version.page, version.page.locale.language_code
        page = as_it_was(version)
        with translation.override(code):
            response = TemplateResponse(request, page.get_template(request), page.get_context(request))
            response.render()
            before, _after = neighbours(version)
            notice = {
                "row": rows_of([version], today)[0],
                "page": today,
                "page_url": today.get_url(request),
                "history_url": about("history")(today),
                "compare_url": compare_url(before, version) if before else "",
                "now_url": self._compared_with_now(version),
                "may_edit": may_edit_pages(request),
            }
            told = render(request, "essaimage_wagtail/wiki/version_notice.html", notice).content.decode()
        response.content = with_notice(response.content.decode(), told)
        response.headers["Content-Language"] = code
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Link"] = f'<{today.get_full_url(request)}>; rel="canonical"'
        return response

    @staticmethod
    def _compared_with_now(version: Version) -> str:
        live = version.page.live_revision_id
        current = Version.objects.filter(revision=live).shown().exclude(pk=version.pk).first()
        return compare_url(version, current) if current else ""


class CompareView(View):
    """What changed from one version of a page to another."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, old: int, new: int) -> HttpResponse:
        site = Site.find_for_request(request)
        one, other = public_version(old, site), public_version(new, site)
        if one.page_id != other.page_id:
            raise Http404
        if (one.published_at, one.pk) > (other.published_at, other.pk):
            return redirect(compare_url(other, one))
        page, code = other.page, other.page.locale.language_code
        with translation.override(code):
            after, before = rows_of([other, one], page)
            context = {
                "page": page,
                "essaimage": AboutPageContext(page, request, about("history")),
                "old": before,
                "new": after,
                "sections": compare(as_it_was(one), as_it_was(other), code, site),
                "history_url": about("history")(page),
                "previous_url": self._step(neighbours(one)[0], one),
                "next_url": self._step(other, neighbours(other)[1]),
                "may_edit": may_edit_pages(request),
            }
        return answer(request, "essaimage_wagtail/wiki/compare.html", context, code)

    @staticmethod
    def _step(old: Version | None, new: Version | None) -> str:
        return compare_url(old, new) if old and new else ""
