"""Wagtail's panels, with comparisons of two versions that say what changed and nothing else."""

import functools

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail.admin import compare, panels
from wagtail.fields import RichTextField

from .comparisons import ListComparison, RowsComparison, ValueComparison

__all__ = ["FieldPanel", "InlinePanel"]

COMPARED = {
    models.BooleanField: ValueComparison,
    RichTextField: ValueComparison,
    ClusterTaggableManager: ListComparison,
}
"""Fields that are not the plugin's own: panels of other page types go on as they were."""
OF_WAGTAIL = (compare.TextFieldComparison, compare.ChoiceFieldComparison, compare.ForeignObjectComparison)
"""They tell what is gone and what is new by a colour alone."""


class FieldPanel(panels.FieldPanel):
    def get_comparison_class(self):
        try:
            field = self.db_field
        except FieldDoesNotExist:
            return super().get_comparison_class()
        found = (comparison for kind, comparison in COMPARED.items() if isinstance(field, kind))
        comparison = next(found, None) or super().get_comparison_class()
        return ValueComparison if comparison in OF_WAGTAIL else comparison


class InlinePanel(panels.InlinePanel):
    class BoundPanel(panels.InlinePanel.BoundPanel):
        def get_comparison(self):
            return [functools.partial(RowsComparison, self.heading, self.panel.db_field)]
