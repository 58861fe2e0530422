"""The secret page of each side: what was asked and promised, when they meet, and what readers may see. Nothing changes
on GET, which programs send that look at the links of messages."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import translation
from wagtail.models import Page, Site

from ...versions import best_pages
from ...visibility import visible
from ...wiki.visitors.pages import home_or_404
from ...wiki.visitors.views import OneClickView, VisitorView
from ..addresses import path_of, stop_path
from ..asking.opening import asked_already, confirm
from ..choices import GOING, SHOWN, Side, State
from ..contacts import stop_writing
from ..ends import shown_sheets
from ..mailing.sending import language_for
from ..models import Sponsorship
from ..moving import NotPossible
from ..people import withdraw
from . import acts
from .forms import AcceptForm, MeetingForm, PromiseForm, RefuseForm, SideForm, StopForm

ACTS: dict[str, tuple[type[SideForm] | None, Callable[..., Any]]] = {
    "promise": (PromiseForm, acts.promise),
    "meeting": (MeetingForm, acts.note_meeting),
    "stop": (StopForm, acts.stop),
    "begin": (None, acts.begin),
    "end": (None, acts.end),
}
"""What both sides do: the form, if it has one, and what is then called."""

ANSWERS: dict[str, tuple[type[SideForm], Callable[..., Any]]] = {
    "accept": (AcceptForm, acts.accept),
    "refuse": (RefuseForm, acts.refuse),
}
"""What the team does that was asked."""


class SideView(VisitorView):
    side: Side
    template = "essaimage_wagtail/sponsorships/side.html"

    def get(self, request: HttpRequest, secret: UUID) -> HttpResponse:
        sponsorship = self._sponsorship(secret)
        with translation.override(language_for(sponsorship, self.side)):
            return self._show(sponsorship)

    def post(self, request: HttpRequest, secret: UUID) -> HttpResponse:
        sponsorship = self._sponsorship(secret)
        name = request.POST.get("act", "")
        with translation.override(language_for(sponsorship, self.side)):
            form = self._form(name, sponsorship, request.POST)
            if form is not None and not form.is_valid():
                return self._show(sponsorship, name, form, status=422)
            try:
                self._do(name, sponsorship, form.cleaned_data if form is not None else {})
            except NotPossible as error:
                fresh = self._sponsorship(secret)
                return self._show(fresh, name, form, problem=str(error), status=409)
        if not Sponsorship.objects.filter(pk=sponsorship.pk).exists():
            return redirect("essaimage:sponsorships:withdrawn", sponsorship.language)
        return redirect(path_of(sponsorship, self.side))

    def _sponsorship(self, secret: UUID) -> Sponsorship:
        rows = Sponsorship.objects.select_related("site__root_page", "territory", "replication")
        if self.side is Side.SPONSOR:
            rows = rows.filter(confirmed_at__isnull=False)
        return get_object_or_404(rows, **{f"{self.side}_secret": secret})

    @property
    def _known(self) -> dict[str, Any]:
        return {**ACTS, **(ANSWERS if self.side is Side.SPONSOR else {})}

    def _form(self, name: str, sponsorship: Sponsorship, data: Any = None) -> SideForm | None:
        kind = self._known.get(name, (None, None))[0]
        return kind(data, sponsorship=sponsorship, side=self.side, prefix=name) if kind else None

    def _do(self, name: str, sponsorship: Sponsorship, data: dict[str, Any]) -> None:
        number = self.request.POST.get("number", "")
        if name in ANSWERS and self.side is Side.SPONSOR:
            ANSWERS[name][1](sponsorship, **data)
        elif name in ACTS:
            data.pop("shown", None)
            ACTS[name][1](sponsorship, self.side, **data)
        elif name == "agree":
            acts.agree(sponsorship, self.side, self.request.POST.get("does") == "1")
        elif name == "remove":
            acts.take_away(sponsorship, number)
        elif name in ("show", "hide"):
            acts.show(sponsorship, number, name == "show")
        elif name == "confirm" and self.side is Side.SPONSORED:
            confirm(sponsorship)
        elif name == "withdraw" and self.side is Side.SPONSORED:
            withdraw(sponsorship)

    def _show(
        self, row: Sponsorship, name: str = "", form: SideForm | None = None, *, problem: str = "", status: int = 200
    ) -> HttpResponse:
        code = language_for(row, self.side)
        state = State(row.state)
        sheets = shown_sheets([row.sponsor_key, row.sponsored_key], code, row.site)
        forms = {one: self._form(one, row) for one, (kind, _act) in self._known.items() if kind}
        return self.answer(
            home_or_404(code, row.site),
            status,
            sponsorship=row,
            side=str(self.side),
            own_promises=getattr(row, f"{self.side}_promises"),
            other_promises=getattr(row, f"{self.side.other}_promises"),
            agrees=getattr(row, f"{self.side}_agrees"),
            other_agrees=getattr(row, f"{self.side.other}_agrees"),
            email=getattr(row, self.side.email_field),
            is_going=state in GOING,
            may_be_shown=state in SHOWN,
            sponsor=_linked(sheets.get(row.sponsor_key), self.request),
            sponsored=_linked(sheets.get(row.sponsored_key), self.request) if row.sponsored_key else None,
            encounter=_linked(_encounter(row, code), self.request),
            meetings=list(row.meetings.all()),
            forms={**forms, **({name: form} if form is not None else {})},
            failed=form if form is not None and form.errors else None,
            unsaved=form if problem and form is not None else None,
            already=_already(row),
            problem=problem,
            stop_url=stop_path(row, self.side),
        )


class SponsorView(SideView):
    side = Side.SPONSOR


class SponsoredView(SideView):
    side = Side.SPONSORED


class StopView(OneClickView):
    template = "essaimage_wagtail/sponsorships/stop.html"
    side: Side

    def around(self, secret: UUID) -> Any:
        row = Sponsorship.objects.select_related("site").filter(**{f"{self.side}_secret": secret}).first()
        if row is None:
            return home_or_404(translation.get_language(), Site.find_for_request(self.request))
        return home_or_404(language_for(row, self.side), row.site)

    def stop(self, secret: UUID) -> None:
        stop_writing(self.side, secret)


class SponsorStopView(StopView):
    side = Side.SPONSOR


class SponsoredStopView(StopView):
    side = Side.SPONSORED


class WithdrawnView(VisitorView):
    """The page that follows when somebody withdraws a request before anybody was told of it."""

    template = "essaimage_wagtail/sponsorships/withdrawn.html"

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.answer(home_or_404(code, Site.find_for_request(request)))


def _linked(page: Any, request: HttpRequest) -> dict[str, str] | None:
    """``{title, url}`` of a page that everybody may see."""
    return {"title": page.title, "url": page.get_url(request) or ""} if page is not None else None


def _already(row: Sponsorship) -> str:
    """The address of the same request that is under way already, for one that is not confirmed; else empty."""
    found = asked_already(row, Sponsorship.objects.all()) if row.confirmed_at is None else None
    return path_of(found, Side.SPONSORED) if found else ""


def _encounter(row: Sponsorship, code: str) -> Any:
    if row.encounter_key is None:
        return None
    pages = visible(Page.objects.filter(translation_key=row.encounter_key), row.site)
    return best_pages(pages, code).get(row.encounter_key)
