"""What every page of the plugin shows around its content: base template, languages, addresses."""

from typing import Any

from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.coreutils import get_content_languages
from wagtail.models import Page, Site

from ..conf import settings
from ..interface import interface_for
from ..models import DirectoryFields
from ..versions import nearness
from ..visibility import may_be_seen, visible
from .addresses import address_in, recent_changes_feed
from .languages import Language, language
from .translated import TranslationContext, with_translation

MOST_KEPT = 5000
"""Longest query string, in characters, that the links to other languages repeat: any search is shorter."""


def _with_query(url: str, query: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{query}" if query else url


class PageContext(TranslationContext):
    """The ``essaimage`` of a template's context.

    One query, for any number of languages.
    """

    def __init__(self, page: Any, request: HttpRequest) -> None:
        self.page = page
        self.request = request
        self.base_template = settings.BASE_TEMPLATE
        for known in self.around:
            if known.pk == page.pk:
                page.locale = known.locale
        self.language = language(page.locale.language_code)
        self.description = page.search_description or getattr(page, "pitch", "")

    @cached_property
    def site(self) -> Site | None:
        return Site.find_for_request(self.request)

    @cached_property
    def site_name(self) -> str:
        name = self.site.site_name if self.site else ""
        return name or str(getattr(django_settings, "WAGTAIL_SITE_NAME", ""))

    @property
    def search_name(self) -> str:
        """What browsers call the search in this language: 16 characters at most (OpenSearch 1.1)."""
        name = self.site_name or self.page.title
        if len(get_content_languages()) < 2:
            return name[:16]
        code = self.language.code.upper()
        return f"{name[: 15 - len(code)].rstrip()} {code}"

    def visible(self, pages: Any) -> Any:
        """The pages of a queryset that the readers of this page may see on its site."""
        return visible(pages, self.site, beside=self.page) if self.site else pages.none()

    @property
    def _may_be_seen(self) -> Q:
        return may_be_seen(self.site, beside=self.page) if self.site else Q(pk__in=[])

    @cached_property
    def around(self) -> list[Any]:
        """The pages around this one, each with its locale, in one query: its ancestors, the directories in its
        language, its translations, the page that it is an alias of, and the site's home pages. Only pages that readers
        of this page may see, and the page itself if it is live."""
        directories = [model for model in apps.get_models() if issubclass(model, DirectoryFields)]
        steplen = Page.steplen
        chain = [self.page.path[:end] for end in range(steplen, len(self.page.path) + 1, steplen)]
        content_types = ContentType.objects.get_for_models(*directories).values()
        pages = (
            Page.objects.live()
            .filter(
                Q(path__in=chain)
                | Q(content_type__in=[content_type.pk for content_type in content_types], locale=self.page.locale_id)
                | Q(translation_key=self.page.translation_key)
                | Q(pk=self.page.alias_of_id)
                | (Q(translation_key=self.site.root_page.translation_key) if self.site else Q(pk__in=[]))
            )
            .filter(self._may_be_seen | Q(pk=self.page.pk))
            .select_related("locale")
            .order_by("depth", "path")
            .defer_streamfields()
        )
        if apps.is_installed("essaimage_wagtail.multilingual"):
            pages = with_translation(pages, self.page.locale_id)
        return list(pages)

    @cached_property
    def ancestors(self) -> list[Any]:
        return [
            other for other in self.around if self.page.path.startswith(other.path) and other.path != self.page.path
        ]

    @cached_property
    def home(self) -> Any:
        """The site's root page in this page's language, or ``None`` outside any site."""
        root = self.site and self.site.root_page
        for candidate in [*self.ancestors, self.page]:
            if root and candidate.translation_key == root.translation_key:
                return candidate
        return None

    @cached_property
    def home_url(self) -> str:
        return (self._url(self.home) if self.home else None) or "/"

    @cached_property
    def directories(self) -> list[Any]:
        """The site's directories in this page's language; those around the page come first, the nearest before all."""
        if self.home is None:
            return []
        here = [other for other in self.around if other.path.startswith(self.home.path) and self._is_directory(other)]
        around = [other for other in here if self.page.path.startswith(other.path)]
        return [*reversed(around), *(other for other in here if other not in around)]

    @property
    def directory(self) -> Any:
        """The directory around this page, else the first one of its site and language."""
        return next(iter(self.directories), None)

    @cached_property
    def search_url(self) -> str:
        if isinstance(self.page, DirectoryFields):
            return self._url(self.page) or ""
        return (self.directory and self._url(self.directory)) or ""

    @property
    def shows_others(self) -> bool:
        """Whether the page lists other pages, see :attr:`.models.PageFields.shows_others`."""
        return getattr(self.page, "shows_others", False)

    @cached_property
    def versions(self) -> list[Any]:
        """This page and its visible translations, with their locales, in the order of the site's languages. An alias
        has the words of another language and is left out, unless the page lists other pages; so is a version in a
        language that the site has switched off, whose address leads nowhere."""
        known = get_content_languages()
        versions = [
            other
            for other in self.around
            if other.translation_key == self.page.translation_key
            and other.locale_id != self.page.locale_id
            and other.locale.language_code in known
            and (self.shows_others or not other.alias_of_id)
        ]
        return sorted([self.page, *versions], key=lambda version: nearness(version.locale.language_code))

    @cached_property
    def languages(self) -> list[Language]:
        """The page's languages; each address shows the page with the same search words and filters."""
        return [
            language(
                version.locale.language_code,
                url=_with_query(self.url_of(version) or "", self._kept_in(version.locale.language_code)),
                current=version.locale_id == self.page.locale_id,
            )
            for version in self.versions
        ]

    @cached_property
    def site_languages(self) -> list[Language]:
        """Every language of the site, in its order: :attr:`languages`, and those in which the page does not exist but
        the site has a home page. The latter lead to :func:`address_in`, if the site has that address."""
        known = {each.code: each for each in self.languages}
        missing = [code for code in self.homes if code not in known and code in get_content_languages()]
        known |= {
            code: language(code, url=address_in(self.page.translation_key, code), exists=False) for code in missing
        }
        return sorted(known.values(), key=lambda each: nearness(each.code))

    @property
    def homes(self) -> dict[str, Any]:
        """The site's home pages by language code: those that the readers of this page may see."""
        key = self.site.root_page.translation_key if self.site else None
        return {page.locale.language_code: page for page in self.around if page.translation_key == key}

    @property
    def any_language_url(self) -> str:
        """An address that leads to the page in the language that the reader chose before, else in the browser's."""
        return address_in(self.page.translation_key)

    @property
    def interface(self) -> Language | None:
        """The language of the plugin's own words where they are not translated into that of the page."""
        code = interface_for(self.language.code)
        return None if code == self.language.code else language(code)

    @property
    def language_cookie(self) -> dict[str, str]:
        """Where Django looks for a visitor's choice of language: ``{name, path, domain}``."""
        names = {"name": "NAME", "path": "PATH", "domain": "DOMAIN"}
        return {key: getattr(django_settings, f"LANGUAGE_COOKIE_{name}") or "" for key, name in names.items()}

    def other_language(self, code: str) -> Language | None:
        """The :class:`Language` of a code; ``None`` for the reader's own, which needs no mention."""
        return None if code == self.language.code else language(code)

    def _kept_in(self, code: str) -> str:
        """The parameters that make sense in another language as well."""
        kept = self.request.GET.copy()
        for name in ("page", "language"):
            kept.pop(name, None)
        # A search in this language does not also ask that pages exist in it.
        kept.setlist("languages", [value for value in kept.getlist("languages") if value != code])
        query = kept.urlencode()
        return query if len(query) <= MOST_KEPT else ""

    @cached_property
    def alternates(self) -> list[dict[str, str]]:
        """``hreflang`` links with absolute addresses, the site's first language as ``x-default``. An alias, whose
        address is not the canonical one, has none."""
        if len(self.versions) < 2 or (self.page.alias_of_id and not self.shows_others):
            return []
        links = [
            {"code": version.locale.language_code, "url": version.get_full_url(self.request)}
            for version in self.versions
        ]
        return [*links, {"code": "x-default", "url": links[0]["url"]}]

    @cached_property
    def canonical_url(self) -> str:
        """The page's own address; of an alias, that of the page whose words it shows, if that may be seen."""
        originals = [other for other in self.around if other.pk == self.page.alias_of_id and not self.shows_others]
        return (originals or [self.page])[0].get_full_url(self.request) or ""

    @property
    def robots(self) -> str:
        """What the page tells search engines, such as ``noindex``; empty for nothing."""
        return ""

    @property
    def title(self) -> str:
        """What the page is called where it is shared or found."""
        return str(self.page.seo_title or self.page.title)

    def url_of(self, version: Any) -> str | None:
        """The address of one of :attr:`versions`."""
        return self._url(version)

    @property
    def feeds(self) -> list[dict[str, str]]:
        """The Atom feeds that the page announces: ``[{title, url}]``, of its directory and of the site's changes."""
        changes = recent_changes_feed(self.language.code)
        return [*self._directory_feeds, *([{"title": _("Recent changes"), "url": changes}] if changes else [])]

    @property
    def _directory_feeds(self) -> list[dict[str, str]]:
        url = self.directory and self._url(self.directory)
        return [{"title": self.directory.title, "url": f"{url}?format=atom"}] if url else []

    @staticmethod
    def _is_directory(page: Any) -> bool:
        return issubclass(page.cached_content_type.model_class() or Page, DirectoryFields)


class BesidePageContext(PageContext):
    """Context of a page that the plugin makes about another page: search engines list neither it nor its versions."""

    @property
    def alternates(self) -> list[dict[str, str]]:
        return []

    @property
    def canonical_url(self) -> str:
        return ""

    @property
    def feeds(self) -> list[dict[str, str]]:
        """Without the feed of changes: pages about changes announce their own."""
        return self._directory_feeds
