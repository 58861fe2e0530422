"""The page of the admin on which a moderator decides about one suggestion."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from ...comparing.words import Pieces, differences
from ...models import Replication
from ...replications.admin.deciding import edit_url
from ..models import Suggestion
from ..models.suggestions import Kind
from . import deciding, replications
from .deciding import Change, Decision
from .listing import detail_url, suggestions_for
from .pages import Refused, editor_url, stored_page
from .passages import place_in

LONGEST_ANSWER = 5000


@dataclass(slots=True)
class Shown:
    """A change, with its texts in pieces, to mark the differences. ``old`` and ``new`` compare the text of the page now
    with the suggestion. Where the page changed since, ``meanwhile`` compares the former text with that of now, and
    ``wanted`` the former text with the suggestion."""

    change: Change
    field: str
    old: Pieces
    new: Pieces
    meanwhile: tuple[Pieces, Pieces]
    wanted: tuple[Pieces, Pieces]


def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Show on GET; accept, publish or refuse on POST."""
    suggestion = get_object_or_404(Suggestion.objects.select_related("decided_by", "revision", "replication"), pk=pk)
    if not suggestions_for(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    page = stored_page(suggestion.page_key, suggestion.language)
    if request.method == "POST" and (next_url := _done(request, suggestion, page)):
        return redirect(next_url)
    suggestion.refresh_from_db()
    draft = page and deciding.draft_of(page)
    changes = deciding.changes_of(suggestion, draft)
    place = place_in(draft, suggestion.place) if draft is not None else None
    # Labels are in the language of the person who reads them.
    now = [passage.words for passage in place.passages[: len(suggestion.shown)]] if place else []
    context = {
        "suggestion": suggestion,
        "is_replication": suggestion.kind == Kind.REPLICATION,
        "replication_url": edit_url(suggestion.replication) if suggestion.replication else "",
        "shown": [_shown(change, request) for change in changes],
        "conflicts": any(change.conflicts for change in changes),
        "page_now": page,
        "is_draft_newer": bool(page and page.has_unpublished_changes),
        "is_place_gone": page is not None and place is None,
        "section_changed": place is not None and now != [words for _label, words in suggestion.shown],
        "told": "" if suggestion.is_open else deciding.told(suggestion),
        "obstacle": deciding.obstacle(request.user, page) if page else "",
        "workflow": page and page.workflow_in_progress,
        "editing": deciding.editing_now(request.user, page) if page else [],
        "may_publish": page is not None and deciding.may_publish(request.user, page),
        "editor_url": editor_url(page, suggestion.place if place else "") if page else "",
        "page_url": page.url if page is not None and page.live else "",
        "answer": request.POST.get("answer", suggestion.answer),
        "longest_answer": LONGEST_ANSWER,
        "url": detail_url(suggestion),
    }
    return TemplateResponse(request, "essaimage_wagtail/admin/suggestion.html", context)


def _shown(change: Change, request: HttpRequest) -> Shown:
    now = change.now or ""
    return Shown(
        change,
        request.POST.get(f"text-{change.number}", change.words),
        *differences(now, change.words),
        differences(change.before, now),
        differences(change.before, change.words),
    )


def _done(request: HttpRequest, suggestion: Suggestion, page: Any) -> str:
    """Decide as the moderator has chosen; returns the address that comes next. If it does not succeed, returns nothing,
    and a message says why."""
    answer, listed = request.POST.get("answer", "")[:LONGEST_ANSWER], "essaimage_suggestions"
    try:
        if "refuse" in request.POST:
            deciding.refuse(suggestion, request.user, answer)
            messages.success(request, _("The suggestion is refused."))
            return listed
        if suggestion.kind == Kind.REPLICATION:
            made = replications.accept(suggestion, request.user, answer)
            return _replication_made(request, made, suggestion.told["place"])
        accepted, is_published = deciding.accept(suggestion, request.user, _decision(request, suggestion, answer))
    except Refused as refused:
        messages.error(request, str(refused))
        return ""
    _tell(request, accepted, page, is_published)
    return listed


def _replication_made(request: HttpRequest, draft: Replication, place: str) -> str:
    """The form of the draft, where the moderator goes on."""
    messages.success(request, _("The replication is a draft. Complete it: readers see it once it is published."))
    if draft.territory is None:
        text = _("The site has no territory called “%(place)s”, or several: choose it here.")
        messages.warning(request, text % {"place": place})
    return edit_url(draft)


def _decision(request: HttpRequest, suggestion: Suggestion, answer: str) -> Decision:
    typed, numbers = request.POST, range(len(suggestion.texts))
    kept = [number for number in numbers if f"text-{number}" in typed and f"leave-{number}" not in typed]
    return Decision(
        texts={number: typed[f"text-{number}"] for number in kept},
        now={number: typed.get(f"now-{number}", "") for number in numbers},
        compared=[number for number in numbers if f"compared-{number}" in typed],
        publish="publish" in typed,
        answer=answer,
    )


def _tell(request: HttpRequest, accepted: Suggestion, page: Any, is_published: bool) -> None:
    edit = messages.button(editor_url(page, accepted.place), _("Edit the page"))
    if is_published:
        buttons = [messages.button(page.url, _("View live")), edit] if page.url else [edit]
        messages.success(request, _("The suggestion is accepted, and published."), buttons=buttons)
    elif accepted.revision_id:
        text = _("The suggestion is accepted into a draft. Readers see it once that is published.")
        messages.success(request, text, buttons=[edit])
    else:
        text = _("The suggestion is marked as done; no text of the page was changed.")
        messages.success(request, text, buttons=[edit])
