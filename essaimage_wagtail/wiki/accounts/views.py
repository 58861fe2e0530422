"""The pages of somebody who asks for an account: the form, what happens next, and what became of it."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from ...choices import Mode
from ...contexts.thread import Thread, thread_of
from ..models import AccountRequest
from ..models.accounts import RequestState
from ..visitors.limits import TooMany
from ..visitors.network import visitor
from ..visitors.tokens import Unsigned
from ..visitors.views import VisitorView, is_too_large, too_large
from . import asking, deciding, mailing
from .addresses import ask_url, sign_in_url
from .forms import AskForm
from .options import options
from .pages import AccountPage

FIRST_WORDS = {
    None: gettext_lazy("I would like to take up “%(title)s” where I live, and to write its sheet."),
    Mode.INSPIRE: gettext_lazy("I would like to do something inspired by “%(title)s” where I live, and to tell of it."),
    Mode.REDO: gettext_lazy("I would like to redo “%(title)s” where I live, and to write its sheet."),
    Mode.SCALE_UP: gettext_lazy("I would like to scale up “%(title)s” with other territories, and to write its sheet."),
}
"""What somebody who takes an initiative up in a mode may begin with."""


class AskPage(AccountPage, VisitorView):
    def is_there(self) -> bool:
        return options().ask

    @cached_property
    def thread(self) -> Thread:
        """The initiative from which a visitor came, and what they want to do about it."""
        return thread_of(self.context_around(self.page))


@method_decorator(csrf_exempt, name="dispatch")
class AskView(AskPage):
    """Cross-site requests are refused by :func:`csrf_protect` on what reads the form, as in
    :class:`..suggestions.views.ImproveView`."""

    name = "ask"
    template = "essaimage_wagtail/wiki/account/ask.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        words = str(FIRST_WORDS[self.thread.mode]) % {"title": self.thread.title} if self.thread else ""
        return self._show(AskForm(code=self.code, initial={"contribution": words}))

    def post(self, request: HttpRequest) -> HttpResponse:
        if is_too_large(request):
            return self._show(too_large(AskForm({}, code=self.code)), status=413)
        return self._take(request)

    @method_decorator(csrf_protect)
    def _take(self, request: HttpRequest) -> HttpResponse:
        form, who = AskForm(request.POST, code=self.code), visitor(request)
        try:
            number = asking.number_of(request.POST.get("token", ""), self.code)
        except Unsigned as error:
            form.add_error(None, str(error))
            return self._show(form, status=422)
        if not form.is_valid():
            return self._show(form, status=422)
        try:
            asking.take(form.cleaned_data, form=number, code=self.code, site=self.site, who=who)
        except TooMany as error:
            form.add_error(None, str(error))
            return self._show(form, status=429)
        asked = reverse("essaimage:wiki:asked", args=[self.code])
        return redirect(f"{asked}?{self.thread.query}" if self.thread else asked)

    def _show(self, form: AskForm, status: int = 200) -> HttpResponse:
        return self.answer(
            self.page,
            status,
            form=form,
            token=asking.token_in(self.code),
            options=options(),
            sign_in_url=sign_in_url(self.code),
            thread=self.thread,
        )


class AskedView(AskPage):
    """The same for everybody: whether an address has an account is said to its owner alone, by e-mail."""

    name = "asked"
    template = "essaimage_wagtail/wiki/account/message.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.answer(
            self.page,
            heading=_("Look into your mailbox"),
            sentences=[
                _(
                    "We have sent you a message. Follow the link in it within the next days: nobody reads your "
                    "request before."
                ),
                _("If nothing arrives within a few minutes, look among the unwanted messages."),
            ],
            home_url=self.page.get_url(request),
            thread=self.thread,
        )


class AccountRequestView(AskPage):
    """The secret address of a request: it confirms the e-mail address on POST, and says what became of the request."""

    name = "account_request"
    template = "essaimage_wagtail/wiki/account/request.html"

    def is_there(self) -> bool:
        # Also where visitors may not ask any more: earlier requests still get their answer.
        return True

    def language_asked(self, **kwargs: Any) -> str:
        self.asked = mailing.asked_by(kwargs["token"])
        return self.asked.language if self.asked else ""

    def address_in(self, page: Any) -> str:
        # The request has one language; the switcher leads home.
        return page.get_url(self.request) or "/"

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self._show(self.asked)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        if self.asked is None:
            return self._show(None)
        if "withdraw" in request.POST:
            deciding.withdraw(self.asked)
        elif self._can_be_confirmed(self.asked):
            deciding.confirm(self.asked)
        return redirect(request.path)

    @staticmethod
    def _can_be_confirmed(asked: AccountRequest) -> bool:
        days = timedelta(days=options().confirm_days)
        return asked.state == RequestState.UNCONFIRMED and asked.created_at > timezone.now() - days

    def _show(self, asked: AccountRequest | None) -> HttpResponse:
        # Not 404: where addresses begin with a language, Django would look for the page below one.
        return self.answer(
            self.page,
            200 if asked else 410,
            asked=asked,
            can_confirm=asked is not None and self._can_be_confirmed(asked),
            ask_again_url=ask_url(self.code),
            sign_in_url=sign_in_url(self.code),
        )
