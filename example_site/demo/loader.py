"""Writes the demonstration's content into the database, each page in a transaction of its own."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import models, transaction
from django.utils.html import strip_tags
from wagtail.models import Locale, Page, Site

from essaimage_wagtail.choices import DirectoryContent, Ingredient
from essaimage_wagtail.models import Audience, Organisation, ProjectFrame, Replication, Territory, Theme, Usage
from essaimage_wagtail.pages.models import (
    CloudPage,
    CommonPage,
    DirectoryPage,
    MethodPage,
    MethodStepPage,
    SheetPage,
)
from essaimage_wagtail.wiki.models import Contributor, PublicName
from example_site.home.models import HomePage

from . import (
    account_requests,
    discussions,
    encounter_people,
    encounters,
    files,
    roles,
    site_pages,
    sponsorships,
    submissions,
    suggestions,
)
from .content import FOLDER, LANGUAGES, Content, ContentError, check_known, earlier_blocks, later_text, merge
from .pages import Earlier, History, Later, PageWriter, Rows, account_of, page_key
from .streams import stable_id, stream

FIRST = LANGUAGES[0]
VOCABULARIES = {"themes": Theme, "audiences": Audience, "usages": Usage}
TOWNS = 10_000
"""Inhabitants of the smallest commune of France that is loaded."""
ACCOUNT = {"username": "demo", "password": "demo"}
SHEET_FACTS = ("status", "start_year", "end_year", "scope", "fictional", "reviewed_on")
COMMON_TEXTS = ("format", "description", "contribution", "next_step")
STEP_FACTS = ("for_inspire", "for_redo", "for_scale_up")
STEP_TEXTS = ("purpose", "participants", "duration", "inputs", "deliverable", "tips", "warnings")
REPLICATION_FACTS = ("name", "language", "url", "mode", "kind", "year", "state")
HOME = page_key("site", "home")
DIRECTORY = page_key("site", "directory")
COMMONS = page_key("site", "commons")


class Loader:
    def __init__(self, content: Content) -> None:
        self.content = content
        self.pages = PageWriter()

    def steps(self) -> list[tuple[str, Callable[[], None]]]:
        """What is to be done, in order, each with a word for the progress bar."""
        return [
            ("languages", self.languages),
            ("territories", self.territories),
            ("vocabulary", self.vocabulary),
            ("account", self.account),
            ("home", self.home),
            ("initiatives", lambda: self.section("directory", DirectoryPage, {})),
            ("commons", lambda: self.section("commons", DirectoryPage, {"lists": DirectoryContent.COMMONS})),
            ("frame", self.frame),
            ("method", self.method),
            *((step["key"], lambda step=step: self.step(step)) for step in self.content.method["steps"]),
            *((common["key"], lambda common=common: self.common(common)) for common in self.content.commons),
            *((sheet["key"], lambda sheet=sheet: self.sheet(sheet)) for sheet in self.content.sheets),
            ("replications", self.replications),
            *((entry["key"], lambda entry=entry: self.encounter(entry)) for entry in self.content.encounters),
            ("sponsorships", self.sponsorships),
            ("suggestions", self.suggestions),
            ("contributors", self.contributors),
            ("account requests", self.account_requests),
            ("cloud", lambda: self.section("cloud", CloudPage, {})),
            ("pages", self.site_pages),
            ("roles", transaction.atomic(roles.make)),
            ("submissions", self.submissions),
            ("discussions", self.discussions),
            ("completeness", lambda: call_command("essaimage_completeness", verbosity=0)),
        ]

    def summary(self) -> str:
        counts = {
            locale.language_code: SheetPage.objects.live().filter(locale=locale).count()
            for locale in Locale.objects.order_by("pk")
        }
        sheets = ", ".join(f"{count} {code}" for code, count in counts.items())
        return f"{self.pages.changed} pages written. Sheets: {sheets}."

    def languages(self) -> None:
        for code in LANGUAGES:
            Locale.objects.get_or_create(language_code=code)
        # The locale that Wagtail's own migrations made for another default language has no page of ours.
        Locale.objects.exclude(language_code__in=LANGUAGES).delete()

    def territories(self) -> None:
        call_command("load_territories", countries="all", levels="country", verbosity=0)
        call_command("load_territories", countries="FR", levels="region,county", verbosity=0)
        call_command("load_territories", file=FOLDER / "territories.csv", verbosity=0)
        # What the demonstration says of a town is kept.
        call_command("load_territories", countries="FR", levels="city", population=TOWNS, verbosity=0)

    @transaction.atomic
    def vocabulary(self) -> None:
        call_command("load_vocabulary", verbosity=0)
        call_command("essaimage_concepts", "load", verbosity=0)
        for slug, facts in self.content.organisations.items():
            Organisation.objects.update_or_create(uuid=stable_id("organisations", slug), defaults=facts)

    def account(self) -> None:
        users = get_user_model().objects
        if not users.filter(username=ACCOUNT["username"]).exists():
            users.create_superuser(ACCOUNT["username"], "demo@example.org", ACCOUNT["password"])

    @transaction.atomic
    def home(self) -> None:
        fields = {
            code: {
                "title": text["title"],
                "slug": f"home-{code}",
                "tagline": text["tagline"],
                "introduction": text["intro"].strip(),
                "search_description": strip_tags(text["intro"].partition("</p>")[0]).strip(),
            }
            for code, text in self.content.home["home"].items()
        }
        page = self.pages.write(HomePage, HOME, None, FIRST, fields, {})
        Site.objects.update_or_create(
            is_default_site=True,
            defaults={"hostname": "127.0.0.1", "port": 8000, "site_name": "Essaimage", "root_page": page},
        )
        # The page that Wagtail's own migrations made.
        for welcome in Page.objects.filter(depth=2, slug="home", content_type__model="page"):
            welcome.delete()

    @transaction.atomic
    def section(self, name: str, model: type[Page], facts: dict[str, Any]) -> None:
        """A page below the home page that lists or draws others; the home page leads to it."""
        texts = self.content.home[name]
        fields = {
            code: {
                "title": text["title"],
                "slug": _ascii(text["slug"], texts[FIRST]["slug"]),
                "search_description": text["description"],
                "introduction": text["intro"].strip(),
            }
            for code, text in texts.items()
        }
        self.pages.write(model, page_key("site", name), HOME, FIRST, fields, {**facts, "show_in_menus": True})

    @transaction.atomic
    def frame(self) -> None:
        for language, (original, text) in _texts(self.content.frame).items():
            body = stream(ProjectFrame.body.field.stream_block, merge(original["body"], text["body"]), "frame")
            ProjectFrame.objects.update_or_create(
                translation_key=_frame_key(self.content.frame["key"]),
                locale=Locale.objects.get(language_code=language),
                defaults={"name": text["name"], "purpose": text["purpose"].strip(), "body": body},
            )

    @transaction.atomic
    def method(self) -> None:
        method = self.content.method
        facts = self._presented_facts(method)
        self.pages.write(
            MethodPage,
            page_key("methods", method["key"]),
            HOME,
            method["source"],
            {
                code: {
                    **self._presented_fields(MethodPage, method["key"], original, text),
                    "search_description": text["pitch"].strip(),
                    "body": _stream(MethodPage, "body", original, text, method["key"]),
                }
                for code, (original, text) in _texts(method).items()
            },
            {**facts, "show_in_menus": True},
            {"themes": self._terms("themes", method)},
        )

    @transaction.atomic
    def step(self, step: dict[str, Any]) -> None:
        key, facts, source = step["key"], step["facts"], self.content.method["source"]
        frame = ProjectFrame.objects.filter(
            translation_key=_frame_key(facts.get("frame")), locale__language_code=source
        ).first()
        fields = {}
        for code, (original, text) in _texts({"source": source, **step}).items():
            items = [{"item": item} for item in merge(original.get("checklist") or [], text.get("checklist") or [])]
            fields[code] = {
                "title": text["title"],
                "slug": _ascii(text["slug"], original["slug"]),
                **{name: (text.get(name) or "").strip() for name in STEP_TEXTS},
                "instructions": _stream(MethodStepPage, "instructions", original, text, key),
                "checklist": stream(MethodStepPage.checklist.field.stream_block, items, f"{key}/checklist"),
            }
        commons = [{"common_key": page_key("commons", common)} for common in facts.get("commons") or []]
        self.pages.write(
            MethodStepPage,
            page_key("steps", key),
            page_key("methods", self.content.method["key"]),
            source,
            fields,
            {
                **{name: facts[name] for name in STEP_FACTS if name in facts},
                "frame": frame,
                "frame_section": facts.get("frame_section") or "",
                "common_links": Rows("common_key", commons),
            },
        )

    @transaction.atomic
    def common(self, common: dict[str, Any]) -> None:
        key, facts, source = common["key"], common["facts"], common["source"]
        ingredients = facts.get("ingredients") or {}
        steward = facts.get("steward")
        self.pages.write(
            CommonPage,
            page_key("commons", key),
            COMMONS,
            source,
            {
                code: {
                    **self._presented_fields(CommonPage, key, original, text),
                    **{name: (text.get(name) or "").strip() for name in COMMON_TEXTS},
                    **{
                        f"{ingredient}_evidence": (text.get("evidence") or {}).get(ingredient, "").strip()
                        for ingredient in Ingredient.values
                    },
                    "offers": self._offers(common, original, text),
                }
                for code, (original, text) in _texts(common).items()
            },
            {
                **self._presented_facts(common),
                **{f"{ingredient}_state": ingredients.get(ingredient, "") for ingredient in Ingredient.values},
                "kind": facts.get("kind") or "",
                "link": facts.get("link") or "",
                "document": files.document(facts["document"]) if facts.get("document") else None,
                "steward": self._organisations([steward]).first() if steward else None,
            },
            {
                "themes": self._terms("themes", common),
                "usages": self._terms("usages", common),
                "organisations": list(self._organisations(facts.get("organisations") or [])),
            },
        )

    def _offers(self, common: dict[str, Any], original: dict[str, Any], text: dict[str, Any]) -> Rows:
        offers = merge(original.get("offers") or [], text.get("offers") or [])
        locale = Locale.objects.get(language_code=common["source"])
        return Rows(
            "translation_key",
            [
                {
                    "translation_key": stable_id("offers", common["key"], position),
                    "locale": locale,
                    "kind": offer["kind"],
                    "text": offer["text"].strip(),
                    "territory": self._territory(common["key"], offer.get("territory")),
                    "until": offer.get("until"),
                }
                for position, offer in enumerate(offers)
            ],
        )

    def sheet(self, sheet: dict[str, Any]) -> None:
        key, facts, source = sheet["key"], sheet["facts"], sheet["source"]
        try:
            fields = {code: self._sheet_fields(key, *texts) for code, texts in _texts(sheet).items()}
            later = self._later(sheet)
            history = self._history(sheet, fields[source])
        except (KeyError, ContentError) as error:
            raise ContentError(f"{key}: {error}") from error
        points = {name: facts.get(name) for name in ("latitude", "longitude")}
        commons = [
            {"common_key": page_key("commons", link["common"]), "relation": link.get("relation") or "uses"}
            for link in facts.get("commons") or []
        ]
        # One with a history is written at several times.
        write = self.pages.write if later else transaction.atomic(self.pages.write)
        write(
            SheetPage,
            page_key("sheets", key),
            DIRECTORY,
            source,
            fields,
            {
                **{name: facts[name] for name in SHEET_FACTS if name in facts},
                **{name: None if value is None else Decimal(str(value)) for name, value in points.items()},
                **self._presented_facts(sheet),
                "territory": self._territory(key, facts.get("territory")),
                "bearer": self._organisations([facts.get("organisation")]).first(),
                "method_key": page_key("methods", facts["method"]) if facts.get("method") else None,
                "common_links": Rows("common_key", commons),
            },
            {
                "themes": self._terms("themes", sheet),
                "audiences": self._terms("audiences", sheet),
                "tags": sheet["texts"][source].get("tags") or [],
            },
            later,
            history,
        )

    def _sheet_fields(self, key: str, original: dict[str, Any], text: dict[str, Any]) -> dict[str, Any]:
        return {
            **self._presented_fields(SheetPage, key, original, text),
            "body": _stream(SheetPage, "body", original, text, key),
        }

    def _later(self, sheet: dict[str, Any]) -> Later | None:
        if "later" not in sheet:
            return None
        text = later_text(sheet)
        return Later(
            days=sheet["later"]["days"],
            fields=self._sheet_fields(sheet["key"], text, text),
            languages=sheet["later"].get("languages") or [],
        )

    @staticmethod
    def _history(sheet: dict[str, Any], fields: dict[str, Any]) -> History | None:
        if "earlier" not in sheet:
            return None
        earlier = [
            Earlier(
                days=version["days"],
                author=version["author"],
                summary=version["summary"],
                fields={
                    **fields,
                    **(version.get("texts") or {}),
                    "body": earlier_blocks(sheet, version, fields["body"]),
                },
            )
            for version in sheet["earlier"]
        ]
        latest = sheet["latest"]
        return History(earlier, latest["author"], latest["summary"], latest.get("translators") or {})

    @transaction.atomic
    def replications(self) -> None:
        for entry in self.content.replications:
            adapted = entry.get("adapted")
            waits = bool(entry.get("waits"))
            replication, _created = Replication.objects.update_or_create(
                uuid=stable_id("replications", entry["key"]),
                defaults={
                    "live": not waits,
                    "has_unpublished_changes": waits,
                    "standing": "",
                    **{name: entry.get(name) or _empty(Replication, name) for name in REPLICATION_FACTS},
                    "origin_key": page_key("sheets", entry["origin"]),
                    "adapted_key": page_key("sheets", adapted) if adapted else None,
                    "territory": self._territory(entry["key"], entry.get("territory")),
                    "sources": _sources(Replication, entry, entry, f"replications/{entry['key']}"),
                },
            )
            texts, names = entry.get("texts") or {}, entry.get("names") or {}
            for language in texts | names:
                words = {**texts.get(language, {}), "name": names.get(language)}
                replication.texts.model.objects.update_or_create(
                    replication=replication,
                    locale=Locale.objects.get(language_code=language),
                    defaults={name: (words.get(name) or "").strip() for name in ("name", "kept", "changed", "learnt")},
                )

    @transaction.atomic
    def site_pages(self) -> None:
        site_pages.write(self.pages, HOME, FIRST, self.content.pages)

    @transaction.atomic
    def sponsorships(self) -> None:
        for entry in self.content.sponsorships:
            sponsorships.write(entry)

    @transaction.atomic
    def encounter(self, entry: dict[str, Any]) -> None:
        encounters.write(self.pages, DIRECTORY, entry, self._terms, self._presented_facts(entry)["cover"])
        encounter_people.write(entry)

    @transaction.atomic
    def suggestions(self) -> None:
        for entry in self.content.suggestions:
            suggestions.write(entry, ACCOUNT["username"])

    @transaction.atomic
    def contributors(self) -> None:
        for entry in self.content.contributors:
            public_name = PublicName.objects.get(user=account_of(entry["name"]))
            Contributor.objects.update_or_create(
                public_name=public_name,
                defaults={
                    "uuid": stable_id("contributors", entry["name"]),
                    "presentation": entry["presentation"].strip(),
                    "language": entry["language"],
                    "territory": self._territory(entry["name"], entry.get("territory")),
                },
            )

    @transaction.atomic
    def account_requests(self) -> None:
        for entry in self.content.account_requests:
            account_requests.write(entry, self._territory(entry["key"], entry["territory"]), ACCOUNT["username"])

    @transaction.atomic
    def submissions(self) -> None:
        for entry in self.content.submissions:
            parent = self.pages.page(DIRECTORY, entry["language"])
            submissions.write(
                entry, parent, self._territory(entry["key"], entry["territory"]), self._terms("themes", entry)
            )

    @transaction.atomic
    def discussions(self) -> None:
        for entry in self.content.discussions:
            discussions.write(entry)

    # What pages have in common

    def _presented_fields(
        self, model: type[Page], key: str, original: dict[str, Any], text: dict[str, Any]
    ) -> dict[str, Any]:
        return {
            "title": text["title"],
            "slug": _ascii(text["slug"], original["slug"]),
            "pitch": text["pitch"].strip(),
            "cover_alt": text.get("cover_alt") or "",
            "citation": text.get("citation") or "",
            "sources": _sources(model, original, text, f"{key}/sources"),
        }

    @staticmethod
    def _presented_facts(entry: dict[str, Any]) -> dict[str, Any]:
        facts = entry["facts"]
        cover, title = facts.get("cover"), entry["texts"][entry["source"]]["title"]
        shown = {"cover": files.image(cover, title) if cover else None, "fictional": bool(facts.get("fictional"))}
        return {**shown, **({"licence": facts["licence"] or ""} if "licence" in facts else {})}

    @staticmethod
    def _territory(key: str, code: str | None) -> Territory | None:
        if not code:
            return None
        try:
            return Territory.objects.get(code=code)
        except Territory.DoesNotExist:
            raise ContentError(f"{key}: unknown territory {code!r}.") from None

    @staticmethod
    def _terms(name: str, entry: dict[str, Any]) -> list[Any]:
        slugs = entry.get("facts", entry).get(name) or []
        terms = list(VOCABULARIES[name].objects.filter(slug__in=slugs, locale__language_code=FIRST))
        check_known(entry["key"], name[:-1], slugs, {term.slug for term in terms})
        return terms

    @staticmethod
    def _organisations(slugs: list[str | None]) -> models.QuerySet[Organisation]:
        return Organisation.objects.filter(uuid__in=[stable_id("organisations", slug) for slug in slugs])


def _texts(entry: dict[str, Any]) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """By language, the original's texts and those of that language."""
    return {code: (entry["texts"][entry["source"]], text) for code, text in entry["texts"].items()}


def _stream(model: type[Page], name: str, original: dict[str, Any], text: dict[str, Any], key: str) -> list[Any]:
    """A translation's blocks in the structure of the original's."""
    entries = merge(original.get(name) or [], text.get(name) or [])
    return stream(model._meta.get_field(name).stream_block, entries, key)


def _sources(model: type[models.Model], original: dict[str, Any], text: dict[str, Any], key: str) -> list[Any]:
    entries = merge(original.get("sources") or [], text.get("sources") or [])
    return stream(model._meta.get_field("sources").stream_block, [{"source": source} for source in entries], key)


def _frame_key(key: str | None) -> Any:
    return stable_id("frames", key)


def _empty(model: type[models.Model], name: str) -> Any:
    return None if model._meta.get_field(name).null else ""


def _ascii(slug: str, otherwise: str) -> str:
    """wagtail-localize makes an empty slug of one in Arabic letters: it keeps ASCII alone."""
    return slug if slug.isascii() else otherwise
