"""Pages submitted for translation together: as one by one in wagtail-localize's own way, in a few queries for each
version, and nothing of the tree, of the index or of another's work is lost."""

import threading
from collections import Counter
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models.signals import post_save
from wagtail.models import Page, ReferenceIndex
from wagtail.signals import copy_for_translation_done, page_published
from wagtail_localize.models import Translation, TranslationLog
from wagtail_localize.operations import translate_object

from essaimage_wagtail.models import Replication
from essaimage_wagtail.multilingual import submitting, tasks
from essaimage_wagtail.multilingual.submitting import submit_pages, waiting
from essaimage_wagtail.pages.models import DirectoryPage, SheetPage

from .pages import full
from .submitted import article, rows
from .testapp.models import ArticlePage

pytestmark = pytest.mark.references

BODY = [
    ("text", {"title": "Un titre", "text": '<p>Un <a href="https://example.org/a">lien</a>.</p><p>Deux</p>'}),
    ("actors", {"title": "Qui", "actors": [{"name": "Mairie", "role": "Aide"}, {"name": "École", "role": "Aide"}]}),
]
NO_PROBLEM = ([], [], [], [], [])


def submit(pages, site, *codes):
    found = Page.objects.filter(pk__in=[page.pk for page in pages]).order_by("depth", "path")
    for page, error in submit_pages(waiting(found, [site.locales[code] for code in codes])):
        assert error is None, page


def in_language(page, locale):
    return Page.objects.filter(translation_key=page.translation_key, locale=locale).first()


@pytest.fixture
def refused(site, make_sheet):
    """A sheet in a directory of its own, so that no place depends on when it is submitted."""
    apart = {}
    for code in ("fr", "en", "es"):
        kwargs = {"translation_key": apart["fr"].translation_key} if apart else {}
        apart[code] = site.home[code].add_child(
            instance=DirectoryPage(title=code, slug="apart", locale=site.locales[code], **kwargs)
        )
    sheet = make_sheet("Trop au nord", parent=apart["fr"], body=BODY)
    SheetPage.objects.filter(pk=sheet.pk).update(latitude="95")
    return sheet


@pytest.mark.django_db
def test_many_are_stored_as_by_wagtail_localize(site, make_sheet, usages, make_common, refused, method, in_step):
    """Of several types, below several parents: published, drafts, restricted, one that validation refuses, one that is
    an alias in a language, one that a language has, steps that go to their places."""
    theme = site.themes["garden"]["fr"]
    sheets = [make_sheet(f"Jardins {number}", body=BODY, tags=["potager"], themes=[theme]) for number in range(3)]
    sheets.append(make_sheet("Brouillon", body=BODY, publish=False))
    sheets[3].title = "Plus tard"
    sheets[3].save_revision()
    common = make_common("Charte", **full(site, usages, count=2))
    own = [article(site), article(site, title="Un autre", slug="autre")]
    sheets[0].view_restrictions.create(restriction_type="login")
    sheets[1].copy_for_translation(site.locales["en"], alias=True)
    translate_object(sheets[2], [site.locales["es"]])
    Replication.objects.create(
        origin_key=sheets[2].translation_key, adapted_key=sheets[0].translation_key, name="Roubaix"
    )
    pages = [*own, method, *method.get_children(), refused, *sheets, common]
    pages = Page.objects.filter(pk__in=[page.pk for page in pages]).order_by("depth", "path")
    locales, found = [site.locales[code] for code in ("en", "es")], []

    def one_by_one():
        for page, missing in waiting(pages, locales):
            translate_object(page, missing)

    def many():
        submit(pages, site, "en", "es")

    for way in (one_by_one, many):
        with transaction.atomic():
            way()
            found.append(rows(site))
            transaction.set_rollback(True)
    theirs, ours = found
    assert len(ours["translations"]) == 2 * len(pages)
    for name, values in theirs.items():
        assert ours[name] == values, name
    many()
    assert not in_language(refused, site.locales["en"]).live
    assert not TranslationLog.objects.filter(source__object_id=refused.translation_key).exists()
    assert Page.find_problems() == NO_PROBLEM
    version = in_language(sheets[0], site.locales["en"])
    assert [str(use) for use, _references in ReferenceIndex.get_grouped_references_to(version)] == ["Roubaix"]


@pytest.mark.django_db
def test_few_queries_for_each_version(site, make_sheet, django_assert_max_num_queries):
    theme, counts = site.themes["garden"]["fr"], []
    for number, times in ((2, 1), (6, 1), (2, 8)):
        sheets = [
            make_sheet(f"Jardins {one}", slug=f"s-{number}-{times}-{one}", body=BODY * times, themes=[theme])
            for one in range(number)
        ]
        with django_assert_max_num_queries(10_000) as asked:
            submit(sheets, site, "en", "es", "de")
        counts.append(len(asked))
    few, many, long = counts
    # Thrice as many pages: 12 versions more.
    assert (many - few) / 12 < 17
    assert long - few < 20


@pytest.mark.django_db
def test_a_slug_that_is_taken_gets_a_number(site, make_sheet):
    """By a page that was there, and by another version of those that are made together."""
    sheets = [make_sheet("Jardins", slug=slug, body=BODY) for slug in ("haies", "Jardins", "jardins")]
    there = SheetPage(title="Hedges", slug="haies", pitch="Pitch", locale=site.locales["en"])
    DirectoryPage.objects.get(pk=site.directory["en"].pk).add_child(instance=there)
    submit(sheets, site, "en")
    versions = [in_language(sheet, site.locales["en"]) for sheet in sheets]
    assert [version.slug for version in versions] == ["haies-1", "jardins", "jardins-1"]
    assert [version.url_path.split("/")[-2] for version in versions] == [version.slug for version in versions]


