"""What the editors of a site choose for its footer. Pages are named by translation key: once for all languages."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from ..licences import licence_choices
from ..models.keys import PageKeyField

__all__ = ["FooterSettings"]

PAGES = ("about", "contact", "legal_notice", "privacy", "accessibility")
"""The fields that name pages, in the order of the footer."""


@register_setting(icon="site")
class FooterSettings(BaseSiteSetting):
    about = PageKeyField(_("about this site"), null=True, blank=True)
    contact = PageKeyField(_("contact page"), null=True, blank=True)
    legal_notice = PageKeyField(_("legal notice"), null=True, blank=True)
    privacy = PageKeyField(_("personal data"), null=True, blank=True)
    accessibility = PageKeyField(
        _("accessibility statement"),
        null=True,
        blank=True,
        help_text=_("What was tested, what does not work yet, and whom to tell. Public bodies have to publish it."),
    )
    email = models.EmailField(_("e-mail address"), blank=True, help_text=_("Anybody can read it on every page."))
    phone = models.CharField(
        _("telephone"), max_length=40, blank=True, help_text=_("With the country's code: “+33 3 20 00 00 00”.")
    )
    licence = models.CharField(
        _("licence of what is published here"),
        max_length=40,
        blank=True,
        choices=licence_choices,
        help_text=_("For all pages that do not name another one."),
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel(name) for name in PAGES],
            heading=_("Pages"),
            help_text=_("Choose each page in any language: readers get it in theirs, or in the nearest that there is."),
        ),
        MultiFieldPanel([FieldPanel("email"), FieldPanel("phone")], heading=_("How to reach you")),
        FieldPanel("licence"),
    ]

    class Meta:
        verbose_name = _("footer")

    @property
    def keys(self):
        """``[translation key]`` of the pages that are chosen, in the order of the footer."""
        return [key for name in PAGES if (key := getattr(self, name))]
