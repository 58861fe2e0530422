"""What encounters add to Wagtail's admin."""

from wagtail import hooks

from .day import admin as day
from .outcomes import admin as outcomes

hooks.register("register_admin_urls", lambda: [*day.urlpatterns, *outcomes.urlpatterns])
hooks.register("register_page_header_buttons", day.buttons)
hooks.register("register_page_header_buttons", outcomes.buttons)
