"""The pages of a visitor who suggests something: the form, what became of it, the confirmation of an e-mail address.

None of them is kept by caches or listed by search engines.
"""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from wagtail.models import Site
from wagtail.permissions import page_permission_policy

from ...contexts.streams import Section
from ...models import SheetFields
from ..context import about
from ..history.kinds import has_history
from ..models import Suggestion
from ..models.suggestions import Kind, State
from ..visitors.limits import TooMany
from ..visitors.network import visitor
from ..visitors.pages import home_in, shown_page
from ..visitors.tokens import Unsigned
from ..visitors.views import VisitorView, is_too_large, too_large
from . import limits, mailing, moderators
from .authors import forget
from .deciding import withdraw
from .forms import MOST_TEXTS, SuggestionForm, renewed
from .options import options
from .pages import editor_url
from .passages import Place, place_in


@method_decorator(csrf_exempt, name="dispatch")
class ImproveView(VisitorView):
    """Shows a section as it is, and takes what a visitor suggests for it.

    Cross-site requests are refused by :func:`csrf_protect` on what reads the form: a body that is too large is answered
    before anything reads it.
    """

    template = "essaimage_wagtail/wiki/improve.html"

    def get(self, request: HttpRequest, key: UUID, code: str, place: str = "") -> HttpResponse:
        page = self._page(key, code)
        if "edit" in request.GET and self._may_edit(page):
            # Somebody comes back from signing in to edit; a person who may not edit gets the form.
            return redirect(editor_url(page, place))
        with translation.override(code):
            found = place_in(page, place)
            shown = found or _whole(page)
            return self._show(page, shown, self._form(page, shown, initial=_asked(request)), is_gone=found is None)

    def post(self, request: HttpRequest, key: UUID, code: str, place: str = "") -> HttpResponse:
        page = self._page(key, code)
        if is_too_large(request):
            with translation.override(code):
                shown = place_in(page, place) or _whole(page)
                return self._show(page, shown, too_large(self._form(page, shown, {})), status=413)
        return self._take(request, page, code, place)

    @staticmethod
    def _form(page: Any, place: Place, data: Any = None, **kwargs: Any) -> SuggestionForm:
        code = page.locale.language_code
        return SuggestionForm(data, place=place, code=code, is_sheet=isinstance(page, SheetFields), **kwargs)

    @method_decorator(csrf_protect)
    def _take(self, request: HttpRequest, page: Any, code: str, name: str) -> HttpResponse:
        with translation.override(code):
            found = place_in(page, name)
            place = found or _whole(page)
            if not self._may_suggest():
                return self._show(page, place, self._form(page, place), status=403)
            form = self._form(page, place, request.POST)
            number = self._number(form, page, place)
            if number is None or not form.is_valid():
                return self._show(page, place, self.form, is_gone=found is None, status=422)
            saved = self._saved(form, page, place, number)
            if saved is None:
                return self._show(page, place, form, status=429)
        return redirect(saved)

    def _number(self, form: SuggestionForm, page: Any, place: Place) -> UUID | None:
        """The number of the form; ``None`` if it cannot be taken: ``self.form`` is then the form to show."""
        self.form = form
        try:
            return limits.checked_token(form.data.get("token", ""), page, place)
        except limits.Outrun as outrun:
            self.form = self._form(page, place, renewed(self.request.POST, outrun.shown, place))
            self.form.add_error(None, str(outrun))
        except Unsigned as error:
            form.add_error(None, str(error))
        return None

    def _saved(self, form: SuggestionForm, page: Any, place: Place, number: UUID) -> Suggestion | None:
        """The suggestion, kept. A form that is sent twice gives the first one again. ``None`` if it cannot be taken:
        the form then has the error."""
        data, user = form.cleaned_data, self.request.user
        who = visitor(self.request)
        try:
            with transaction.atomic():
                if first := self._first(form, number, who):
                    return first
                limits.check_numbers(who, data["email"], user.is_authenticated)
                saved = Suggestion.objects.create(
                    form=number,
                    page_key=page.translation_key,
                    language=page.locale.language_code,
                    page_title=page.title,
                    place=place.name,
                    section=place.label[:255],
                    kind=data["kind"],
                    texts=[
                        {
                            "path": passage.path,
                            "position": passage.position,
                            "label": passage.label,
                            "before": passage.words,
                            "words": words,
                        }
                        for passage, words in form.changed
                    ],
                    shown=[[passage.label, passage.words] for passage in place.passages[:MOST_TEXTS]],
                    told=form.replication,
                    remark=data["remark"],
                    name=data["name"],
                    publish_name=data["publish_name"],
                    email=data["email"],
                    consented_at=timezone.now() if data["consent"] else None,
                    visitor=who,
                )
                site = Site.find_for_request(self.request)
                mailing.confirmation_after_commit(saved, site)
                moderators.tell_after_commit(saved, site)
                return saved
        except TooMany as error:
            form.add_error(None, str(error))
        except (IntegrityError, _SentByAnother):
            form.add_error(None, _("This form was sent before. Open the page again to suggest something else."))
        return None

    @staticmethod
    def _first(form: SuggestionForm, number: UUID, who: str) -> Suggestion | None:
        first = Suggestion.objects.filter(form=number).first()
        if first is not None and first.visitor != who:
            # Only the author may learn the address of a suggestion: nobody else gets it by sending the token again.
            raise _SentByAnother
        return first

    def _page(self, key: UUID, code: str) -> Any:
        page = shown_page(key, code, Site.find_for_request(self.request))
        if page is None:
            raise Http404
        return page

    def _may_suggest(self) -> bool:
        return options().anonymous or bool(self.request.user.is_authenticated)

    def _may_edit(self, page: Any) -> bool:
        user = self.request.user
        return user.is_authenticated and page_permission_policy.user_has_permission_for_instance(user, "change", page)

    def _show(
        self, page: Any, place: Place, form: SuggestionForm, *, is_gone: bool = False, status: int = 200
    ) -> HttpResponse:
        url = page.get_url(self.request) or ""
        section = Section(f"section-{place.name}", place.label, place.block) if place.block else None
        return self.answer(
            page,
            # Not 404: where addresses begin with a language, Django would look for the page below one.
            410 if is_gone and status == 200 else status,
            place=place,
            section=section,
            form=form,
            token=limits.token_for(page, place),
            is_gone=is_gone,
            may_suggest=self._may_suggest(),
            options=options(),
            editor_url=editor_url(page, place.name) if self._may_edit(page) else "",
            edit_url=f"{self.request.path}?edit",
            page_url=url,
            back_url=f"{url}#{section.id}" if section else url,
            replicate_url=f"{url}?view=replicate" if url and isinstance(page, SheetFields) else "",
            watch_url=about("watch_page")(page) if has_history(type(page)) else "",
            too_many=len(place.passages) > MOST_TEXTS,
        )


