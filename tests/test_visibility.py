"""Who may see a page: nothing that visitors are given names one that they may not see, in whatever way it is hidden."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils.timezone import now
from wagtail.models import Page, PageViewRestriction, Site

from essaimage_wagtail.models import Replication, ReplicationText
from essaimage_wagtail.pages.models import CloudPage, DirectoryPage, SheetCommon, SheetPage
from essaimage_wagtail.visibility import in_tree_of, visible

pytestmark = pytest.mark.django_db
SECRET = "zzyzx"
"""A word in the title and in the slug of all that is hidden."""
ALONE = ("draft", "unpublished", "expired", "restricted")
"""States of a page by itself: what is below it may be seen."""
PLACES = ("in a restricted part", "outside any site", "on a site within", "on a site within, in another language")
"""Places where everything is hidden from the readers of the site."""


class World:
    """Pages that may be seen, and one of each type that is named by them in every way that there is, in a ``state``."""

    def __init__(self, site, state):
        self.site, self.state = site, state
        self.shown = {}

    def place(self, code="fr"):
        """Where hidden pages of a language lie."""
        home = self.site.home[code]
        if self.state not in PLACES:
            return None
        above = self.site.root if self.state == "outside any site" else home
        above = Page.objects.get(pk=above.pk)
        slug = f"{SECRET}-part-{code}"
        known = Page.objects.filter(slug=slug).first()
        if known:
            return known
        key = {"translation_key": self.part.translation_key} if hasattr(self, "part") else {}
        part = above.add_child(instance=Page(title=f"{SECRET} part", slug=slug, locale=home.locale, **key))
        if self.state == "in a restricted part":
            PageViewRestriction.objects.create(page=part, restriction_type="login")
        elif self.state.startswith("on a site within") and not hasattr(self, "part"):
            Site.objects.create(hostname="within.example", root_page=part, site_name="Within")
        self.part = part
        return part

    def hide(self, page):
        page = Page.objects.get(pk=page.pk).specific
        if self.state in ("draft", "unpublished"):
            assert page.live is (self.state == "unpublished")
            page.unpublish() if page.live else None
        elif self.state == "expired":
            page.expire_at = now() - timedelta(minutes=1)
            page.save()
        elif self.state == "restricted":
            PageViewRestriction.objects.create(page=page, restriction_type="login")
        return page

    @property
    def publish(self):
        return {"publish": self.state != "draft"}


@pytest.fixture
def world(site, make_sheet, make_method, make_step, make_common):
    def build(state):
        this = World(site, state)
        theme = site.themes["garden"]["fr"]
        parent = this.place("en" if state.endswith("another language") else "fr") and this.place()
        under = {"parent": parent, **this.publish}
        # The directory that comes first is a hidden one.
        first = DirectoryPage(title=f"{SECRET} directory", slug=f"{SECRET}-directory", locale=site.locales["fr"])
        first.live = state != "draft"
        Page.objects.get(pk=(parent or site.home["fr"]).pk).add_child(instance=first)
        Page.objects.get(pk=first.pk).move(parent or site.home["fr"], pos="first-child")
        this.hide(first)

        common = make_common("Charte", link="https://example.org/")
        hidden_common = make_common(f"{SECRET} common", **under)
        method = make_method("Méthode")
        hidden_method = make_method(f"{SECRET} method", slug="m", **under)
        shown = make_sheet(
            "Lavoir", themes=[theme], territory=site.territory.lille, method_key=hidden_method.translation_key
        )
        hidden = make_sheet(f"{SECRET} sheet", themes=[theme], territory=site.territory.lille, **under)
        step = make_step(method, "Lire", commons=[hidden_common, common])
        hidden_step = make_step(hidden_method if parent else method, f"{SECRET} step", commons=[common], **this.publish)
        steps = [step, make_step(method, "Relire")]
        if not parent:
            # A step that may be seen, below a method that may not: in its address is that one's slug.
            steps.append(make_step(hidden_method, "Orpheline", commons=[common]))
        for sheet in (shown, hidden):
            sheet.common_links = [
                SheetCommon(common_key=key, relation=relation)
                for key in (common.translation_key, hidden_common.translation_key)
                for relation in ("uses", "produces")
            ]
            revision = sheet.save_revision()
            if sheet is shown or this.publish["publish"]:
                revision.publish()
        last = make_sheet("Buanderie", themes=[theme])
        for number, (origin, adapted) in enumerate(((shown, hidden), (hidden, last), (last, shown), (hidden, hidden))):
            row = Replication.objects.create(
                origin_key=origin.translation_key,
                adapted_key=adapted.translation_key if number < 3 else None,
                name="" if number == 2 else f"{SECRET} replication {number}",
            )
            words = f"<p>{SECRET}</p>" if hidden in (origin, adapted) else "<p>Rien</p>"
            ReplicationText.objects.create(replication=row, locale=site.locales["fr"], kept=words)
        cloud = Page.objects.get(pk=site.home["fr"].pk).add_child(
            instance=CloudPage(title="Nuage", slug="nuage", locale=site.locales["fr"])
        )
        this.shown = {page.pk: page for page in (common, method, shown, last, cloud, *steps)}
        translations = []
        for page in (common, method, step, shown, cloud):
            translated = page.copy_for_translation(site.locales["en"], copy_parents=True)
            translated.title, translated.slug = f"{SECRET} in English", f"{SECRET}-{page.slug}"
            if hasattr(translated, "save_revision"):
                revision = translated.save_revision()
                if this.publish["publish"]:
                    revision.publish()
            if state in PLACES:
                Page.objects.get(pk=translated.pk).move(this.place("en"), pos="last-child")
            translations.append(translated)
        for page in (hidden_common, hidden_step, hidden, *translations):
            this.hide(page)
        this.hide(hidden_method)
        cache.clear()
        return this

    return build


def everything_public(client, this):
    """``(address, text)`` of all that a visitor can ask of the pages that may be seen."""
    addresses = []
    around = [part[code] for part in (this.site.directory, this.site.home) for code in ("fr", "en")]
    for page in [*this.shown.values(), *around]:
        page = Page.objects.get(pk=page.pk).specific
        addresses += [page.url, f"{page.url}?view=lineage", f"{page.url}?view=replicate", f"{page.url}?view=whole"]
        if isinstance(page, DirectoryPage):
            for words in ("", SECRET, SECRET[:3]):
                formats = ("", "json", "geojson", "atom", "suggest", "opensearch")
                addresses += [
                    f"{page.url}?q={words}&format={name}" if name else f"{page.url}?q={words}" for name in formats
                ]
            addresses += [f"{page.url}?view=map", f"{page.url}?theme=garden"]
    for name in ("search/", "api/1/search/", "api/1/points/", "api/1/suggest/"):
        addresses += [f"/essaimage/{name}?q={words}" for words in ("lav", SECRET[:4])]
    for address in addresses:
        response = client.get(address, follow=True)
        yield address, response.content.decode()


@pytest.mark.parametrize("state", [*ALONE, *PLACES])
def test_nothing_public_names_a_hidden_page(client, world, state):
    this = world(state)
    leaks = []
    for address, text in everything_public(client, this):
        if SECRET in address:
            continue
        found = text.lower().find(SECRET)
        if found >= 0:
            leaks.append((address, text[max(0, found - 150) : found + 60]))
    assert not leaks, leaks


def test_the_same_is_named_everywhere_when_it_may_be_seen(client, world):
    """Else the test above would look at nothing."""
    this = world("shown")
    naming = {address for address, text in everything_public(client, this) if SECRET in text.lower()}
    for page in this.shown.values():
        assert page.url in naming, page.url
    sheet = next(page for page in this.shown.values() if isinstance(page, SheetPage))
    assert f"{sheet.url}?view=lineage" in naming
    assert f"/essaimage/api/1/suggest/?q={SECRET[:4]}" in naming


def test_readers_of_a_restricted_part_see_what_lies_in_it(client, site, admin_user, make_sheet, make_method, make_step):
    """They have passed its restriction; those of the public part have not."""
    part = site.home["fr"].add_child(instance=Page(title="Membres", slug="membres", locale=site.locales["fr"]))
    restriction = PageViewRestriction.objects.create(page=part, restriction_type="login")
    method = make_method("Méthode", parent=part)
    step = make_step(method, "Lire")
    sheet, other = make_sheet("Lavoir", parent=part), make_sheet("Buanderie", parent=part)
    hidden = make_sheet("Coffre", parent=part)
    PageViewRestriction.objects.create(page=hidden, restriction_type="password", password="x")
    for adapted in (other, hidden):
        Replication.objects.create(origin_key=sheet.translation_key, adapted_key=adapted.translation_key)
    client.force_login(admin_user)
    assert [branch.title for branch in client.get(sheet.url).context["sheet"].taken_up] == ["Buanderie"]
    assert client.get(step.url).context["step"].method["title"] == "Méthode"
    assert [step.title for step in client.get(method.url).context["method"].steps] == ["Lire"]
    restriction.delete()
    client.logout()
    assert [branch.title for branch in client.get(sheet.url).context["sheet"].taken_up] == ["Buanderie"]


def test_addresses_that_begin_alike_are_other_places(site, make_sheet):
    """SQLite's LIKE takes capitals for small letters, and any LIKE a prefix of a word for the word."""
    here = Site.objects.get()
    for number, slug in enumerate(("HOME-FR", "home-fr2", "home%fr")):
        other = site.root.add_child(instance=Page(title=slug, slug=f"x{number}", locale=site.locales["fr"]))
        Page.objects.filter(pk=other.pk).update(slug=slug, url_path=f"/{slug}/")
        assert not Page.objects.filter(in_tree_of(here), pk=other.pk).exists()
    assert visible(Page.objects.all(), here).count() == 10


def test_two_names_of_one_site_are_one_place(site, make_sheet):
    sheet = make_sheet("Lavoir")
    second = Site.objects.create(hostname="second.example", root_page=site.home["fr"])
    for host in Site.objects.all():
        assert visible(SheetPage.objects.all(), host).get() == sheet
    assert second.pk
