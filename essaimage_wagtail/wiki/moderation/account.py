"""The public name, among the settings of an account in the admin."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import BaseSettingsPanel

from ..models import PublicName


class PublicNameForm(forms.ModelForm):
    class Meta:
        model = PublicName
        fields = ("name",)


class PublicNamePanel(BaseSettingsPanel):
    name = "essaimage_public_name"
    title = _("Name in the public history of pages")
    order = 150

    def get_form(self) -> Any:
        known = PublicName.objects.filter(user=self.user).first() or PublicName(user=self.user)
        data = self.request.POST if self.request.method == "POST" else None
        return PublicNameForm(data, instance=known, prefix=self.name)
