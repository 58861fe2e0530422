"""The report on broken and wanted links: what is found, for whom, at what cost, and that readers see nothing broken."""

import csv
import io

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page, PageViewRestriction

from essaimage_wagtail.pages.models import CommonPage, SheetPage
from essaimage_wagtail.wiki.links.broken import Kind
from essaimage_wagtail.wiki.models import Suggestion

from .site import image

pytestmark = [pytest.mark.django_db, pytest.mark.references]
URL = "/admin/reports/essaimage-links/"


@pytest.fixture(autouse=True)
def in_english(client, admin_client):
    for one in (client, admin_client):
        one.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def delete(django_capture_on_commit_callbacks):
    """As an editor deletes something: in a transaction of its own."""

    def delete(thing):
        with django_capture_on_commit_callbacks(execute=True):
            type(thing).objects.get(pk=thing.pk).delete()

    return delete


def link_to(page, words="un lien"):
    return f'<a linktype="page" id="{page.pk}">{words}</a>'


def naming(make_sheet, title, *pages, **fields):
    """A sheet whose text links to pages."""
    text = " ".join(link_to(page) for page in pages)
    return make_sheet(title, body=[("description", {"text": f"<p>Voir {text}.</p>"})], **fields)


def report(client, **asked):
    return client.get(reverse("essaimage_links_report"), asked)


def rows(client, **asked):
    return {(row.kind, row.title, row.code): row for row in report(client, **asked).context["object_list"]}


def test_everything_that_is_broken_or_wanted(
    editor, delete, site, make_sheet, make_common, use, link, django_capture_on_commit_callbacks
):
    gone, hidden, english = make_sheet("Parti"), make_sheet("Caché"), make_sheet("English", language="en")
    common, method = make_common("Charte"), make_common("Notice")
    naming(make_sheet, "Nomme", gone, hidden, english)
    naming(make_sheet, "Nomme aussi", gone)
    use(common, "Utilise")
    use(method, "Utilise mieux")
    photo = image("Photo")
    make_sheet("Illustre", body=[("gallery", {"pictures": [{"image": photo}]})])
    link(make_sheet("Lavoir"), name="Lavoir de Lille", territory=site.territory.lille, language="fr")
    delete(gone)
    delete(common)
    delete(photo)
    SheetPage.objects.get(pk=hidden.pk).unpublish()
    Suggestion.objects.create(
        page_key=method.translation_key, language="fr", page_title="Notice", kind="link", remark="Le lien est mort."
    )

    found = rows(editor)
    assert {key: row.count for key, row in found.items()} == {
        (Kind.GONE, "Parti", "fr"): 2,
        (Kind.GONE, "A page without a known title", "fr"): 1,
        (Kind.HIDDEN, "Caché", "fr"): 1,
        (Kind.FILE, "A file without a known title", "fr"): 1,
        (Kind.TRANSLATION, "English", "fr"): 1,
        (Kind.SHEET, "Lavoir de Lille – Lille", "fr"): 1,
        (Kind.TOLD, "Le lien est mort.", "fr"): 1,
    }
    assert [title for title, _url in found[Kind.GONE, "Parti", "fr"].where] == ["Nomme", "Nomme aussi"]
    assert [title for title, _url in found[Kind.GONE, "A page without a known title", "fr"].where] == ["Utilise"]
    acts = {row.title: row.act for row in found.values() if row.act}
    assert acts == {
        "Caché": "Open it",
        "English": "Create it",
        "Lavoir de Lille – Lille": "Create it",
        "Le lien est mort.": "Look into it",
    }
    html = report(editor).content.decode()
    for row in found.values():
        assert row.act_url.replace("&", "&amp;") in html
        assert not row.act or editor.get(row.act_url).status_code == 200

    # The same as Wagtail finds when its index is made anew, but for choosers, which lose what is gone when read.
    call_command("rebuild_references_index", verbosity=0)
    assert set(rows(editor)) == set(found) - {(Kind.FILE, "A file without a known title", "fr")}

    # A text that is mended is not listed any more.
    with django_capture_on_commit_callbacks(execute=True):
        page = SheetPage.objects.get(title="Nomme aussi")
        page.body = [("description", {"text": "<p>Rien.</p>"})]
        page.save_revision().publish()
    assert rows(editor)[Kind.GONE, "Parti", "fr"].count == 1


