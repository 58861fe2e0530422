"""What the site adds to the plugin's menu."""

from django.utils.translation import gettext as _
from wagtail import hooks

from essaimage_wagtail.navigation.menu import MenuItem


@hooks.register("construct_essaimage_menu")
def add_encounters(request, items):
    """After the plugin's own sections: the encounters of the directory."""
    directory = next((item for item in items if item.name == "initiatives"), None)
    if directory is not None:
        place = sum(bool(item.name) for item in items)
        items.insert(place, MenuItem("encounters", _("Encounters"), f"{directory.url}?type=encounters"))
