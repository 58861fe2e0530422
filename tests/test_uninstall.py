"""A site that leaves: nothing of ours stays, nothing of the site's goes."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.models import (
    Comment,
    GroupPagePermission,
    Locale,
    Page,
    PageLogEntry,
    PageSubscription,
    PageViewRestriction,
    Revision,
    Site,
    Task,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.signals import page_unpublished

from essaimage_wagtail import leaving
from essaimage_wagtail.discussions.models import Author, Follow, Message, Thread
from essaimage_wagtail.discussions.writing import show
from essaimage_wagtail.encounters.models import EncounterPage, Pitch, Programme, Registration
from essaimage_wagtail.models import Contact, Organisation, Replication, ReplicationText, SearchWord, Territory, Theme
from essaimage_wagtail.pages.models import CommonOffer, CommonPage, DirectoryPage, SheetCommon, SheetPage
from essaimage_wagtail.search import get_engine
from essaimage_wagtail.search.indexing import index
from essaimage_wagtail.sponsorships.models import Sponsorship
from essaimage_wagtail.sponsorships.moving import move
from tests.testapp.models import ArticlePage, Postscript

from .conftest import ROOT
from .site import image, saved
from .translating import translate

pytestmark = pytest.mark.references

GUEST = "awa@example.org"
KEPT = {"taggit_tag", "wagtailimages_image", "wagtailimages_rendition", "wagtaildocs_document"}
"""Tables of libraries that everything in a site shares: what sheets brought stays there for other pages."""


def counts():
    """``{table: number of rows}`` of all tables that are not ours, without what their rows say of our models: that is
    there as soon as the plugin is installed."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = {}
        for table in tables:
            # What is in the tables of SQLite's full text search follows from others.
            if not table.startswith("essaimage") and "_fts" not in table:
                cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
                (found[table],) = cursor.fetchone()
    ours = ContentType.objects.filter(app_label__startswith="essaimage")
    found["django_content_type"] -= ours.count()
    found["auth_permission"] -= Permission.objects.filter(content_type__in=ours).count()
    return found


def ours():
    """``{label: number of rows}`` of our models."""
    return {model._meta.label: model._base_manager.count() for model in leaving._our_models()}


@pytest.fixture(autouse=True)
def no_types_remembered():
    """Those that a test made anew are not there for the next one."""
    yield
    ContentType.objects.clear_cache()


@pytest.fixture
def host(db):
    """A site before the plugin has any content: a page above where it will come, a group, a workflow."""
    fr, en = (Locale.objects.get_or_create(language_code=code)[0] for code in ("fr", "en"))
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root", locale=fr)
    root.get_children().delete()
    root.refresh_from_db()
    Site.objects.all().delete()
    home = root.add_child(instance=ArticlePage(title="Accueil", slug="accueil", locale=fr))
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True, site_name="Tests")
    english = root.add_child(
        instance=ArticlePage(title="Home", slug="home", locale=en, translation_key=home.translation_key)
    )
    news = home.add_child(instance=article(home, "Actualités", "actualites"))
    user = User.objects.create_superuser("editor")
    group = Group.objects.create(name="Gardeners")
    workflow, task = Workflow.objects.create(name="Read"), Task.objects.create(name="Read")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    return SimpleNamespace(
        root=root, home=home, english=english, news=news, user=user, group=group, workflow=workflow, fr=fr, en=en
    )


def article(parent, title, slug):
    return ArticlePage(title=title, slug=slug, locale=parent.locale)


def below(parent, title, slug):
    """A published page of the site, with a revision."""
    parent = Page.objects.get(pk=parent.pk)
    parent.add_child(instance=(page := article(parent, title, slug)))
    return saved(page, publish=True)


