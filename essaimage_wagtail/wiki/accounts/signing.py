"""Signing in and out, and choosing a password: Django's views, in the look and the language of the site.

A site uses these pages unless it has others, see :mod:`.addresses`; the pages of the host and of Wagtail stay as they
are.
"""

from typing import Any

from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ..context import may_edit_pages
from .addresses import has_own_pages, reset_url, sign_in_url
from .forms import ResetForm, SignInForm
from .pages import AccountPage

FORM = "essaimage_wagtail/wiki/account/form.html"
MESSAGE = "essaimage_wagtail/wiki/account/message.html"


class SignInView(AccountPage, auth.LoginView):
    name = "sign_in"
    template_name = "essaimage_wagtail/wiki/account/sign_in.html"
    authentication_form = SignInForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not has_own_pages():
            return redirect(sign_in_url(self.code, self.get_redirect_url()))
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not has_own_pages():
            # The site's other page may ask for more than a password: this one must be no way round it.
            return redirect(sign_in_url(self.code))
        return super().post(request, *args, **kwargs)

    def get_success_url(self) -> str:
        """The page from which somebody came. The admin only for people who may enter it: it would send anybody else
        back here."""
        back, admin = self.get_redirect_url(), reverse("wagtailadmin_home")
        if may_edit_pages(self.request):
            return back or admin
        return back if back and not back.startswith(admin) else self.page.get_url(self.request) or "/"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            reset_url=reset_url(self.code),
            sign_out_url=reverse("essaimage:wiki:sign_out", args=[self.code]),
            onward_url=self.get_success_url() if self.request.user.is_authenticated else "",
            **kwargs,
        )


class SignOutView(AccountPage, auth.LogoutView):
    """Signs out, by POST alone, then leads to the page that the form names, else to the home page."""

    name = "sign_out"
    http_method_names = ["post", "options"]

    def get_success_url(self) -> str:
        return self.get_redirect_url() or self.page.get_url(self.request) or "/"


class ResetView(AccountPage, auth.PasswordResetView):
    """Sends the link to a new password. It answers the same whether an address has an account or not."""

    name = "reset_password"
    template_name = FORM
    form_class = ResetForm

    def is_there(self) -> bool:
        return has_own_pages()

    def form_valid(self, form: Any) -> HttpResponse:
        form.save(request=self.request, code=self.code, site=self.site)
        return redirect("essaimage:wiki:password_sent", code=self.code)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            heading=_("A new password"),
            sentences=[_("Give the e-mail address of your account. We send you a link to choose a new password.")],
            button=_("Send me the link"),
            sign_in_url=sign_in_url(self.code),
            **kwargs,
        )


class PasswordSentView(AccountPage, auth.PasswordResetDoneView):
    name = "password_sent"
    template_name = MESSAGE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            heading=_("Look into your mailbox"),
            sentences=[
                _("If an account has this address, a message with a link is on its way."),
                _("If nothing arrives within a few minutes, look among the unwanted messages."),
            ],
            **kwargs,
        )


class SetPasswordView(AccountPage, auth.PasswordResetConfirmView):
    """Sets a password without signing in: the sign-in page of the site may ask for more than a password."""

    name = "set_password"
    template_name = FORM

    def get_success_url(self) -> str:
        return reverse("essaimage:wiki:password_set", args=[self.code])

    def address_in(self, page: Any) -> str:
        return page.get_url(self.request) or "/"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.validlink:
            words = {"heading": _("Choose your password"), "button": _("Keep this password")}
        else:
            words = {"heading": _("This link does not work any more"), "again_url": reset_url(self.code)}
            context["sentences"] = [_("It was used before, or it is out of date. You can have a new one sent to you.")]
        return {**context, **words}


class PasswordSetView(AccountPage, auth.PasswordResetCompleteView):
    name = "password_set"
    template_name = MESSAGE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            heading=_("Your password is set"),
            sentences=[_("From now on you sign in with it.")],
            sign_in_url=sign_in_url(self.code),
            **kwargs,
        )
