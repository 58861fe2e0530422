"""Writes the demonstration's content into the database, each page in a transaction of its own."""

import hashlib
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import transaction
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, Site

from essaimage_wagtail.models import Audience, Organisation, Territory, Theme
from essaimage_wagtail.pages.models import DirectoryPage, SheetPage
from example_site.home.models import HomePage

from .content import FOLDER, LANGUAGES, Content, ContentError, merge
from .streams import stable_id, stream
from .translate import translate

FIRST = LANGUAGES[0]
ACCOUNT = {"username": "demo", "password": "demo"}
PLAIN_FACTS = ("status", "start_year", "end_year", "scope", "fictional", "reviewed_on")


class Loader:
    def __init__(self, content: Content) -> None:
        self.content = content
        self.changed = 0

    def steps(self) -> list[tuple[str, Callable[[], None]]]:
        """What is to be done, in order, each with a word for the progress bar."""
        return [
            ("languages", self.languages),
            ("territories", self.territories),
            ("vocabulary", self.vocabulary),
            ("account", self.account),
            ("home", self.home),
            ("directory", self.directory),
            *((sheet["key"], lambda sheet=sheet: self.sheet(sheet)) for sheet in self.content.sheets),
        ]

    def summary(self) -> str:
        counts = {
            locale.language_code: SheetPage.objects.live().filter(locale=locale).count()
            for locale in Locale.objects.order_by("pk")
        }
        sheets = ", ".join(f"{count} {code}" for code, count in counts.items())
        return f"{self.changed} pages written. Sheets: {sheets}."

    def languages(self) -> None:
        for code in LANGUAGES:
            Locale.objects.get_or_create(language_code=code)
        # The locale that Wagtail's own migrations made for another default language has no page of ours.
        Locale.objects.exclude(language_code__in=LANGUAGES).delete()

    def territories(self) -> None:
        call_command("load_territories", countries="all", levels="country", verbosity=0)
        call_command("load_territories", countries="FR", levels="region,county", verbosity=0)
        call_command("load_territories", file=FOLDER / "territories.csv", verbosity=0)

    @transaction.atomic
    def vocabulary(self) -> None:
        for model, name in ((Theme, "themes"), (Audience, "audiences")):
            for slug, labels in self.content.vocabulary[name].items():
                for language, label in labels.items():
                    model.objects.update_or_create(
                        translation_key=stable_id(name, slug),
                        locale=Locale.objects.get(language_code=language),
                        defaults={"slug": slug, "name": label},
                    )
        for slug, facts in self.content.vocabulary["organisations"].items():
            Organisation.objects.update_or_create(uuid=stable_id("organisations", slug), defaults=facts)

    def account(self) -> None:
        users = get_user_model().objects
        if not users.filter(username=ACCOUNT["username"]).exists():
            users.create_superuser(ACCOUNT["username"], "demo@example.org", ACCOUNT["password"])

    @transaction.atomic
    def home(self) -> None:
        texts = {code: self._home_fields(text, code) for code, text in self.content.home["home"].items()}
        root = Page.objects.get(depth=1)
        page, new = self._find_or_make(HomePage, "home", FIRST)
        changed = self._fill(page, texts[FIRST])
        if new:
            root.add_child(instance=page)
        self._publish(page, changed or new)
        Site.objects.update_or_create(
            is_default_site=True,
            defaults={"hostname": "127.0.0.1", "port": 8000, "site_name": "Essaimage", "root_page": page},
        )
        # The page that Wagtail's own migrations made.
        for welcome in Page.objects.filter(depth=2, slug="home", content_type__model="page"):
            welcome.delete()
        self._translate(page, FIRST, texts, changed or new)

    @staticmethod
    def _home_fields(text: dict[str, str], language: str) -> dict[str, Any]:
        return {
            "title": text["title"],
            "slug": f"home-{language}",
            "tagline": text["tagline"],
            "introduction": text["intro"].strip(),
        }

    @transaction.atomic
    def directory(self) -> None:
        texts = self.content.home["directory"]
        texts = {
            code: {
                "title": text["title"],
                "slug": _ascii(text["slug"], texts[FIRST]["slug"]),
                "introduction": text["intro"].strip(),
            }
            for code, text in texts.items()
        }
        page, new = self._find_or_make(DirectoryPage, "directory", FIRST)
        changed = self._fill(page, texts[FIRST])
        if new:
            self._page("home", FIRST).add_child(instance=page)
        self._publish(page, changed or new)
        self._translate(page, FIRST, texts, changed or new)

    @transaction.atomic
    def sheet(self, sheet: dict[str, Any]) -> None:
        key, source, facts = sheet["key"], sheet["source"], sheet["facts"]
        try:
            fields = {code: self._sheet_fields(sheet, code) for code in sheet["texts"]}
        except (KeyError, ContentError) as error:
            raise ContentError(f"{key}: {error}") from error
        page, new = self._find_or_make(SheetPage, key, source)
        before = None if new else self._snapshot(page)
        self._fill(page, fields[source])
        self._fill(page, {name: facts[name] for name in PLAIN_FACTS if name in facts})
        for name in ("latitude", "longitude"):
            setattr(page, name, None if facts.get(name) is None else Decimal(str(facts[name])))
        page.territory = self._territory(key, facts.get("territory"))
        page.bearer = Organisation.objects.filter(uuid=stable_id("organisations", facts.get("organisation"))).first()
        page.cover = self._image(facts["cover"], sheet["texts"][source]["title"])
        if new:
            self._page("directory", source).add_child(instance=page)
        page.themes = self._terms(Theme, "themes", facts)
        page.audiences = self._terms(Audience, "audiences", facts)
        page.tags.set(sheet["texts"][source].get("tags") or [])
        changed = new or self._snapshot(page) != before
        self._publish(page, changed)
        self._translate(page, source, fields, changed)

    def _sheet_fields(self, sheet: dict[str, Any], language: str) -> dict[str, Any]:
        """The texts of a sheet in a language, its body and sources in the structure of the original."""
        key, original, text = sheet["key"], sheet["texts"][sheet["source"]], sheet["texts"][language]
        body = merge(original.get("body") or [], text.get("body") or [])
        sources = [{"source": source} for source in merge(original.get("sources") or [], text.get("sources") or [])]
        return {
            "title": text["title"],
            "slug": _ascii(text["slug"], original["slug"]),
            "pitch": text["pitch"].strip(),
            "cover_alt": text.get("cover_alt") or "",
            "citation": text.get("citation") or "",
            "body": stream(SheetPage.body.field.stream_block, body, key, self._picture),
            "sources": stream(SheetPage.sources.field.stream_block, sources, f"{key}/sources", self._picture),
        }

    @staticmethod
    def _territory(key: str, code: str | None) -> Territory | None:
        if not code:
            return None
        try:
            return Territory.objects.get(code=code)
        except Territory.DoesNotExist:
            raise ContentError(f"{key}: unknown territory {code!r}.") from None

    @staticmethod
    def _terms(model: type, name: str, facts: dict[str, Any]) -> list[Any]:
        keys = [stable_id(name, slug) for slug in facts.get(name) or []]
        return list(model.objects.filter(translation_key__in=keys, locale__language_code=FIRST))

    def _picture(self, name: str) -> int:
        return self._image(name, name.partition(".")[0]).pk

    @staticmethod
    def _image(name: str, title: str) -> Any:
        """The image of a file of ``content/covers/``, written anew when the file has changed."""
        model = get_image_model()
        data = (FOLDER / "covers" / name).read_bytes()
        image = model.objects.filter(description=f"covers/{name}").first() or model(description=f"covers/{name}")
        if image.pk is None or image.get_file_hash() != hashlib.sha1(data, usedforsecurity=False).hexdigest():
            image.file = ContentFile(data, name=name)
            image.file_hash, image.file_size = "", len(data)
        image.title = title
        image.save()
        return image

    # Pages in general

    @staticmethod
    def _page(key: str, language: str) -> Page:
        return Page.objects.get(translation_key=stable_id(key), locale__language_code=language)

    @staticmethod
    def _find_or_make(model: type[Page], key: str, language: str) -> tuple[Any, bool]:
        locale = Locale.objects.get(language_code=language)
        page = model.objects.filter(translation_key=stable_id(key), locale=locale).first()
        return (page, False) if page else (model(translation_key=stable_id(key), locale=locale), True)

    @staticmethod
    def _snapshot(page: SheetPage) -> dict[str, Any]:
        """What an editor sees of a page, to tell whether loading changed it."""
        ignored = ("_at", "revision", "draft_title", "path", "url_path", "numchild", "tagged_items")
        data = {name: value for name, value in page.serializable_data().items() if not name.endswith(ignored)}
        return data | {
            "themes": sorted(data["themes"]),
            "audiences": sorted(data["audiences"]),
            "body": json.loads(data["body"]),
            "sources": json.loads(data["sources"]),
            "tags": sorted(tag.name for tag in page.tags.all()),
        }

    @staticmethod
    def _fill(page: Any, fields: dict[str, Any]) -> bool:
        """Set fields; whether any of them is new."""
        changed = False
        for name, value in fields.items():
            before = getattr(page, name, None)
            if name in ("body", "sources"):
                setattr(page, name, value)
                continue
            changed = changed or before != value
            setattr(page, name, value)
        return changed

    def _publish(self, page: Page, changed: bool) -> None:
        if changed:
            self.changed += 1
            page.save_revision().publish()

    def _translate(self, page: Any, source: str, fields: dict[str, dict[str, Any]], changed: bool) -> None:
        for language, texts in fields.items():
            if language == source:
                continue
            current = (
                type(page).objects.filter(translation_key=page.translation_key, locale__language_code=language).first()
            )
            virtual = type(page).objects.get(pk=page.pk)
            self._fill(virtual, texts)
            if changed or current is None or not current.live or _texts(current) != _texts(virtual):
                translate(page, virtual, language)
                self.changed += 1


def _ascii(slug: str, otherwise: str) -> str:
    """wagtail-localize makes an empty slug of one in Arabic letters: it keeps ASCII alone."""
    return slug if slug.isascii() else otherwise


def _texts(page: Page) -> dict[str, list[str]]:
    from .translate import strings_by_path

    return dict(strings_by_path(page))