def test_filters_and_export(editor, delete, site, make_sheet):
    gone = make_sheet("=Parti")
    naming(make_sheet, "À Lille", gone, territory=site.territory.lille)
    naming(make_sheet, "Elsewhere", gone, make_sheet("Seulement"), language="en")
    delete(gone)
    assert set(rows(editor)) == {
        (Kind.GONE, "=Parti", "fr"),
        (Kind.GONE, "=Parti", "en"),
        (Kind.TRANSLATION, "Seulement", "en"),
    }
    assert [key[1] for key in rows(editor, kind="translation")] == ["Seulement"]
    assert {key[2] for key in rows(editor, language="fr")} == {"fr"}
    assert {key[2] for key in rows(editor, territory=site.territory.lille.pk)} == {"fr"}
    assert {key[1] for key in rows(editor, title="PARTI")} == {"=Parti"}
    assert [row.title for row in report(editor, ordering="-title").context["object_list"]][0] == "Seulement"
    exported = b"".join(report(editor, export="csv").streaming_content).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(exported)))
    assert lines[0] == ["Kind", "Title", "Language", "Times", "Named in"]
    assert ["The page is gone", "'=Parti", "fr", "1", "À Lille"] in lines
    assert report(editor, export="xlsx").status_code == 200
    assert editor.get(reverse("essaimage_links_report_results")).status_code == 200


def test_readers_who_may_see_a_page_make_its_link_no_broken_one(editor, site, make_sheet):
    """Within a private section its readers see one another; a page is meant in all its languages."""
    section = site.home["fr"].add_child(instance=Page(title="Privé", slug="prive", locale=site.locales["fr"]))
    inside = make_sheet("Dedans", parent=section)
    naming(make_sheet, "Voisin", inside, parent=section)
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    both = make_sheet("Lavoir")
    english = both.copy_for_translation(site.locales["en"])
    english.save_revision().publish()
    naming(make_sheet, "Nomme", both)
    SheetPage.objects.get(pk=both.pk).unpublish()
    assert rows(editor) == {}
    naming(make_sheet, "Dehors", inside)
    assert set(rows(editor)) == {(Kind.HIDDEN, "Dedans", "fr")}


def test_page_in_several_languages_is_named_once_by_its_key(editor, site, make_common, use):
    common = make_common("Charte")
    common.copy_for_translation(site.locales["es"]).save_revision().publish()
    use(common, "Uses", language="en")
    assert [(key, row.count) for key, row in rows(editor).items()] == [((Kind.TRANSLATION, "Charte", "en"), 1)]


def test_drafts_name_nothing_yet(editor, delete, make_sheet):
    gone = make_sheet("Parti")
    naming(make_sheet, "Brouillon", gone, publish=False)
    delete(gone)
    assert rows(editor) == {}


def test_each_person_sees_the_links_of_their_own_pages(client, log_in, delete, site, gardens, make_sheet, link):
    gone, english = make_sheet("Parti"), make_sheet("English", language="en")
    for section in ("ours", "theirs"):
        naming(make_sheet, f"Chez {section}", gone, english, parent=gardens[section])
    link(gardens["our sheet"], name="Lavoir bis", territory=site.territory.lille, language="fr")
    link(gardens["their sheet"], name="Secret", territory=site.territory.lille, language="fr")
    delete(gone)
    log_in(gardens["ours"], "change")
    found = rows(client)
    assert {(title, row.count) for (_kind, title, _code), row in found.items()} == {
        ("Parti", 1),
        ("English", 1),
        ("Lavoir bis – Lille", 1),
    }
    # Only people who may create something are offered to.
    assert [row.act for row in found.values()] == ["", "", ""]
    assert "theirs" not in report(client).content.decode()
    assert "Secret" not in b"".join(report(client, export="csv").streaming_content).decode()
    log_in(gardens["ours"], "add", "change", models=["submit_translation"])
    acts = {title: row.act for (_kind, title, _code), row in rows(client).items() if row.act}
    assert set(acts) == {"English", "Lavoir bis – Lille"}
    log_in()
    assert report(client).status_code == 302


