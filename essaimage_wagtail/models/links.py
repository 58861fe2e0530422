"""Rows below a page that name a common. Abstract: the concrete ones need a concrete page as parent."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from ..choices import CommonRelation, common_relations
from .keys import PageKeyField


class CommonLink(Orderable):
    """A page's link to a common, the same in every language."""

    common_key = PageKeyField(_("common"), page_mixin="essaimage_wagtail.models.common.CommonFields")

    panels = [FieldPanel("common_key")]

    class Meta(Orderable.Meta):
        abstract = True


class SheetCommonLink(CommonLink):
    """What an initiative does with a common."""

    relation = models.CharField(
        _("does what with it"), max_length=20, choices=common_relations, default=CommonRelation.USES
    )

    panels = [*CommonLink.panels, FieldPanel("relation")]

    class Meta(CommonLink.Meta):
        abstract = True
