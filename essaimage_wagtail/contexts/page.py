"""What every page of the plugin shows around its content: base template, languages, addresses."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, TextField, Value, When
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language_info
from wagtail.coreutils import get_content_languages
from wagtail.models import Page, Site

from ..conf import settings
from ..interface import interface_for
from ..models import DirectoryFields
from ..models.translation import untranslated
from ..versions import nearness
from ..visibility import may_be_seen, visible
from .changes import seen_by_readers, told

MOST_KEPT = 5000
"""Longest query string, in characters, that the links to other languages repeat: longer than that of any search."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language as a reader sees it: named in itself. ``url`` is that of the page in this language; where the page is
    not in it (``exists``), of a page in this language that says so. ``in_sentence``: the name within a sentence."""

    code: str
    name: str
    dir: str
    url: str = ""
    current: bool = False
    exists: bool = True
    in_sentence: str = ""


def language(code: str, **kwargs: Any) -> Language:
    """The :class:`Language` of a code; its own name comes from the site's settings, else from Django."""
    try:
        info = get_language_info(code)
    except KeyError:
        info = {"name_local": code, "bidi": False}
    name = info["name_local"]
    direction = "rtl" if info["bidi"] else "ltr"
    return Language(code, name[:1].upper() + name[1:], direction, in_sentence=name, **kwargs)


def address_in(key: UUID, code: str = "") -> str:
    """The address of the plugin's own at which a page, named by its translation key, can be asked for in a language, or
    without a code in that of the browser; nothing on a site that has not included :mod:`essaimage_wagtail.urls`."""
    try:
        return reverse("essaimage:page_in", args=[key, code] if code else [key])
    except NoReverseMatch:
        return ""


def version_address(revision_id: int | None) -> str:
    """The permanent address of a published version, by the number of its revision; nothing without the wiki."""
    try:
        return reverse("essaimage:wiki:version", args=[revision_id]) if revision_id else ""
    except NoReverseMatch:
        return ""