def test_wanted_sheet_goes_once_somebody_writes_it(editor, site, make_sheet, link):
    link(make_sheet("Lavoir"), name="Lavoir de Lille", territory=site.territory.lille, language="fr")
    [row] = rows(editor).values()
    data = {"territory": site.territory.lille.pk, "language": "fr", "mode": "redo", "kind": ""}
    response = editor.post(row.act_url, {**data, "token": "0b3c8a8e-4f3e-4b1c-9f0a-111111111111"})
    assert response.status_code == 302
    assert rows(editor) == {}


@pytest.mark.parametrize("count", [1, 8])
def test_report_costs_the_same(editor, delete, site, make_sheet, make_common, use, link, count):
    for number in range(count):
        gone, english = make_sheet(f"Parti {number}"), make_sheet(f"English {number}", language="en")
        hidden = make_sheet(f"Caché {number}")
        sheet = naming(make_sheet, f"Nomme {number}", gone, english, hidden)
        link(sheet, name=f"Ailleurs {number}", territory=site.territory.lille)
        delete(gone)
        SheetPage.objects.get(pk=hidden.pk).unpublish()
    common = make_common("Charte")
    use(common, "Utilise")
    CommonPage.objects.get(pk=common.pk).delete()
    report(editor)
    with CaptureQueriesContext(connection) as context:
        assert report(editor).context["items_count"] == 4 * count + 1
    assert len(context.captured_queries) <= 45, len(context.captured_queries)


# What readers see


@pytest.mark.parametrize("kind", ["gone", "hidden", "document"])
def test_reader_sees_text_where_a_link_leads_nowhere(client, delete, make_sheet, kind):
    other = make_sheet("Autre")
    tag = '<a linktype="document" id="4711">le guide</a>' if kind == "document" else link_to(other, "le guide")
    sheet = make_sheet("Nomme", body=[("description", {"text": f"<p>Voir {tag} et <b>lire</b>.</p>"})])
    if kind == "gone":
        delete(other)
    elif kind == "hidden":
        SheetPage.objects.get(pk=other.pk).unpublish()
    html = client.get(sheet.url).content.decode()
    assert "Voir le guide et <b>lire</b>." in html


# Foreign input: rich text as imports and other editors leave it.


@pytest.mark.parametrize(
    "text",
    [
        '<p><a id="{pk}" linktype="page">x</a></p>',
        '<p><a linktype="page" id="{pk}"><b>x</b><br/>y</a></p>',
        '<p><a linktype="page" id="abc">x</a><a linktype="page" id="{pk}">x</a></p>',
        '<p><a linktype="page" id="99999999999999999999999">x</a><a linktype="page" id="{pk}">x</a></p>',
    ],
)
def test_foreign_rich_text(editor, client, delete, make_sheet, text):
    gone = make_sheet("Parti")
    sheet = make_sheet("Nomme", body=[("description", {"text": text.replace("{pk}", str(gone.pk))})])
    delete(gone)
    assert (Kind.GONE, "Parti", "fr") in rows(editor)
    assert client.get(sheet.url).status_code == 200


def test_menu_shows_the_report(editor):
    assert reverse("essaimage_links_report") == URL
    assert URL in editor.get(reverse("wagtailadmin_home")).content.decode()
    assert Permission.objects.filter(codename="submit_translation").exists()