@pytest.fixture
def content(host, django_capture_on_commit_callbacks):
    """What people make with the plugin in a year, in an hour. ``pages``: those of the site below ours."""
    lille = Territory.add_root(name="Lille", code="FR-59350", level="city")
    organisation = Organisation.objects.create(name="La Ruche", territory=lille)
    contact = Contact.objects.create(name="Élise", email="elise@example.org", organisation=organisation)
    theme = Theme.objects.create(name="Jardins", slug="jardins", locale=host.fr)
    SearchWord.objects.create(language="fr", word="vélo", synonyms="bicyclette")
    home = Page.objects.get(pk=host.home.pk)
    directory = DirectoryPage(title="Annuaire", slug="annuaire", locale=host.fr)
    home.add_child(instance=directory)
    saved(directory, publish=True)

    def sheet(title, parent=directory, **fields):
        page = SheetPage(title=title, locale=host.fr, pitch="Pitch", live=False, **fields)
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        page.themes, page.contacts = [theme], [contact]
        page.tags.set(["compost"])
        return saved(page, publish=True)

    common = CommonPage(title="Charte", locale=host.fr, pitch="Pitch", live=False, steward=organisation)
    Page.objects.get(pk=directory.pk).add_child(instance=common)
    common.offers = [CommonOffer(locale=host.fr, kind="offer", text="Une salle", territory=lille)]
    common = saved(common, publish=True)
    cover = image()
    lavoir = sheet(
        "Lavoir",
        cover=cover,
        territory=lille,
        body=[("budget", {"currency": "CHF", "lines": [{"label": "terre", "amount": 3, "year": 2020}]})],
    )
    lavoir.common_links = [SheetCommon(common_key=common.translation_key, relation="uses")]
    lavoir.save_revision(user=host.user, log_action=True).publish(user=host.user)
    lavoir.title = "Lavoir, not published yet"
    lavoir.save_revision(user=host.user)
    other = sheet("Lavoir de Roubaix")
    row = Replication.objects.create(
        origin_key=lavoir.translation_key, adapted_key=other.translation_key, declared_by=contact, territory=lille
    )
    ReplicationText.objects.create(replication=row, locale=host.fr, kept="<p>Tout</p>")
    row.save_revision().publish()
    with django_capture_on_commit_callbacks(execute=True):
        translate(lavoir, "en")

    meet_and_talk(directory, lavoir, other)

    # What Wagtail keeps of a page.
    for codename in ("add_contact", "change_theme"):
        host.group.permissions.add(Permission.objects.get(codename=codename))
    for page in (directory, lavoir):
        permission = Permission.objects.get(codename="change_page")
        GroupPagePermission.objects.create(group=host.group, page=page, permission=permission)
    PageSubscription.objects.create(user=host.user, page=lavoir, comment_notifications=True)
    Comment.objects.create(page=lavoir, user=host.user, text="Really?", contentpath="pitch")
    WorkflowPage.objects.create(workflow=host.workflow, page=directory)
    WorkflowContentType.objects.create(
        workflow=host.workflow, content_type=ContentType.objects.get_for_model(Replication)
    )
    EditingSession.objects.create(user=host.user, content_object=lavoir, last_seen_at=timezone.now())
    host.workflow.start(SheetPage.objects.get(pk=other.pk), host.user)
    PageViewRestriction.objects.create(page=other, restriction_type="login")

    pages = SimpleNamespace(
        guide=below(directory, "Guide", "guide"),
        # Their slugs are those of a page of the site above, and of our page that they stand below.
        news=below(lavoir, "Actualités du lavoir", "actualites"),
        annuaire=below(directory, "Annuaire des autres", "annuaire"),
        private=below(other, "Réservé", "reserve"),
    )
    pages.deep = below(pages.guide, "Plus loin", "plus-loin")
    inside = sheet("Dans le guide", parent=pages.guide)
    pages.inmost = below(inside, "Au fond", "au-fond")
    news = ArticlePage.objects.get(pk=host.news.pk)
    news.text = f'<p><a linktype="page" id="{lavoir.pk}">Lavoir</a></p>'
    news.save_revision().publish()
    call_command("update_index", verbosity=0)  # Wagtail's own
    return SimpleNamespace(pages=pages, lavoir=lavoir, directory=directory, cover=cover, contact=contact, other=other)


