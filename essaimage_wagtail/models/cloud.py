"""The cloud: all initiatives and their replications in one picture."""

from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from .page import PageFields


class CloudFields(PageFields):
    shows_others = True

    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=["bold", "italic", "link"],
        help_text=_("One or two sentences."),
    )

    class Meta:
        abstract = True
