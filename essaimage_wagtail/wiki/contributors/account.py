"""The public name and the public page, among the settings of an account in the admin."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.views.account import BaseSettingsPanel

from ...forms.choosers import SnippetChooser
from ...models import Territory
from ..models import Contributor, PublicName
from .moderation import leave

PAGE_FIELDS = ("presentation", "language", "territory", "allows_search")


class ContributorForm(forms.ModelForm):
    """A person's public name, and the page that bears it. The tick makes the page, taking it away deletes the page."""

    name = PublicName._meta.get_field("name").formfield()
    has_page = forms.BooleanField(
        label=gettext_lazy("Have a public page that lists what I gave"),
        required=False,
        help_text=gettext_lazy(
            "Anybody may read it, at an address that tells neither your user name nor your e-mail. Names in histories "
            "lead to it. Without the tick the page is gone, with its address and the words below."
        ),
    )

    field_order = ("name", "has_page")

    class Meta:
        model = Contributor
        fields = PAGE_FIELDS
        widgets = {
            "presentation": forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            "territory": SnippetChooser(model=Territory, icon="globe"),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.public_name = PublicName.objects.filter(user=user).first() or PublicName(user=user)
        known = Contributor.objects.filter(public_name__user=user).first() or Contributor()
        initial = {"name": self.public_name.name, "has_page": known.pk is not None}
        super().__init__(*args, instance=known, initial=initial, **kwargs)
        if known.withdrawn_at:
            for name in ("has_page", *PAGE_FIELDS):
                del self.fields[name]

    def clean_name(self) -> str:
        """A name of spaces and invisible characters alone counts as empty."""
        name: str = self.cleaned_data["name"]
        return name if any(letter.isprintable() and not letter.isspace() for letter in name) else ""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("has_page") and not data.get("name") and "name" not in self.errors:
            self.add_error("name", _("A page bears a public name: give one, or take the tick away."))
        return data

    def save(self, commit: bool = True) -> Any:
        self.public_name.name = self.cleaned_data["name"]
        self.public_name.save()
        if self.cleaned_data.get("has_page"):
            self.instance.public_name = self.public_name
            return super().save(commit)
        if "has_page" in self.fields:
            leave(self.public_name.user)
        return self.instance


class PublicNamePanel(BaseSettingsPanel):
    name = "essaimage_public_name"
    title = gettext_lazy("How the public sees me")
    order = 150
    template_name = "essaimage_wagtail/admin/public_name_panel.html"

    def get_form(self) -> ContributorForm:
        data = self.request.POST if self.request.method == "POST" else None
        return ContributorForm(data, user=self.user, prefix=self.name)


@require_POST
def take_me_away(request: HttpRequest) -> HttpResponse:
    """Delete the page of the person who clicks, and their public name too if the form says so."""
    with_name = request.POST.get("essaimage_leave") == "both"
    leave(request.user, with_name=with_name)
    told = _("Your page and your name are gone.") if with_name else _("Your page is gone. Your name stays.")
    messages.success(request, told)
    return redirect("wagtailadmin_account")
