"""The ready-made page type."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail.search import index

from ..mixin import EncounterMixin


class EncounterPage(EncounterMixin, Page):
    page_ptr = models.OneToOneField(
        Page, on_delete=models.CASCADE, parent_link=True, primary_key=True, related_name="%(app_label)s_%(class)s"
    )

    edit_handler = EncounterMixin.get_edit_handler_for()
    search_fields = [*Page.search_fields, index.SearchField("pitch"), index.SearchField("body")]
    template = "essaimage_wagtail/encounters/encounter_page.html"

    class Meta:
        verbose_name = _("encounter")
        verbose_name_plural = _("encounters")
