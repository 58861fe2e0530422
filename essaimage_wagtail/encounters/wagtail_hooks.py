"""What encounters add to Wagtail's admin."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button

from .mixin import EncounterMixin
from .permissions import may_organise
from .registering import organising, person
from .rounds import views as rounds


@hooks.register("register_admin_urls")
def programme_urls() -> list[Any]:
    return rounds.urlpatterns


@hooks.register("register_page_header_buttons")
def programme_button(page: Any, user: Any, *args: Any, **kwargs: Any) -> Any:
    if issubclass(page.specific_class, EncounterMixin) and may_organise(page, user):
        yield Button(_("Programme"), rounds.programme_url(page), icon_name="calendar-alt", priority=66)


@hooks.register("register_admin_urls")
def people_urls() -> list[Any]:
    return person.urlpatterns


@hooks.register("register_page_header_buttons")
def people_button(page: Any, user: Any, *args: Any, **kwargs: Any) -> Any:
    if issubclass(page.specific_class, EncounterMixin) and may_organise(page, user):
        yield Button(_("People"), organising.people_url(page), icon_name="group", priority=65)
