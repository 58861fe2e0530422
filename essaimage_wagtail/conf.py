"""The plugin's settings: one dict, ``ESSAIMAGE``, in the site's settings module.

Every key has a typed default below; ``docs/reference/settings.md`` explains them one by one.
Unknown keys and wrong types are reported by ``manage.py check`` (see :mod:`.checks`).
"""

from dataclasses import dataclass, field, fields
from typing import Any

from django.conf import settings as django_settings
from django.core.signals import setting_changed

SETTING = "ESSAIMAGE"


@dataclass(frozen=True)
class Settings:
    """The plugin's settings with their defaults."""

    ACCOUNTS: dict = field(default_factory=dict)
    """Whether visitors may ask for an account, who accepts them, and where people sign in."""

    ANALYZERS: dict = field(default_factory=dict)
    """The site's own analyzers: language code to the dotted path of a row of the table, or of a class."""

    BASE_TEMPLATE: str = "essaimage_wagtail/base.html"
    """Template that every page template extends; name your site's own here."""

    CACHE_SECONDS: int = 0
    """How long a cache in front of the site may keep a public page without asking; 0: it asks each time."""

    COMPLETENESS_WEIGHTS: dict = field(default_factory=dict)
    """Changes to the weights of :data:`essaimage_wagtail.completeness.WEIGHTS`: part of a sheet to number."""

    DEFAULT_LICENCE: str = "CC-BY-SA-4.0"
    """SPDX identifier of the licence that a new sheet starts with."""

    DICTIONARIES: str = ""
    """Directory where the dictionaries of words' forms are kept once they are made; by default the user's cache."""

    DISCUSSIONS: dict = field(default_factory=dict)
    """Who reads and writes discussions on the web, how often, and how long data that nobody needs any more stay."""
    DISCUSSIONS_MAIL: dict = field(default_factory=dict)
    """The e-mail address of discussions, and which e-mails to it are taken."""

    ELASTICSEARCH: dict = field(default_factory=dict)
    """Where the server is that the engine ``ElasticsearchEngine`` asks, and how the engine asks it."""

    ENCOUNTERS: dict = field(default_factory=dict)
    """How often visitors may register for encounters, when they are reminded, and how long they are kept."""

    HISTORY_PAGES: list = field(default_factory=list)
    """Page types of the site whose history is public, beside the plugin's own: ``"blog.BlogPage"``."""

    MACHINE_DRAFTS: bool = False
    """Whether readers who lack a page in their language are shown its title and pitch as a machine drafted them."""

    MAP: dict = field(default_factory=dict)
    """The server of the tiles that lie under maps, and whose tiles they are; by default maps have no tiles."""

    PDF_CACHE: str = "default"
    """Alias of the cache, of ``CACHES``, that keeps the PDFs of sheets."""

    PDF_PER_MINUTE: int = 30
    """Number of PDFs that are made in a minute on the whole site; those that are kept are not counted."""

    RESULTS_PER_PAGE: int = 12
    """Number of results on one page of a directory."""

    SEARCH_ENGINE: str = "essaimage_wagtail.search.engines.database.DatabaseEngine"
    """Dotted path of the search engine's class."""

    SEARCH_PAGES: list = field(default_factory=list)
    """Page types of the site that are found by the ``search_fields`` that they declare: ``"blog.BlogPage"``."""

    SHARE: list = field(default_factory=lambda: ["mastodon", "linkedin", "whatsapp"])
    """Networks to which a sheet can be passed on by a plain link, beside e-mail and its address to copy."""

    SHEET_BLOCKS: str = "essaimage_wagtail.blocks.SheetBody"
    """Dotted path of the StreamBlock of a sheet's sections, or of a callable that makes one."""

    SPONSORSHIPS: dict = field(default_factory=dict)
    """When the two sides of a sponsorship are reminded, how often somebody may ask, and how long people are kept."""

    SUGGESTIONS: dict = field(default_factory=dict)
    """Who may suggest changes to pages, how often, and how long suggestions are kept."""

    VISITORS: dict = field(default_factory=dict)
    """What keeps robots out of the wiki's forms for visitors."""

    WATCHING: dict = field(default_factory=dict)
    """How often visitors may ask to watch something, when they are told, and how long their addresses are kept."""


DEFAULTS = Settings()
KEYS: dict[str, Any] = {known.name: known.type for known in fields(Settings)}


class LazySettings:
    """Reads ``settings.ESSAIMAGE`` once, and again when a test overrides it.

    What :mod:`.checks` reports (an unknown key, a wrong type) is left at its default.
    """

    def __init__(self) -> None:
        self._current: Settings | None = None

    def _load(self) -> Settings:
        if self._current is None:
            given = getattr(django_settings, SETTING, {})
            given = given if isinstance(given, dict) else {}
            known = {key: value for key, value in given.items() if type(value) is KEYS.get(key)}
            self._current = Settings(**known)
        return self._current

    def __getattr__(self, name: str) -> Any:
        return getattr(self._load(), name)

    def reset(self, *, setting: str, **kwargs: Any) -> None:
        """Forget what was read when the setting changes (a receiver of ``setting_changed``)."""
        if setting == SETTING:
            self._current = None


settings = LazySettings()
setting_changed.connect(settings.reset)
