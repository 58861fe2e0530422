"""What encounters add to Wagtail's admin."""

from typing import Any

from django.utils.translation import gettext_lazy as _
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
        yield from day.buttons(page, user, *args, **kwargs)
        yield from outcomes.buttons(page, user, *args, **kwargs)
