"""Writes the demonstration's content into the database, each page in a transaction of its own."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction
from django.utils.html import strip_tags
from wagtail.models import Locale, Page, Site

from essaimage_wagtail.choices import DirectoryContent
from essaimage_wagtail.models import Organisation
from essaimage_wagtail.pages.models import CloudPage, DirectoryPage, SheetPage
from essaimage_wagtail.wiki.models import Contributor, PublicName
from example_site.home.models import HomePage

from . import (
    account_requests,
    commons,
    discussions,
    encounter_people,
    encounters,
    method,
    replications,
    roles,
    sheets,
    site_pages,
    sponsorships,
    submissions,
    suggestions,
)
from .content import FOLDER, LANGUAGES, Content
from .pages import PageWriter, account_of, page_key
from .parts import FIRST, ascii_slug, terms_of, territory_of
from .streams import stable_id

TOWNS = 10_000
"""Inhabitants of the smallest commune of France that is loaded."""
ACCOUNT = {"username": "demo", "password": "demo"}
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
                "slug": ascii_slug(text["slug"], texts[FIRST]["slug"]),
                "search_description": text["description"],
                "introduction": text["intro"].strip(),
            }
            for code, text in texts.items()
        }
        self.pages.write(model, page_key("site", name), HOME, FIRST, fields, {**facts, "show_in_menus": True})

    @transaction.atomic
    def frame(self) -> None:
        method.write_frame(self.content.frame)

    @transaction.atomic
    def method(self) -> None:
        method.write_method(self.pages, HOME, self.content.method)

    @transaction.atomic
    def step(self, step: dict[str, Any]) -> None:
        method.write_step(self.pages, self.content.method, step)

    @transaction.atomic
    def common(self, common: dict[str, Any]) -> None:
        commons.write(self.pages, COMMONS, common)

    def sheet(self, sheet: dict[str, Any]) -> None:
        sheets.write(self.pages, DIRECTORY, sheet)

    @transaction.atomic
    def replications(self) -> None:
        for entry in self.content.replications:
            replications.write(entry)

    @transaction.atomic
    def site_pages(self) -> None:
        site_pages.write(self.pages, HOME, FIRST, self.content.pages)

    @transaction.atomic
    def sponsorships(self) -> None:
        for entry in self.content.sponsorships:
            sponsorships.write(entry)

    @transaction.atomic
    def encounter(self, entry: dict[str, Any]) -> None:
        encounters.write(self.pages, DIRECTORY, entry)
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
                    "territory": territory_of(entry["name"], entry.get("territory")),
                },
            )

    @transaction.atomic
    def account_requests(self) -> None:
        for entry in self.content.account_requests:
            account_requests.write(entry, territory_of(entry["key"], entry["territory"]), ACCOUNT["username"])

    @transaction.atomic
    def submissions(self) -> None:
        for entry in self.content.submissions:
            parent = self.pages.page(DIRECTORY, entry["language"])
            submissions.write(entry, parent, territory_of(entry["key"], entry["territory"]), terms_of("themes", entry))

    @transaction.atomic
    def discussions(self) -> None:
        for entry in self.content.discussions:
            discussions.write(entry)
