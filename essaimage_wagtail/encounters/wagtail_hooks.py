"""What encounters add to Wagtail's admin."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.widgets import Button

from .day import admin as day
from .mixin import EncounterMixin
from .outcomes import admin as outcomes
from .permissions import may_organise
from .registering import organising, person
from .rounds import views as rounds


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    return [*person.urlpatterns, *rounds.urlpatterns, *day.urlpatterns, *outcomes.urlpatterns]


@hooks.register("register_page_header_buttons")
def buttons(page: Any, user: Any, *args: Any, **kwargs: Any) -> Any:
    if issubclass(page.specific_class, EncounterMixin) and may_organise(page, user):
        yield Button(_("People"), organising.people_url(page), icon_name="group", priority=65)
        yield Button(_("Programme"), rounds.programme_url(page), icon_name="calendar-alt", priority=66)
        the_day = reverse("essaimage_encounter_day", args=[page.pk])
        yield Button(pgettext_lazy("of an encounter", "The day"), the_day, icon_name="calendar-check", priority=68)
        balance = reverse("essaimage_encounter_balance", args=[page.pk])
        yield Button(_("Balance"), balance, icon_name="clipboard-list", priority=69)
