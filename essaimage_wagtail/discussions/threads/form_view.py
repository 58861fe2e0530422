"""What the forms of discussions have in common: who may fill them in, and how they are taken."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from wagtail.models import Site

from ...wiki.context import AboutPageContext
from ...wiki.visitors.limits import TooMany, note
from ...wiki.visitors.network import hashed, visitor
from ...wiki.visitors.pages import home_in
from ...wiki.visitors.tokens import Unsigned, check_time, checked_form, form_token
from ...wiki.visitors.views import VisitorView, is_too_large, too_large
from ..models import Author
from ..options import options
from ..people import asking, authors
from ..writing import Closed
from .reading import may_read

SIGNED_FOR = "essaimage_discussions.form"
MEMBERS_FORM = "discussion-member"
"""The kind of form that is counted, of people who signed in."""


class Refused(Exception):
    """An answer instead of the form."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


@method_decorator(csrf_exempt, name="dispatch")
class FormView(VisitorView):
    """A form in the language of its address. Cross-site requests are refused by :func:`csrf_protect` on what reads the
    form: a body that is too large is answered before anything reads it."""

    is_for_people = True
    """Whether it asks who somebody is."""
    has_preview = False
    """Whether what is typed can be seen first, as it will be shown."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().dispatch(request, *args, **kwargs)
        except Refused as refused:
            return refused.response

    def get(self, request: HttpRequest, code: str, key: UUID | None = None) -> HttpResponse:
        with translation.override(self.code):
            self.begin(key)
            return self.show(self.form(initial=self.initial()))

    def post(self, request: HttpRequest, code: str, key: UUID | None = None) -> HttpResponse:
        with translation.override(self.code):
            self.begin(key)
            if is_too_large(request):
                return self.show(too_large(self.form({})), status=413)
            return self._take(request)

    @method_decorator(csrf_protect)
    def _take(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if self.has_preview and "preview" in request.POST:
            return self.preview(form)
        try:
            token = form.data.get("token", "")
            number = checked_form(token, self._about, SIGNED_FOR)["form"]
            check_time(token, SIGNED_FOR)
        except Unsigned as error:
            form.add_error(None, str(error))
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            with transaction.atomic():
                return redirect(self.taken(form.cleaned_data) if self._is_first(number, form) else self.again())
        except TooMany as error:
            form.add_error(None, str(error))
            return self.show(form, status=429)
        except Closed:
            form.add_error(
                None,
                _(
                    "This discussion was closed while you were writing. Copy what you wrote, and begin another one "
                    "with it."
                ),
            )
            return self.show(form, status=409)

    def _is_first(self, number: UUID, form: Any) -> bool:
        chosen, data = options(), form.cleaned_data
        if self.member is not None:
            who, most = hashed(f"account {self.request.user.pk}"), 10**6
            return note(number, MEMBERS_FORM, who, "", per_visitor=chosen.per_visitor, per_site=most)
        limits = {"per_visitor": chosen.per_visitor, "per_site": chosen.per_site}
        return note(number, asking.FORM, visitor(self.request), data.get("email", ""), **limits)

    # What the forms do

    def begin(self, key: UUID | None) -> None:
        """Read what the form is about. Raises :class:`Refused` and ``Http404``."""
        is_kept_out = self.is_for_people and not options().anonymous and not self.request.user.is_authenticated
        if is_kept_out or not may_read(self.request):
            context = {**self._around, "next": self.request.get_full_path(), "writes": is_kept_out}
            raise Refused(render(self.request, "essaimage_wagtail/discussions/members.html", context, status=403))

    def form(self, data: Any = None, **kwargs: Any) -> Any:
        raise NotImplementedError

    def initial(self) -> dict[str, Any]:
        return {}

    def context(self) -> dict[str, Any]:
        return {}

    def taken(self, data: dict[str, Any]) -> str:
        """Do what the form asks for; returns where it leads. Raises :class:`~..writing.Closed`."""
        raise NotImplementedError

    def preview(self, form: Any) -> HttpResponse:
        """The form again, with what it holds as it will be shown; nothing is kept."""
        raise NotImplementedError

    def again(self) -> str:
        """Where a form leads that is sent a second time."""
        return asking.own_url(self.member) if self.member and self.member.pk else self.asked_url

    # What they have in common

    def show(self, form: Any, status: int = 200, *, token: str = "", **more: Any) -> HttpResponse:
        """Answer with the form. ``token``: the one with which the form came, if it is still good; else a new one is
        made."""
        given = {"form": form, "token": token or form_token(self._about, SIGNED_FOR), "member": self.member}
        return self.answer(self.home, status, **given, **self.context(), **more)

    def good_token(self, form: Any) -> str:
        """The token of a form that is sent for a preview, so that the form can then be sent with it; empty if it is not
        good."""
        token = str(form.data.get("token", ""))
        try:
            checked_form(token, self._about, SIGNED_FOR)
        except Unsigned:
            return ""
        return token

    def context_around(self, page: Any) -> AboutPageContext:
        return AboutPageContext(page, self.request, self._in_language)

    def _in_language(self, page: Any) -> str:
        match = self.request.resolver_match
        assert match is not None  # noqa: S101 - a view is found by its address
        return reverse(match.view_name, kwargs={**match.kwargs, "code": page.locale.language_code})

    @property
    def _around(self) -> dict[str, Any]:
        return {"page": self.home, "essaimage": self.context_around(self.home)}

    @property
    def _about(self) -> dict[str, str]:
        return {"address": self.request.get_full_path(), "language": self.code}

    @cached_property
    def site(self) -> Site:
        found = Site.find_for_request(self.request)
        if found is None:
            raise Http404
        return found

    @cached_property
    def home(self) -> Any:
        found = home_in(self.kwargs["code"], self.site)
        if found is None:
            raise Http404
        return found

    @property
    def code(self) -> str:
        return str(self.home.locale.language_code)

    @property
    def asked_url(self) -> str:
        return reverse("essaimage:discussions:asked", args=[self.code])

    @cached_property
    def member(self) -> Author | None:
        return authors.member(self.request.user, self.site) if self.is_for_people else None

    @property
    def who(self) -> dict[str, Any]:
        """Parameters of a :class:`~.forms.PersonForm`."""
        is_named = self.member is not None and bool(self.member.name)
        return {"code": self.code, "known": self.member is not None, "with_name": not is_named}

    def author(self, data: dict[str, Any]) -> Author:
        name = data.get("name", "")
        if self.member is not None:
            return authors.stored(self.member, name=name, code=self.code)
        return authors.author_at(self.site, data["email"], name=name, code=self.code)