@pytest.mark.django_db
def test_pages_that_wagtail_s_index_ignores_have_no_references(site, monkeypatch):
    def references(code):
        version = in_language(page, site.locales[code])
        return ReferenceIndex.objects.filter(base_content_type__model="page", object_id=version.pk)

    page = article(site)
    submit([page], site, "en")
    assert references("en").exists()
    monkeypatch.setattr(ReferenceIndex, "indexed_models", ReferenceIndex.indexed_models - {ArticlePage})
    submit([page], site, "es")
    assert not references("es").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("live", [True, False])
def test_sites_are_told_of_each_version(
    site, make_sheet, settings, django_capture_on_commit_callbacks, find, in_step, live
):
    settings.WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = live
    sheets = [make_sheet(f"Jardins {number}", body=BODY) for number in range(3)]
    told = Counter()

    def copied(sender, source_obj, target_obj, **kwargs):
        assert target_obj.pk in set(target_obj.get_parent().get_children().values_list("pk", flat=True))
        told["copied", sender, source_obj.pk, target_obj.locale_id] += 1

    def saved(sender, instance, created, raw, **kwargs):
        if created and not raw:
            told["saved", sender, instance.translation_key, instance.locale_id] += 1

    def published(sender, instance, revision, **kwargs):
        told["published", sender, instance.translation_key, instance.locale_id] += 1

    receivers = ((copy_for_translation_done, copied), (post_save, saved), (page_published, published))
    for signal, receiver in receivers:
        signal.connect(receiver, sender=SheetPage)
    with django_capture_on_commit_callbacks(execute=True):
        submit(sheets, site, "en", "es")
    for signal, receiver in receivers:
        signal.disconnect(receiver, sender=SheetPage)
    assert set(told.values()) == {1}
    assert Counter(name for name, *_rest in told) == {"copied": 6, "saved": 6, **({"published": 6} if live else {})}
    assert len(find("jardins", language="en")) == (3 if live else 0)


@pytest.mark.django_db
def test_a_page_type_with_its_own_ways_keeps_them(site, monkeypatch):
    """To save, to make a revision, to be found wrong."""

    def save(self, *args, **kwargs):
        self.kind = self.title.upper()
        return super(ArticlePage, self).save(*args, **kwargs)

    def save_revision(self, *args, **kwargs):
        self.pinned = True
        return super(ArticlePage, self).save_revision(*args, **kwargs)

    page = article(site)
    monkeypatch.setattr(ArticlePage, "save", save, raising=False)
    monkeypatch.setattr(ArticlePage, "save_revision", save_revision, raising=False)
    submit([page], site, "en")
    version = in_language(page, site.locales["en"]).specific
    assert version.kind == "UN ARTICLE"
    assert version.get_latest_revision_as_object().pinned
    assert not version.pinned


@pytest.fixture
def extension():
    """``extension(page, error)``: what a site's receiver raises when a version of a page is made."""
    errors = {}

    def fail(sender, source_obj, **kwargs):
        if errors.get(source_obj.pk):
            raise errors[source_obj.pk].pop()

    copy_for_translation_done.connect(fail)
    yield lambda page, *raised: errors.update({page.pk: list(raised)})
    copy_for_translation_done.disconnect(fail)


@pytest.mark.django_db
def test_one_page_that_fails_does_not_hold_up_the_others(site, make_sheet, admin_user, caplog, extension):
    sheets = [make_sheet(f"Jardins {number}", body=BODY) for number in range(4)]
    extension(sheets[1], *[LookupError("of the site")] * 4)
    extension(sheets[2], ValidationError("once"))
    done = tasks.submit_pages.call([sheet.pk for sheet in sheets], [site.locales["en"].pk], admin_user.pk)
    assert done == {"given": 3, "failed": 1}
    assert [bool(in_language(sheet, site.locales["en"])) for sheet in sheets] == [True, False, True, True]
    assert f"Page {sheets[1].pk} was not submitted" in caplog.text
    errors = StringIO()
    with pytest.raises(CommandError, match="1 pages were not submitted"):
        call_command("essaimage_translate", "en", original="fr", stdout=StringIO(), stderr=errors, verbosity=0)
    assert f"{sheets[1].pk}: Jardins 1: LookupError('of the site')" in errors.getvalue()
    assert Page.find_problems() == NO_PROBLEM
    submit(sheets, site, "en")
    assert Translation.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_two_processes_and_an_editor_at_once(site, make_sheet, monkeypatch):
    """Both submit the same pages, in other languages too, while somebody adds pages where the versions go."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    monkeypatch.setattr(submitting, "PAGES_TOGETHER", 2)
    sheets = [make_sheet(f"Jardins {number}", body=BODY) for number in range(6)]
    start, failures = threading.Barrier(3), []

    def apart(work):
        try:
            start.wait(10)
            work()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    def add():
        for number in range(6):
            parent = DirectoryPage.objects.get(pk=site.directory["en"].pk)
            parent.add_child(instance=SheetPage(title=f"New {number}", locale=site.locales["en"], pitch="Pitch"))

    works = [lambda: submit(sheets, site, "en", "es"), lambda: submit(sheets[::-1], site, "es", "en", "de"), add]
    threads = [threading.Thread(target=apart, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert Page.find_problems() == NO_PROBLEM
    assert Translation.objects.count() == TranslationLog.objects.count() == 6 * 3
    assert Page.objects.child_of(site.directory["en"]).count() == 12