class _SentByAnother(Exception):
    """Another visitor has sent a form with the same token before."""


class SuggestionView(VisitorView):
    """What became of a suggestion: its secret address is its author's. A suggestion that waits can be withdrawn."""

    template = "essaimage_wagtail/wiki/suggestion.html"

    def get(self, request: HttpRequest, secret: UUID, token: str = "") -> HttpResponse:
        suggestion = get_object_or_404(Suggestion.objects.select_related("replication"), secret=secret)
        return self._show(suggestion, token)

    def post(self, request: HttpRequest, secret: UUID, token: str = "") -> HttpResponse:
        suggestion = get_object_or_404(Suggestion, secret=secret)
        if token:
            if not mailing.is_confirmed_by(token, suggestion):
                return self._show(suggestion, token, status=403)
            unconfirmed = Suggestion.objects.filter(pk=suggestion.pk, email_confirmed_at=None)
            if unconfirmed.update(email_confirmed_at=timezone.now()) and suggestion.state in ANSWERED:
                suggestion.refresh_from_db()
                mailing.answer_after_commit(suggestion)
        elif "forget" in request.POST:
            forget([suggestion])
        else:
            withdraw(suggestion)
        return redirect(suggestion)

    def _show(self, suggestion: Suggestion, token: str, status: int = 200) -> HttpResponse:
        site = Site.find_for_request(self.request)
        page = shown_page(suggestion.page_key, suggestion.language, site)
        around = page or home_in(suggestion.language, site)
        if around is None:
            raise Http404
        is_valid = bool(token) and mailing.is_confirmed_by(token, suggestion)
        return self.answer(
            around,
            status if is_valid or not token else 403,
            suggestion=suggestion,
            suggested_page=page,
            page_url=page and page.get_url(self.request),
            is_published=bool(page and suggestion.version_id),
            token=token,
            is_valid=is_valid,
            kind=Kind(suggestion.kind).label,
            may_forget=bool(suggestion.name or suggestion.email),
        )


ANSWERED = (State.ACCEPTED, State.CHANGED, State.REFUSED)


def _whole(page: Any) -> Place:
    found = place_in(page, "")
    assert found is not None  # noqa: S101 - the page as a whole is always there
    return found


def _asked(request: HttpRequest) -> dict[str, str]:
    """The kind of suggestion that a link names (``?kind=``)."""
    kind = request.GET.get("kind", "")
    return {"kind": kind} if kind in Kind.values else {}
