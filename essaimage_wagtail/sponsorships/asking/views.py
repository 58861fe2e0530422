"""The page on which somebody asks, and what comes next."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from wagtail.models import Site

from ...models import SheetFields
from ...wiki.visitors.limits import TooMany, note
from ...wiki.visitors.network import visitor
from ...wiki.visitors.pages import home_or_404, shown_page
from ...wiki.visitors.tokens import Unsigned, check_time, checked_form, form_token
from ...wiki.visitors.views import VisitorView, is_too_large, too_large
from ..options import options
from .context import Origin, origin_of
from .forms import AskForm
from .opening import FORM, ask

SIGNED_FOR = "essaimage_sponsorships.ask"


@method_decorator(csrf_exempt, name="dispatch")
class AskView(VisitorView):
    """Cross-site requests are refused by :func:`csrf_protect` on what reads the form: a body that is too large is
    answered before anything reads it."""

    template = "essaimage_wagtail/sponsorships/ask.html"

    def get(self, request: HttpRequest, key: UUID, code: str) -> HttpResponse:
        page, origin = self._about(key, code)
        with translation.override(code):
            return self._show(page, origin, AskForm(code=code, initial=origin.first_values))

    def post(self, request: HttpRequest, key: UUID, code: str) -> HttpResponse:
        page, origin = self._about(key, code)
        with translation.override(code):
            if is_too_large(request):
                return self._show(page, origin, too_large(AskForm({}, code=code)), status=413)
            return self._take(request, page, origin)

    @method_decorator(csrf_protect)
    def _take(self, request: HttpRequest, page: Any, origin: Origin) -> HttpResponse:
        code = page.locale.language_code
        form = AskForm(request.POST, code=code)
        try:
            token = form.data.get("token", "")
            number = checked_form(token, self._signed(), SIGNED_FOR)["form"]
            check_time(token, SIGNED_FOR)
        except Unsigned as error:
            form.add_error(None, str(error))
        if not form.is_valid():
            return self._show(page, origin, form, status=422)
        try:
            self._ask(page, origin, number, form.cleaned_data)
        except TooMany as error:
            form.add_error(None, str(error))
            return self._show(page, origin, form, status=429)
        return redirect("essaimage:sponsorships:asked", code)

    @transaction.atomic
    def _ask(self, page: Any, origin: Origin, number: UUID, data: dict[str, Any]) -> None:
        limits = {"per_visitor": options().per_visitor, "per_site": options().per_site}
        if not note(number, FORM, visitor(self.request), data["email"], **limits):
            return
        ask(
            self._site(),
            page.translation_key,
            code=page.locale.language_code,
            name=data["name"],
            email=data["email"],
            project=data["project"],
            request=data["request"],
            territory=data.get("territory") or None,
            encounter_key=origin.encounter,
            replication=origin.replication,
        )

    def _about(self, key: UUID, code: str) -> tuple[Any, Origin]:
        site = self._site()
        page = shown_page(key, code, site)
        if not isinstance(page, SheetFields):
            raise Http404
        return page, origin_of(self.request.GET, page.translation_key, code, site)

    def _site(self) -> Site:
        site = Site.find_for_request(self.request)
        if site is None:
            raise Http404
        return site

    def _signed(self) -> dict[str, str]:
        return {"address": self.request.get_full_path()}

    def _show(self, page: Any, origin: Origin, form: AskForm, status: int = 200) -> HttpResponse:
        return self.answer(
            page,
            status,
            form=form,
            origin=origin,
            token=form_token(self._signed(), SIGNED_FOR),
            page_url=page.get_url(self.request) or "",
            keep_days=options().keep_days,
        )


class AskedView(VisitorView):
    """Where each form leads, for any address."""

    template = "essaimage_wagtail/sponsorships/asked.html"

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.answer(home_or_404(code, Site.find_for_request(request)), days=options().confirm_days)
