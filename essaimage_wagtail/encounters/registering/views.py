"""The pages of somebody who registers: the form, their registration at its secret address, and the end of it by one
click. None of them is kept by caches or listed by search engines."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from wagtail.models import Site

from ...contexts.page import language
from ...readers.versions import homes_of
from ...wiki.visitors.limits import TooMany, note
from ...wiki.visitors.network import visitor
from ...wiki.visitors.pages import home_or_404, shown_page
from ...wiki.visitors.tokens import Unsigned, check_time, checked_form, form_token
from ...wiki.visitors.views import OneClickView, VisitorView, is_too_large, too_large
from ..day.mine import MyTables
from ..models import EncounterPage, Registration
from ..showing.calendar import CONTENT_TYPE, has_calendars
from ..showing.places import place_words
from . import asking, granting
from .facts import facts_of, when_words
from .forms import ChangeForm, RegisterForm, from_words, initial_of
from .mailing import calendar_file, position_of
from .options import options
from .pages import Openness, gives_places, is_over, public_url, version_for
from .pitches import choices_of, wished

SIGNED_FOR = "essaimage_encounters.register"


@method_decorator(csrf_exempt, name="dispatch")
class RegisterView(VisitorView):
    """Cross-site requests are refused by :func:`csrf_protect` on what reads the form: a body that is too large is
    answered before anything reads it."""

    template = "essaimage_wagtail/encounters/register.html"

    def get(self, request: HttpRequest, key: UUID, code: str) -> HttpResponse:
        with translation.override(code):
            page = self._page(key, code)
            return self._show(page, self._form(page)) if page else self._gone(code)

    def post(self, request: HttpRequest, key: UUID, code: str) -> HttpResponse:
        with translation.override(code):
            page = self._page(key, code)
            if page is None:
                return self._gone(code)
            if is_too_large(request):
                return self._show(page, too_large(self._form(page, {})), status=413)
            return self._take(request, page)

    @method_decorator(csrf_protect)
    def _take(self, request: HttpRequest, page: Any) -> HttpResponse:
        form = self._form(page, request.POST)
        if not Openness(page).is_open:
            return self._show(page, form, status=409)
        number = None
        try:
            token = form.data.get("token", "")
            number = checked_form(token, self._about(page), SIGNED_FOR)["form"]
            check_time(token, SIGNED_FOR)
        except Unsigned as error:
            form.add_error(None, str(error))
        if number is None or not form.is_valid():
            return self._show(page, form, status=422)
        try:
            self._ask(number, page, form)
        except TooMany as error:
            form.add_error(None, str(error))
            return self._show(page, form, status=429)
        return redirect("essaimage:encounters:registered", page.translation_key, form.code)

    @transaction.atomic
    def _ask(self, number: UUID, page: Any, form: RegisterForm) -> None:
        limits = {"per_visitor": options().per_visitor, "per_site": options().per_site}
        site = Site.find_for_request(self.request)
        email = form.cleaned_data["email"]
        if site and note(number, asking.FORM, visitor(self.request), email, **limits):
            asking.ask(site, page.translation_key, form.code, form.person, form.wishes)

    def _page(self, key: UUID, code: str) -> Any:
        page = shown_page(key, code, Site.find_for_request(self.request))
        return page if isinstance(page, EncounterPage) else None

    def _form(self, page: Any, data: Any = None) -> RegisterForm:
        pitches = choices_of(page, Site.find_for_request(self.request))
        return RegisterForm(data, code=page.locale.language_code, pitches=pitches)

    def _show(self, page: Any, form: RegisterForm, status: int = 200) -> HttpResponse:
        return self.answer(
            page,
            status,
            encounter=page,
            when=when_words(facts_of(page, is_waiting=False)),
            where=place_words(page),
            opening=Openness(page),
            form=form,
            token=form_token(self._about(page), SIGNED_FOR),
            options=options(),
        )

    def _gone(self, code: str) -> HttpResponse:
        """The answer for a page that is private, a draft or gone: it tells nothing, so nobody learns which. The status
        is not 404, since Django would then look for a page at another address."""
        return self.answer(home_or_404(code, Site.find_for_request(self.request)), 410, encounter=None)

    def _about(self, page: Any) -> dict[str, str]:
        return {"encounter": str(page.translation_key), "language": page.locale.language_code}


class RegisteredView(VisitorView):
    """The page to which each form leads, the same for any e-mail address."""

    template = "essaimage_wagtail/encounters/registered.html"

    def get(self, request: HttpRequest, key: UUID, code: str) -> HttpResponse:
        site = Site.find_for_request(request)
        page = shown_page(key, code, site)
        return self.answer(page or home_or_404(code, site), encounter=page, days=options().confirm_days)


class RegistrationView(VisitorView):
    """What somebody said, and whether they have a place: confirmed, changed, taken up again. Nothing changes on GET,
    which programs send that look at the links of messages."""

    template = "essaimage_wagtail/encounters/registration.html"

    def get(self, request: HttpRequest, secret: UUID) -> HttpResponse:
        row = _row(secret)
        return self._show(row, self._form(row))

    def post(self, request: HttpRequest, secret: UUID) -> HttpResponse:
        row = _row(secret)
        if "confirm" in request.POST:
            granting.confirm(row)
            return redirect(request.path)
        form = self._form(row, request.POST)
        if row.withdrawn_at or not form.is_valid():
            return self._show(row, form, status=422)
        with transaction.atomic():
            asking.keep(row, form.person, form.wishes)
        return redirect(f"{request.path}?saved=1")

    def _form(self, row: Registration, data: Any = None) -> ChangeForm:
        with translation.override(row.language):
            self.page = version_for(row.encounter_key, row.language)
            self.choices = choices_of(self.page, row.site) if self.page else []
            return ChangeForm(
                data,
                code=row.language,
                pitches=self.choices,
                wished=[wish.pitch_key for wish in row.wishes.all()],
                languages=[language(code) for code in homes_of(row.site)],
                initial=initial_of(row),
            )

    def _show(self, row: Registration, form: ChangeForm, status: int = 200) -> HttpResponse:
        page = self.page
        around = _around(row)
        with translation.override(row.language):
            given = {
                "registration": row,
                "from_place": from_words(row),
                "encounter": page,
                "encounter_url": public_url(page, row.site),
                "when": when_words(facts_of(page, is_waiting=row.is_waiting)) if page else "",
                "where": place_words(page) if page else "",
                "wishes": wished(form.wished, self.choices),
                "mine": MyTables(row, page, timezone.now()) if page and row.is_coming else None,
                "form": form,
                "is_saved": "saved" in self.request.GET and status == 200,
                "gives_places": gives_places(page),
                "is_over": page is None or is_over(page),
                "position": position_of(row),
                "has_file": bool(page and page.day and has_calendars() and row.is_coming),
                "options": options(),
            }
            return self.answer(around, status, **given)


class CalendarView(VisitorView):
    """The file that calendars read, for somebody with a place."""

    def get(self, request: HttpRequest, secret: UUID) -> HttpResponse:
        row = _row(secret)
        page = version_for(row.encounter_key, row.language)
        file = calendar_file(page, public_url(page, row.site)) if page else b""
        if not file:
            raise Http404
        headers = {"Content-Disposition": 'attachment; filename="encounter.ics"'}
        return HttpResponse(file, content_type=CONTENT_TYPE, headers=headers)


class WithdrawView(OneClickView):
    template = "essaimage_wagtail/encounters/withdraw.html"

    def around(self, secret: UUID) -> Any:
        row = Registration.objects.select_related("site__root_page").filter(secret=secret).first()
        if row is None:
            return home_or_404(translation.get_language(), Site.find_for_request(self.request))
        return _around(row)

    def stop(self, secret: UUID) -> None:
        row = Registration.objects.filter(secret=secret).first()
        if row is not None:
            granting.withdraw(row)


def _row(secret: UUID) -> Registration:
    rows = Registration.objects.select_related("site__root_page", "territory").prefetch_related("wishes")
    row: Registration = get_object_or_404(rows, secret=secret)
    return row


def _around(row: Registration) -> Any:
    """The encounter, if anybody may see it; else the home page in the person's language."""
    return shown_page(row.encounter_key, row.language, row.site) or home_or_404(row.language, row.site)