def meet_and_talk(directory, sheet, other):
    """What people who do not edit have left: at an encounter, in a sponsorship, in a discussion."""
    now, site = timezone.now(), Site.objects.get()
    person = {"site": site, "language": "fr", "consented_at": now, "confirmed_at": now}
    encounter = EncounterPage(title="Rencontre", locale=directory.locale, live=False, pitch="Venez.", day=now.date())
    Page.objects.get(pk=directory.pk).add_child(instance=encounter)
    encounter.pitches = [Pitch(sheet_key=sheet.translation_key, locale=directory.locale)]
    pitch = saved(encounter, publish=True).pitches.get().translation_key
    comes = Registration.objects.create(encounter_key=encounter.translation_key, name="Awa", email=GUEST, **person)
    comes.wishes.create(pitch_key=pitch, rank=1)
    programme = Programme.objects.create(encounter_key=encounter.translation_key, method="greedy")
    programme.meetings.create(round=1, pitch_key=pitch, registration=comes)
    ends = {"sponsor_key": sheet.translation_key, "sponsored_key": other.translation_key, "confirmed_at": now}
    sponsorship = Sponsorship.objects.create(site=site, language="fr", asker_email=GUEST, **ends)
    sponsorship.meetings.create(on=now.date(), text="Visite")
    move(sponsorship, "accepted", "sponsor")
    author = Author.objects.create(name="Awa", email=GUEST, **person)
    thread = Thread.objects.create(
        site=site, about="page", subject=str(sheet.translation_key), title="Eau", language="fr"
    )
    show(Message.objects.create(thread=thread, author=author, text="Bonjour", language="fr"))
    Follow.objects.create(author=author, thread=thread)


def out(capsys):
    return capsys.readouterr().out


def test_a_dry_run_says_what_would_be_and_changes_nothing(content, capsys):
    before = counts(), ours()
    call_command("essaimage_uninstall")
    said = out(capsys)
    assert (counts(), ours()) == before
    assert "4 essaimage_pages.SheetPage" in said
    assert "1 essaimage_wagtail.Contact" in said
    assert "1 essaimage_sponsorships.Sponsorship\n" in said
    assert "1 essaimage_discussions.Message\n" in said
    assert "1 essaimage_encounters.Registration\n" in said
    assert "“Guide” to" in said
    assert "Pages of the site that would be moved, since they stood below these: 5" in said
    assert "Links in the site's own content that lead nowhere then: 1" in said
    assert "essaimage_wagtail.pages" in said
    assert "Nothing was changed" in said


