"""A small site in five languages, for the tests that need pages (loaded as a pytest plugin by conftest)."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Page, Site
from wagtail.signal_handlers import reference_index_auto_update_disabled

from essaimage_wagtail.models import Audience, Territory, Theme
from essaimage_wagtail.pages.models import DirectoryPage, SheetPage

LANGUAGES = ("fr", "en", "es", "de", "ar")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Wagtail notes at each save what a page refers to, for the tests alone that ask it: a sixth of all their work."""
    reference_index_auto_update_disabled.value = item.get_closest_marker("references") is None


@pytest.fixture
def site(db):
    """Home and directory pages in every language, two themes, an audience and a chain of territories.

    ``site.home["fr"]``, ``site.directory["fr"]``, ``site.themes["garden"]["fr"]``, ``site.territory``.
    :mod:`tests.database` keeps their rows, where it can, rather than have them made for each test.
    """
    cache.clear()
    if not Page.objects.filter(slug="home-fr").exists():
        make_site()
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    pages = Page.objects.select_related("locale")
    home = {page.locale.language_code: page for page in pages.filter(depth=2)}
    directory = {page.locale.language_code: page for page in DirectoryPage.objects.select_related("locale")}
    territories = {territory.name.lower(): territory for territory in Territory.objects.all()}
    terms = {(term.slug, term.locale.language_code): term for term in Theme.objects.select_related("locale")}
    return SimpleNamespace(
        root=Page.objects.get(depth=1),
        home=home,
        directory=directory,
        locales=locales,
        territory=SimpleNamespace(**territories),
        themes={slug: {code: terms[slug, code] for code in ("fr", "en")} for slug in ("garden", "repair")},
        audience={"fr": Audience.objects.select_related("locale").get()},
    )


def make_site() -> None:
    """The rows of :func:`site`, instead of the pages that are there."""
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in LANGUAGES}
    # After a test whose writes were committed (one with a live server), what migrations made is gone.
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root", locale=locales["fr"])
    root.get_children().delete()
    root.refresh_from_db()
    home, directory = {}, {}
    for code, locale in locales.items():
        kwargs = {"translation_key": home["fr"].translation_key} if home else {}
        home[code] = root.add_child(instance=Page(title=f"Home {code}", slug=f"home-{code}", locale=locale, **kwargs))
        kwargs = {"translation_key": directory["fr"].translation_key} if directory else {}
        directory[code] = home[code].add_child(
            instance=DirectoryPage(title=f"Directory {code}", slug="directory", locale=locale, **kwargs)
        )
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=home["fr"], is_default_site=True, site_name="Tests")
    france = Territory.add_root(name="France", code="FR", level="country", latitude=46, longitude=2)
    nord = france.add_child(name="Nord", code="FR-59", level="county")
    nord.add_child(name="Lille", code="FR-59350", level="city", latitude="50.63", longitude="3.06")
    term(Theme, locales, "garden", fr="Jardins", en="Gardens")
    term(Theme, locales, "repair", fr="Réparation", en="Repair")
    term(Audience, locales, "everyone", fr="Tout le monde")


@pytest.fixture
def editor(admin_client, site):
    """Somebody with all rights, in the admin of the site."""
    return admin_client


def image(title="Image", **fields):
    return get_image_model().objects.create(title=title, file=get_test_image_file(), **fields)


def term(model, locales, slug, **names):
    rows, key = {}, {}
    for code, name in names.items():
        rows[code] = model.objects.create(name=name, slug=slug, locale=locales[code], **key)
        key = {"translation_key": rows[code].translation_key}
    return rows


def saved(page, *, publish):
    """A page as it is stored, once it has a revision with all its relations, which may be published."""
    revision = page.save_revision()
    if publish:
        revision.publish()
    return type(page).objects.get(pk=page.pk)


@pytest.fixture
def make_sheet(site):
    """``make_sheet("Title", language="fr", themes=[...], publish=True, **fields)``."""

    def make(title, *, language="fr", themes=(), tags=(), publish=True, parent=None, **fields):
        sheet = SheetPage(title=title, locale=site.locales[language], live=False, **{"pitch": "Pitch", **fields})
        (parent or site.directory[language]).add_child(instance=sheet)
        sheet.themes = list(themes)
        sheet.tags.set(tags)
        return saved(sheet, publish=publish)

    return make


@pytest.fixture
def find(site):
    """``find("jardin")``: the titles that a French visitor gets, best first."""
    from essaimage_wagtail.search import SearchQuery, get_engine

    def search(text, language="fr", **kwargs):
        return [hit.title for hit in get_engine().search(SearchQuery(text=text, language=language, **kwargs)).hits]

    return search
