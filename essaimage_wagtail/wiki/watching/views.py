"""The pages of somebody who watches: the form, what they watch, and the end of it by one click.

None of them is kept by caches or listed by search engines.
"""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from wagtail.models import Site

from ...contexts.page import language
from ...readers.versions import homes_of
from ..models import Watcher
from ..models.watching import Pace
from ..visitors.limits import TooMany, note
from ..visitors.network import visitor
from ..visitors.pages import home_or_404
from ..visitors.tokens import Unsigned, check_time, checked_form, form_token
from ..visitors.views import OneClickView, VisitorView, is_too_large, too_large
from . import asking
from .forms import WatchForm
from .options import options
from .subjects import Subject, changes_subject, page_subject, search_subject

SIGNED_FOR = "essaimage_wiki.watch"
AS = "as"
"""The parameter with the secret of somebody whose address is confirmed."""


@method_decorator(csrf_exempt, name="dispatch")
class WatchView(VisitorView):
    """Asks for an address, and how often to write to it. Of each kind of subject there is one view.

    Cross-site requests are refused by :func:`csrf_protect` on what reads the form: a body that is too large is answered
    before anything reads it.
    """

    template = "essaimage_wagtail/wiki/watch.html"

    def get(self, request: HttpRequest, code: str, key: UUID | None = None) -> HttpResponse:
        with translation.override(code):
            return self._show(self._subject(code, key), self._form(code))

    def post(self, request: HttpRequest, code: str, key: UUID | None = None) -> HttpResponse:
        with translation.override(code):
            if is_too_large(request):
                return self._show(self._subject(code, key), too_large(self._form(code, {})), status=413)
            return self._take(request, code, key)

    @method_decorator(csrf_protect)
    def _take(self, request: HttpRequest, code: str, key: UUID | None) -> HttpResponse:
        subject = self._subject(code, key)
        form = self._form(code, request.POST)
        try:
            token = form.data.get("token", "")
            number = checked_form(token, self._about(code), SIGNED_FOR)["form"]
            check_time(token, SIGNED_FOR)
        except Unsigned as error:
            form.add_error(None, str(error))
        if not form.is_valid() or subject.is_too_long:
            return self._show(subject, form, status=422)
        try:
            self._ask(number, subject, form.cleaned_data)
        except TooMany as error:
            form.add_error(None, str(error))
            return self._show(subject, form, status=429)
        return redirect(self.known) if self.known else redirect("essaimage:wiki:watch_asked", code)

    @transaction.atomic
    def _ask(self, number: UUID, subject: Subject, data: dict[str, Any]) -> None:
        limits = {"per_visitor": options().per_visitor, "per_site": options().per_site}
        email = "" if self.known else data["email"]
        if not note(number, asking.FORM, visitor(self.request), email, **limits):
            return
        if self.known:
            asking.add(self.known, subject, data["pace"])
        else:
            asking.ask(self.site, email, subject, data["pace"])

    @cached_property
    def known(self) -> Watcher | None:
        """The watcher, if somebody comes from the page of what they watch: the address then has the watcher's
        secret."""
        try:
            secret = UUID(self.request.GET.get(AS, ""))
        except ValueError:
            return None
        return Watcher.objects.filter(secret=secret, confirmed_at__isnull=False, site=self.site).first()

    def _form(self, code: str, data: Any = None) -> WatchForm:
        return WatchForm(data, code=code, known=self.known is not None)

    def _show(self, subject: Subject, form: WatchForm, status: int = 200) -> HttpResponse:
        return self.answer(
            subject.around,
            status,
            subject=subject,
            form=form,
            token=form_token(self._about(form.code), SIGNED_FOR),
            is_too_long=subject.is_too_long,
            known=self.known,
        )

    def _about(self, code: str) -> dict[str, str]:
        return {"address": self.request.get_full_path(), "language": code}

    def _subject(self, code: str, key: UUID | None) -> Subject:
        subject = self.subject(code, key)
        if subject is None:
            raise Http404
        return subject

    def subject(self, code: str, key: Any) -> Subject | None:
        raise NotImplementedError

    @property
    def site(self) -> Site:
        found = Site.find_for_request(self.request)
        assert found is not None  # noqa: S101 - no subject is found without one
        return found


class WatchPageView(WatchView):
    def subject(self, code: str, key: Any) -> Subject | None:
        return page_subject(key, code, self.request)


class WatchChangesView(WatchView):
    """The form has the filters of the recent changes besides."""

    def subject(self, code: str, key: Any) -> Subject | None:
        is_sent = self.request.method == "POST" and not is_too_large(self.request)
        return changes_subject(self.request.POST if is_sent else self.request.GET, code, self.request)


class WatchSearchView(WatchView):
    def subject(self, code: str, key: Any) -> Subject | None:
        return search_subject(key, code, self.request)


class AskedView(VisitorView):
    """Where each form leads, for any address."""

    template = "essaimage_wagtail/wiki/watch_asked.html"

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.answer(home_or_404(code, Site.find_for_request(request)), days=options().confirm_days)


class WatchingView(VisitorView):
    """What somebody watches, at the secret address that messages to them have: confirmed, changed, ended. Nothing
    changes on GET, which programs send that look at the links of messages."""

    template = "essaimage_wagtail/wiki/watching.html"

    def get(self, request: HttpRequest, secret: UUID) -> HttpResponse:
        watcher = get_object_or_404(Watcher.objects.select_related("site__root_page"), secret=secret)
        rows = list(watcher.subscriptions.order_by("pk"))
        return self.answer(
            home_or_404(watcher.language, watcher.site),
            watcher=watcher,
            waiting=[one for one in rows if one.confirmed_at is None],
            watched=[one for one in rows if one.confirmed_at is not None],
            paces=Pace.choices,
            languages=[language(code) for code in homes_of(watcher.site)],
        )

    def post(self, request: HttpRequest, secret: UUID) -> HttpResponse:
        watcher = get_object_or_404(Watcher.objects.select_related("site__root_page"), secret=secret)
        if "confirm" in request.POST:
            asking.confirm(watcher)
        elif "save" in request.POST:
            self._save(watcher)
        elif request.POST.get("remove", "").isdecimal():
            watcher.subscriptions.filter(pk=request.POST["remove"][:18]).delete()
        return redirect(watcher)

    def _save(self, watcher: Watcher) -> None:
        for one in watcher.subscriptions.all():
            pace = self.request.POST.get(f"pace-{one.pk}")
            if pace in Pace.values and pace != one.pace:
                watcher.subscriptions.filter(pk=one.pk).update(pace=pace)
        code = self.request.POST.get("language", "")
        if code in homes_of(watcher.site):
            Watcher.objects.filter(pk=watcher.pk).update(language=code)


class StopView(OneClickView):
    template = "essaimage_wagtail/wiki/stop_watching.html"

    def around(self, secret: UUID) -> Any:
        watcher = Watcher.objects.filter(secret=secret).first()
        return home_or_404(
            watcher.language if watcher else translation.get_language(), Site.find_for_request(self.request)
        )

    def stop(self, secret: UUID) -> None:
        asking.stop(secret)