def test_the_site_is_as_it_was(host, request, client, tmp_path, capsys):
    before, logged = counts(), PageLogEntry.objects.filter(page=host.news.pk).count()
    content = request.getfixturevalue("content")
    made = list(vars(content.pages).values())
    assert counts() != before
    assert not index.check()
    assert get_engine().keys()
    call_command("essaimage_uninstall", "--delete", "--export", tmp_path / "export", verbosity=0)
    after = counts()

    # The pages of the site that were written meanwhile, and what Wagtail notes of them.
    theirs = {page.pk for page in made} | {host.news.pk}
    revisions = Revision.objects.filter(object_id__in=map(str, theirs)).count()
    log = PageLogEntry.objects.filter(page_id__in=theirs).count() - logged
    expected = before | {
        "wagtailcore_page": before["wagtailcore_page"] + len(made),
        "testapp_articlepage": before["testapp_articlepage"] + len(made),
        "wagtailcore_revision": before["wagtailcore_revision"] + revisions,
        "wagtailcore_pagelogentry": before["wagtailcore_pagelogentry"] + log,
        # That of the page below the private sheet, its own now.
        "wagtailcore_pageviewrestriction": before["wagtailcore_pageviewrestriction"] + 1,
        # Wagtail's own index was made after the snapshot: it has the pages that are there, and the image.
        "wagtailsearch_indexentry": Page.objects.count() + 1,
        # An image says in which collection it is.
        "wagtailcore_referenceindex": before["wagtailcore_referenceindex"] + 1,
        **{table: after[table] for table in KEPT},
    }
    assert {table: (expected[table], after[table]) for table in after if expected[table] != after[table]} == {}
    assert set(ours().values()) == {0}
    assert not ContentType.objects.filter(app_label__startswith="essaimage").exists()
    assert not Permission.objects.filter(codename__endswith="_sheetpage").exists()
    assert Page.find_problems() == ([], [], [], [], [])
    connection.check_constraints()
    with connection.cursor() as cursor:
        for table in ("essaimage_wagtail_tokens_0", "essaimage_wagtail_tokens_1"):
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
            assert cursor.fetchone() == (0,)
    content.cover.refresh_from_db()
    assert content.cover.file.storage.exists(content.cover.file.name)

    places = {page.url_path: page for page in Page.objects.filter(pk__in=theirs)}
    assert sorted(places) == [
        "/accueil/actualites-1/",
        "/accueil/actualites/",
        "/accueil/annuaire/",
        "/accueil/guide/",
        "/accueil/guide/au-fond/",
        "/accueil/guide/plus-loin/",
        "/accueil/reserve/",
    ]
    for address, page in places.items():
        assert page.specific_class is ArticlePage
        answer = client.get(page.url)
        assert answer.status_code == (302 if address == "/accueil/reserve/" else 200), address
        assert answer.status_code == 302 or f"<h1>{page.title}</h1>" in answer.content.decode()
    (restriction,) = PageViewRestriction.objects.filter(page=content.pages.private)
    assert restriction.restriction_type == "login"
    renamed = Page.objects.get(pk=content.pages.news.pk).specific
    renamed.get_latest_revision_as_object().save_revision().publish()
    assert Page.objects.get(pk=renamed.pk).url_path == "/accueil/actualites-1/"
    said = out(capsys)
    assert "python manage.py migrate essaimage_wagtail zero" in said
    assert "personal data" in said


def test_the_export_is_read_back(content, tmp_path):
    before = ours()
    pages = set(Page.objects.filter(content_type__app_label__startswith="essaimage").values_list("pk", flat=True))
    draft = content.lavoir.latest_revision.content["title"]
    call_command("essaimage_uninstall", "--delete", "--export", tmp_path, verbosity=0)
    files = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}
    assert "elise@example.org" in files["essaimage_wagtail.contact.json"]
    for name in ("encounters.registration", "sponsorships.sponsorship", "discussions.author"):
        assert GUEST in files[f"essaimage_{name}.json"]
    for name in ("encounters.encounterpage", "encounters.pitch", "encounters.wish", "encounters.meeting"):
        assert f"essaimage_{name}.json" in files
    for name in ("sponsorships.sponsorshipmeeting", "discussions.message", "discussions.follow"):
        assert f"essaimage_{name}.json" in files
    # As in a database in which the plugin is installed anew, with the site's own rows in it.
    for name in files:
        if name.startswith("essaimage"):
            app_label, model, _json = name.split(".")
            ContentType.objects.get_or_create(app_label=app_label, model=model)
    read = {name: list(serializers.deserialize("json", text)) for name, text in files.items()}
    exported = {model._meta.label for model in leaving.exported_models()}
    assert {rows[0].object._meta.label: len(rows) for rows in read.values()} == {
        **{label: number for label, number in before.items() if label in exported and number},
        "wagtailcore.Page": len(pages),
        "wagtailcore.Revision": len(read["wagtailcore.revision.json"]),
    }
    assert {row.object.pk for row in read["wagtailcore.page.json"]} == pages
    (sheet,) = (row for row in read["essaimage_pages.sheetpage.json"] if row.object.pk == content.lavoir.pk)
    assert sheet.object.body[0].value["lines"][0]["label"] == "terre"
    assert sheet.object.cover_id == content.cover.pk
    assert sheet.m2m_data["contacts"] == [content.contact.pk]
    assert draft in [row.object.content.get("title") for row in read["wagtailcore.revision.json"]]


