"""The language of the plugin's own words on a page: that of the page, if they are translated into it, else English.

Where a language has no translation, Django would take the site's first language: French around a page in Hebrew.
"""

import gettext
from functools import lru_cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext_noop, to_locale

FALLBACK = "en"
MARK = gettext_noop("Find an initiative")
"""A message that every translation has: a catalogue that translates it is one of the plugin's, or a site's for it."""


def interface_for(code: str) -> str:
    """The language in which the plugin speaks around a page in the language ``code``."""
    places = [Path(config.path) / "locale" for config in apps.get_app_configs()]
    return code if _is_translated(code, (*map(str, settings.LOCALE_PATHS), *map(str, places))) else FALLBACK


@lru_cache(maxsize=256)
def _is_translated(code: str, places: tuple[str, ...]) -> bool:
    if code.split("-")[0] == FALLBACK:
        return True
    locale = to_locale(code)
    return any(gettext.translation("django", place, [locale], fallback=True).gettext(MARK) != MARK for place in places)
