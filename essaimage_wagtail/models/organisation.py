"""Organisations: bearers, stewards and actors refer to them, or give a plain name."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from ..choices import OrganisationKind, label_of, organisation_kinds
from ..saving import SavedTogether
from .in_languages import SaidInLanguages
from .typed import URLField


class Organisation(SavedTogether, SaidInLanguages):
    SAID = ("name", "legal_form")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=30, choices=organisation_kinds, blank=True)
    legal_form = models.CharField(
        _("legal form"),
        max_length=100,
        blank=True,
        help_text=_("As it is called at home: “association loi 1901”, “Verein”, “CIC”."),
    )
    territory = models.ForeignKey(
        "essaimage_wagtail.Territory",
        verbose_name=_("territory"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    website = URLField(_("website"), blank=True)
    other_names = models.TextField(editable=False, default="")
    """Its names in other languages, one a line: for searches in the admin."""

    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("legal_form")]),
        FieldPanel("language"),
        FieldPanel("territory"),
        FieldPanel("website"),
    ]

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        """Keep ``other_names`` in step with the translations."""
        self.other_names = "\n".join(self.all_said("name")[1:])
        if "translations" in (kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = {*kwargs["update_fields"], "other_names"}
        super().save(*args, **kwargs)

    @property
    def kind_label(self):
        return label_of(OrganisationKind, self.kind)
