"""What the templates of an encounter ask about its day and its balance."""

from datetime import datetime
from typing import Any

from django import template
from django.utils.formats import date_format

from ...formatting import direction
from ..day.plan import Plan
from ..outcomes.context import Outcomes

register = template.Library()
register.filter("direction", direction)


@register.filter
def hour(moment: datetime | None) -> str:
    """A time of day in the reader's format, by the clock of the place: Django's filter goes by that of the site."""
    return date_format(moment, "TIME_FORMAT") if moment else ""


@register.simple_tag
def day_of(encounter: Any) -> Plan:
    """The :class:`~..day.plan.Plan` of an encounter's page (``encounter``: its context)."""
    return Plan(encounter.page, encounter.page_context.site)


@register.simple_tag
def outcomes_of(encounter: Any) -> Outcomes:
    """The :class:`~..outcomes.context.Outcomes` of an encounter's page."""
    return Outcomes(encounter)
