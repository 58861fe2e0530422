"""New organisations and contacts from their choosers."""

from typing import Any

from django.db import models

from ..models.organisation import Organisation
from ..models.people import Contact
from ..models.territory import latin
from .adding import NewRowForm
from .named import NamedField


class NewOrganisationForm(NewRowForm):
    territory = NamedField("territory", label=Organisation._meta.get_field("territory").verbose_name)

    class Meta:
        model = Organisation
        fields = ("name", "kind", "territory", "website")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        name, territory = latin(cleaned.get("name", "")), cleaned.get("territory")
        for other in Organisation.objects.only("name", "other_names", "territory") if name else ():
            called = {latin(said) for said in (other.name, *other.other_names.split("\n"))}
            # The same name in two towns is two organisations.
            if name in called and (not territory or other.territory_id in (None, territory.pk)):
                self.refuse(other)
                break
        return cleaned


class NewContactForm(NewRowForm):
    organisation = NamedField("organisation", label=Contact._meta.get_field("organisation").verbose_name)

    class Meta:
        model = Contact
        fields = ("name", "role", "organisation", "email", "phone", "consent")

    def clean(self) -> dict[str, Any]:
        """Refuse a contact that is there already, but only one that the editor may see: a refusal must not tell of
        others."""
        cleaned = super().clean()
        name, email = cleaned.get("name", ""), cleaned.get("email", "")
        seen = Contact.objects.visible_to(self.for_user)
        same = models.Q(email__iexact=email) if email else models.Q(organisation=cleaned.get("organisation"))
        for other in seen.filter(same) if latin(name) else ():
            if latin(other.name) == latin(name):
                self.refuse(other)
                break
        return cleaned