def test_an_export_alone_deletes_nothing(content, tmp_path, capsys):
    before = counts(), ours()
    call_command("essaimage_uninstall", "--export", tmp_path / "new" / "export")
    assert (counts(), ours()) == before
    assert "4 essaimage_pages.sheetpage.json" in out(capsys)
    exported = json.loads((tmp_path / "new" / "export" / "essaimage_pages.sheetpage.json").read_text())
    assert len(exported) == SheetPage.objects.count()


def refused(*arguments):
    before = counts(), ours()
    with pytest.raises(CommandError) as raised:
        call_command("essaimage_uninstall", *arguments, verbosity=0)
    assert (counts(), ours()) == before
    return str(raised.value)


def test_it_asks_where_the_export_goes(content):
    assert "--delete --export DIR" in refused("--delete")


@pytest.mark.parametrize("delete", [[], ["--delete"]])
def test_a_directory_that_holds_something_is_refused(content, tmp_path, delete):
    (tmp_path / "mine.txt").write_text("mine")
    assert "is not empty" in refused(*delete, "--export", tmp_path)
    assert "is not empty" in refused(*delete, "--export", tmp_path / "mine.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_site_whose_root_is_ours_is_refused(content, tmp_path):
    Site.objects.create(hostname="initiatives.example.org", root_page=content.directory)
    for arguments in ([], ["--delete", "--export", tmp_path / "export"]):
        assert "root page of the site initiatives.example.org:80" in refused(*arguments)
    assert not (tmp_path / "export").exists()


def test_rows_of_the_site_that_would_go_with_a_page_are_refused(content, tmp_path):
    Postscript.objects.create(page=content.lavoir, words="Of the site")
    said = refused("--delete", "--export", tmp_path / "export")
    assert "testapp.Postscript has rows that name, in their field 'page', what would be deleted: 1." in said


@pytest.fixture
def pages_of_the_site(monkeypatch):
    """The ready-made page types as if the site had made them of the mixins."""
    monkeypatch.setattr(leaving, "OURS", [name for name in leaving.OURS if name != "essaimage_pages"])
    monkeypatch.setattr(
        leaving, "NOT_OF_THE_SITE", [name for name in leaving.NOT_OF_THE_SITE if name != leaving.PACKAGE]
    )


def test_page_types_of_the_site_that_are_made_of_ours_are_refused(content, pages_of_the_site, tmp_path):
    said = refused("--delete", "--export", tmp_path / "export")
    assert "essaimage_pages.SheetPage is made of what the plugin ships, and has rows: 4." in said


def test_page_types_of_the_site_without_pages_are_named(host, pages_of_the_site, tmp_path, capsys):
    Theme.objects.create(name="Jardins", slug="jardins", locale=host.fr)
    call_command("essaimage_uninstall", "--delete", "--export", tmp_path, verbosity=0)
    assert set(ours().values()) == {0}
    said = out(capsys)
    assert "need the plugin's code: essaimage_pages.SheetTag, essaimage_pages.SheetCommon" in said
    # Undone with those of the plugin, they would drop tables of the site.
    assert "Write these migrations of the site anew, without the plugin: essaimage_pages.0001_initial" in said


def test_an_interruption_leaves_everything(content, tmp_path):
    """In the middle: some pages are moved, some deleted."""
    before = counts(), ours()
    places = list(Page.objects.order_by("pk").values_list("pk", "path", "url_path", "slug", "numchild"))

    def interrupt(sender, instance, **kwargs):
        if instance.pk == content.other.pk:
            raise KeyboardInterrupt

    page_unpublished.connect(interrupt)
    try:
        with pytest.raises(KeyboardInterrupt):
            call_command("essaimage_uninstall", "--delete", "--export", tmp_path, verbosity=0)
    finally:
        page_unpublished.disconnect(interrupt)
    assert (counts(), ours()) == before
    assert list(Page.objects.order_by("pk").values_list("pk", "path", "url_path", "slug", "numchild")) == places


# In processes of its own, to the end

SETTINGS = """
from tests.settings import *

DATABASES["default"]["NAME"] = {database!r}
ESSAIMAGE = {{}}
ROOT_URLCONF = "site_urls"
MEDIA_ROOT = {media!r}
"""
SETTINGS_WITHOUT = """
from site_settings import *

del ESSAIMAGE
INSTALLED_APPS = [name for name in INSTALLED_APPS if not name.startswith("essaimage")]
"""
URLS = """
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [path("admin/", include(wagtailadmin_urls)), *i18n_patterns(path("", include(wagtail_urls)))]
"""
MAKE = """
from wagtail.models import Locale, Page, Site
from essaimage_wagtail.models import Contact, Replication
from essaimage_wagtail.pages.models import DirectoryPage, SheetPage
from tests.testapp.models import ArticlePage

locale = Locale.objects.get(language_code="fr")
Site.objects.all().delete()
Page.objects.filter(depth=2).delete()
def add(parent, page):
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision().publish()
    return page
home = add(Page.objects.get(depth=1), ArticlePage(title="Accueil", slug="accueil", locale=locale))
Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
directory = add(home, DirectoryPage(title="Annuaire", locale=locale))
sheet = add(directory, SheetPage(title="Lavoir", pitch="Pitch", locale=locale))
add(sheet, ArticlePage(title="Guide", slug="guide", locale=locale))
Replication.objects.create(origin_key=sheet.translation_key, declared_by=Contact.objects.create(name="Élise"))
"""
LOOK = """
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from wagtail.models import Page

assert not [config for config in apps.get_app_configs() if "essaimage" in config.name]
assert not ContentType.objects.filter(app_label__startswith="essaimage").exists()
assert all(permission.content_type.model_class() for permission in Permission.objects.select_related("content_type"))
assert not [table for table in connection.introspection.table_names() if "essaimage" in table]
assert not [key for key in MigrationRecorder(connection).applied_migrations() if "essaimage" in key[0]]
pages = Page.objects.exclude(depth=1)
assert [page.title for page in pages] == ["Accueil", "Guide"], pages
for page in pages:
    assert page.specific_class is not None
    answer = Client().get(page.url)
    assert answer.status_code == 200, (page.url, answer.status_code)
    assert f"<h1>{page.title}</h1>" in answer.content.decode()
"""


@pytest.fixture
def project(database_file, tmp_path):
    """``project(settings, *arguments)``: run ``django-admin`` in a process of its own; returns what it says."""
    names = {"database": str(database_file), "media": str(tmp_path / "media")}
    (tmp_path / "site_settings.py").write_text(SETTINGS.format(**names))
    (tmp_path / "without_settings.py").write_text(SETTINGS_WITHOUT)
    (tmp_path / "site_urls.py").write_text(URLS)
    path = os.pathsep.join([str(tmp_path), str(ROOT), *filter(None, sys.path)])
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ESSAIMAGE_TEST")}

    def run(settings, *arguments):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "django", *arguments, f"--settings={settings}"],
            cwd=tmp_path,
            env=environment | {"PYTHONPATH": path},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
        return done.stdout + done.stderr

    return run


def test_a_site_lives_on_without_the_plugin(project, tmp_path):
    """What the command says, done in the order in which it says it. Over 10 s: seven commands, each in a
    process of its own."""
    project("site_settings", "shell", "--no-imports", "-c", MAKE)
    said = project("site_settings", "essaimage_uninstall", "--delete", "--export", str(tmp_path / "export"))
    assert "manage.py migrate essaimage_wagtail zero" in said
    project("site_settings", "migrate", "essaimage_wagtail", "zero")
    assert "essaimage" not in project("without_settings", "check", "--database", "default")
    stale = project("without_settings", "remove_stale_contenttypes", "--include-stale-apps", "--no-input")
    assert "essaimage" not in stale
    project("without_settings", "migrate")
    project("without_settings", "shell", "--no-imports", "-c", LOOK)
