"""The project frame: the sections that a new sheet starts with, and what is asked in each (see ``frames.py``)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin

from .fields import SheetBodyField


class ProjectFrame(TranslatableMixin, models.Model):
    """One row for each language, as themes are; what identifies a frame everywhere is its ``translation_key``.

    wagtail-localize copies every field into a translation and again at each update: none of them may be unique.
    """

    name = models.CharField(_("name"), max_length=150)
    purpose = models.TextField(
        _("purpose"), blank=True, help_text=_("When to use this frame rather than another, in one sentence.")
    )
    body = SheetBodyField(
        verbose_name=_("sections"),
        blank=True,
        help_text=_(
            "The sections with which a new sheet starts, all empty. Write in each field what its authors should "
            "answer: they read it beside the field, and it is never part of their sheet."
        ),
    )

    panels = [FieldPanel("name"), FieldPanel("purpose"), FieldPanel("body")]

    class Meta(TranslatableMixin.Meta):
        ordering = ["name"]
        verbose_name = _("project frame")
        verbose_name_plural = _("project frames")

    def __str__(self):
        return self.name