def _with_query(url: str, query: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{query}" if query else url


class PageContext:
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
        """Those of a queryset of pages that the readers of this page may see on its site."""
        return visible(pages, self.site, beside=self.page) if self.site else pages.none()

    @property
    def _may_be_seen(self) -> Q:
        return may_be_seen(self.site, beside=self.page) if self.site else Q(pk__in=[])

    @cached_property
    def around(self) -> list[Any]:
        """The pages around this one, each with its locale, in one query: its ancestors, the directories in its
        language, its translations, the page that it is an alias of, and the site's home pages. Only pages that its
        readers may see, and the page itself if it is live."""
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
            pages = self._with_translation(pages)
        return list(pages)

    def _with_translation(self, pages: Any) -> Any:
        """Each page with what wagtail-localize knows of it: ``is_original`` (translations are made from it),
        ``follows`` (the key of the locale of the version that it is made from, if it is); and, where
        this page follows it, ``synced_at`` (when its words were last taken for translation), ``has_waiting`` (whether
        any of these is not translated into the language of this page), and ``changes`` since this page was translated,
        the latest of them published at ``changed_at``; both ``None`` if nothing was compared yet."""
        sources = apps.get_model("wagtail_localize.TranslationSource").objects.filter(
            object_id=OuterRef("translation_key"), locale=OuterRef("locale_id")
        )
        followed = sources.filter(translations__target_locale=self.page.locale_id, translations__enabled=True)
        # Only of what is followed: most pages around are not, and their texts are not looked at.
        texts = apps.get_model("wagtail_localize.StringSegment").objects.filter(
            source__object_id=OuterRef("translation_key"),
            source__locale=OuterRef("locale_id"),
            source__translations__target_locale=self.page.locale_id,
            source__translations__enabled=True,
        )
        made_from = apps.get_model("wagtail_localize.Translation").objects.filter(
            source__object_id=OuterRef("translation_key"), target_locale=OuterRef("locale_id"), enabled=True
        )
        baselines = apps.get_model("essaimage_multilingual.Baseline").objects.filter(
            translation__source__object_id=OuterRef("translation_key"), translation__enabled=True
        )
        compared = baselines.filter(
            translation__source__locale=OuterRef("locale_id"), translation__target_locale=self.page.locale_id
        )
        own = baselines.filter(translation__target_locale=OuterRef("locale_id"))
        return pages.annotate(
            is_original=Exists(sources),
            follows=Subquery(made_from.values("source__locale")[:1]),
            synced_at=Subquery(followed.values("last_updated_at")),
            has_waiting=Exists(untranslated(texts, self.page.locale_id)),
            changes=Subquery(compared.values("changes")),
            changed_at=Subquery(compared.values("changed_at")),
            by_machine=Subquery(own.values("machine")[:1]),
        )

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
    def directory(self) -> Any:
        """The directory around this page, else the first one of its site and language."""
        if self.home is None:
            return None
        here = [other for other in self.around if other.path.startswith(self.home.path) and self._is_directory(other)]
        around = [other for other in here if self.page.path.startswith(other.path)]
        return (around or here or [None])[-1 if around else 0]

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
        has the words of another language and is left out, unless the page lists other pages."""
        versions = [
            other
            for other in self.around
            if other.translation_key == self.page.translation_key
            and other.locale_id != self.page.locale_id
            and (self.shows_others or not other.alias_of_id)
        ]
        return sorted([self.page, *versions], key=lambda version: nearness(version.locale.language_code))

    @cached_property
    def original(self) -> Language | None:
        """The :class:`Language` that this page was translated from, with the address of that version; ``None`` for an
        original, and where the version may not be seen."""
        sources = [version for version in self.around if getattr(version, "is_original", False)]
        if any(version.pk == self.page.pk for version in sources) and not self._followed:
            return None
        original = self._first or next((version for version in self.versions if version in sources), None)
        if original is None:
            return None
        return language(original.locale.language_code, url=self._url(original) or "")

    @cached_property
    def by_way_of(self) -> Language | None:
        """The version from which this page is made where that is itself a translation of :attr:`original`."""
        followed = self._followed
        if followed is None or followed is self._first:
            return None
        return language(followed.locale.language_code, url=self._url(followed) or "")

    @cached_property
    def _first(self) -> Any:
        """Where the chain of versions that this page follows began."""
        by_locale = {version.locale_id: version for version in self.versions if version.pk != self.page.pk}
        first, seen = self._followed, set()
        while first is not None and first.follows in by_locale and first.pk not in seen:
            seen.add(first.pk)
            first = by_locale[first.follows]
        return first

    @cached_property
    def _followed(self) -> Any:
        """The version from which wagtail-localize makes this page, unless somebody has stopped that."""
        return next((version for version in self.versions if getattr(version, "synced_at", None)), None)

    @property
    def original_changed(self) -> datetime | None:
        """When the original was published last, if its words are others now than those that this page translates."""
        original = self._followed
        if original is None:
            return None
        if original.changes is not None:
            changed: datetime | None = original.changed_at if seen_by_readers(original.changes) else None
            return changed
        # Neither has been published since the site compares them.
        published: datetime | None = original.last_published_at
        return published if published and published > original.synced_at else None

    @property
    def original_changes(self) -> list[str]:
        """What changed in the original since, as sentences."""
        if self._followed is None or not self._followed.changes:
            return []
        return told(type(self.page), seen_by_readers(self._followed.changes))

    @property
    def is_partly_translated(self) -> bool:
        return self._followed is not None and self._followed.has_waiting

    @cached_property
    def by_machine(self) -> frozenset[str]:
        """The fields of the page, and the ids of its blocks, with texts that a machine translated and nobody has read:
        ``{"title", "3c9e…"}``."""
        own = next((other for other in self.around if other.pk == self.page.pk), None)
        return frozenset(name.partition(".")[2] or name for name in getattr(own, "by_machine", None) or ())

    @cached_property
    def _texts(self) -> list[tuple[str, bool, str]]:
        """Of a page that is partly translated, its texts as translators have them: where each stands, whether it has no
        translation, and its words if it has none. One query."""
        if not self.is_partly_translated:
            return []
        texts = apps.get_model("wagtail_localize.StringSegment").objects.filter(
            source__object_id=self.page.translation_key, source__locale=self._followed.locale_id
        )
        waits = Q(pk__in=untranslated(texts, self.page.locale_id).values("pk"))
        words = Case(When(waits, then=F("string__data")), default=Value(""), output_field=TextField())
        return list(texts.annotate(waits=waits, words=words).values_list("context__path", "waits", "words"))

    @cached_property
    def untranslated_blocks(self) -> dict[str, str]:
        """By their ids, the blocks of the page that have no translated text, each with the language that it is in."""
        found = [(path.split(".")[1], waits) for path, waits, _words in self._texts if "." in path]
        translated = {block for block, waits in found if not waits}
        return {block: self._followed.locale.language_code for block, _waits in found if block not in translated}

    @cached_property
    def untranslated_words(self) -> dict[str, str]:
        """Texts of the page that have no translation, as wagtail-localize has them, each with its language."""
        return {words: self._followed.locale.language_code for _path, waits, words in self._texts if waits}

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
        the site has a home page. These lead to :func:`address_in`, if the site has it."""
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
        """An address that leads to the page in the language of the browser, or of the reader's choice before."""
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
        # What is there in this language is not asked to exist in it besides.
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
        """What search engines are told, as ``noindex``."""
        return ""

    @property
    def title(self) -> str:
        """What the page is called where it is shared or found."""
        return str(self.page.seo_title or self.page.title)

    def url_of(self, version: Any) -> str | None:
        """The address of one of :attr:`versions`."""
        return self._url(version)

    def _url(self, page: Any) -> str | None:
        return page.get_url(self.request)

    @staticmethod
    def _is_directory(page: Any) -> bool:
        return issubclass(page.cached_content_type.model_class() or Page, DirectoryFields)
