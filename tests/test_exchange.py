"""A translation goes out as a file, is translated elsewhere, and comes back without harm to newer work."""

import subprocess
from io import StringIO

import polib
import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from translate.storage.xliff import xlifffile
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from essaimage_wagtail.multilingual.exchange.files import MAX_BYTES, contents_of, read
from essaimage_wagtail.multilingual.models import ToReview

from .translating import translate

pytestmark = pytest.mark.django_db

LINKED = '<p>Voir <a href="https://example.org/un">un</a> et <a href="https://example.org/deux">deux</a>.</p>'
SEGMENT = 'Voir <a id="a1">un</a> et <a id="a2">deux</a>.'
ENDINGS = ["po", "xlf"]


@pytest.fixture
def sheet(make_sheet):
    return make_sheet("Jardins partagés", pitch="Des jardins", body=[("description", {"text": LINKED})])


@pytest.fixture
def translation(sheet):
    translate(sheet, "es", lambda text: text)
    StringTranslation.objects.all().delete()
    return Translation.objects.get()


@pytest.fixture
def download(admin_client):
    def download(translation, ending):
        return admin_client.get(reverse("essaimage_exchange_file", args=[translation.pk, ending])).content

    return download


@pytest.fixture
def upload(admin_client):
    """``upload(translation, data)``: what the page then says, as its context."""

    def upload(translation, data, name="returned.po"):
        url = reverse("essaimage_exchange", args=[translation.pk])
        return admin_client.post(url, {"file": SimpleUploadedFile(name, data)}).context

    return upload


def translated(data, ending, words):
    """A file with some texts translated, as a translator's tool leaves it."""
    if ending == "po":
        po = polib.pofile(data.decode())
        for entry in po:
            entry.msgstr = words.get(entry.msgid, entry.msgstr)
        return str(po).encode()
    store = xlifffile.parsestring(data)
    for unit in store.units:
        if unit.source in words:
            unit.target = words[unit.source]
    return bytes(store)


def problems(context):
    return [(problem.line, problem.message) for problem in context["problems"]]


def spanish():
    return {row.translation_of.data: row.data for row in StringTranslation.objects.select_related("translation_of")}


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_translated_elsewhere_comes_in_and_waits_to_be_published(ending, sheet, translation, download, upload):
    linked = 'Véase <a id="a2">dos</a> y <a id="a1">uno</a>.'
    words = {"Jardins partagés": "Huertos «comunitarios» & más", SEGMENT: linked}
    context = upload(translation, translated(download(translation, ending), ending, words))
    assert (context["merged"]["taken"], context["merged"]["newer"], context["merged"]["outdated"]) == (2, [], [])
    assert spanish() == words
    page = sheet.get_translation(translation.target_locale)
    assert page.title == "Jardins partagés"
    translation.save_target(publish=True)
    page.refresh_from_db()
    assert page.title == "Huertos «comunitarios» & más"
    assert 'Véase <a href="https://example.org/deux">dos</a>' in page.body[0].value["text"].source
    again = upload(translation, translated(download(translation, ending), ending, words))
    assert (again["merged"]["taken"], again["merged"]["same"]) == (0, 2)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_names_its_translation_and_its_version(ending, translation, download):
    contents = read(download(translation, ending))
    assert contents.translation == str(translation.uuid)
    assert contents.made_from == translation.source.last_updated_at
    assert contents.made
    assert [text.path for text in contents.texts] == [text.path for text in contents_of(translation).texts]
    assert all(text.line for text in contents.texts)


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_was_translated_on_the_site_meanwhile_stays(ending, sheet, translation, download, upload):
    file = translated(download(translation, ending), ending, {"Jardins partagés": "De fuera", "Des jardins": "Huertos"})
    translate(sheet, "es", lambda text: {"Jardins partagés": "Del sitio"}.get(text, text))
    StringTranslation.objects.exclude(data="Del sitio").delete()
    context = upload(translation, file)
    assert context["merged"]["taken"] == 1
    assert [(text.original, text.translation) for text in context["merged"]["newer"]] == [
        ("Jardins partagés", "De fuera")
    ]
    assert spanish() == {"Jardins partagés": "Del sitio", "Des jardins": "Huertos"}


def test_the_buttons_of_wagtail_localizes_editor_harm_no_newer_work_either(admin_client, sheet, translation):
    """Its own view writes over what is newer, and takes texts that break the page."""

    def upload(data):
        url = reverse("wagtail_localize:upload_pofile", args=[translation.pk])
        return admin_client.post(url, {"file": SimpleUploadedFile("returned.po", data)}).context

    po = admin_client.get(reverse("wagtail_localize:download_pofile", args=[translation.pk])).content
    assert b"X-Essaimage-Original-Of" in po
    assert problems(upload(translated(po, "po", {"Des jardins": "<script>alert(1)</script>"})))
    assert spanish() == {}
    translate(sheet, "es", lambda text: {"Jardins partagés": "Del sitio"}.get(text, text))
    StringTranslation.objects.exclude(data="Del sitio").delete()
    merged = upload(translated(po, "po", {"Jardins partagés": "De fuera", "Des jardins": "Huertos"}))["merged"]
    assert (merged["taken"], merged["newer_count"]) == (1, 1)
    assert spanish() == {"Jardins partagés": "Del sitio", "Des jardins": "Huertos"}


def test_xliff_is_of_the_version_that_knows_what_is_said_in_it(translation, download):
    """Of 1.1, ``mt-suggestion`` is none."""
    root = xlifffile.parsestring(download(translation, "xlf")).document.getroot()
    assert (root.get("version"), root.nsmap[None]) == ("1.2", "urn:oasis:names:tc:xliff:document:1.2")
    assert len(list(root.iter("{*}file"))) == 1


@pytest.mark.parametrize("ending", ENDINGS)
def test_words_that_the_original_has_no_longer_are_left_out_and_told(ending, sheet, translation, download, upload):
    file = translated(download(translation, ending), ending, {"Jardins partagés": "Huertos", "Des jardins": "Varios"})
    sheet.title = "Jardins nourriciers"
    sheet.save_revision().publish()
    TranslationSource.objects.get(object_id=sheet.translation_key).update_from_db()
    context = upload(translation, file)
    assert context["merged"]["taken"] == 1
    assert [text.original for text in context["merged"]["outdated"]] == ["Jardins partagés"]
    assert spanish() == {"Des jardins": "Varios"}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_text_to_review_is_marked_and_comes_in_only_when_somebody_read_it(
    ending, sheet, translation, download, upload, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        translate(sheet, "es", lambda text: f"es {text}")
    sheet.title = "Jardins partagés du Nord"
    with django_capture_on_commit_callbacks(execute=True):
        sheet.save_revision().publish()
    TranslationSource.objects.get(object_id=sheet.translation_key).update_from_db()
    file = download(translation, ending)
    assert [text.original for text in contents_of(translation).texts if text.to_review] == [sheet.title]
    assert upload(translation, file)["merged"]["taken"] == 0
    assert ToReview.objects.count() == 1
    read_again = file.replace(b"#, fuzzy\n", b"").replace(b'state="needs-review-translation"', b'state="translated"')
    assert upload(translation, read_again)["merged"]["taken"] == 1
    assert not ToReview.objects.exists()


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ('Véase <a id="a1">uno</a> y dos.', "a2"),
        ('Véase <a id="a1">uno</a>, <a id="a2">dos</a> y <a id="a3">tres</a>.', "a3"),
        ('Véase <a id="a1">uno</a>, <a id="a2">dos</a><script>alert(1)</script>', "script"),
    ],
)
def test_a_text_that_would_break_the_page_refuses_the_whole_file(ending, wrong, said, translation, download, upload):
    words = {"Jardins partagés": "Huertos", SEGMENT: wrong}
    ((line, message),) = problems(upload(translation, translated(download(translation, ending), ending, words)))
    assert line
    assert said in message
    assert spanish() == {}


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_file_of_another_page_is_refused(ending, make_sheet, translation, download, upload):
    other = make_sheet("Vergers")
    translate(other, "es")
    before = spanish()
    file = download(Translation.objects.exclude(pk=translation.pk).get(), ending)
    assert len(problems(upload(translation, file))) == 1
    assert spanish() == before


BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f SYSTEM "file:///etc/passwd">]>
<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"><file original="x" source-language="fr"
datatype="plaintext"><body><trans-unit id="title"><source>&f;</source><target>&e;</target></trans-unit></body></file>
</xliff>
"""
TWO = b"""<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"><file original="x"><body/></file>
<file original="y"><body/></file></xliff>"""
SECOND = b"""<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="fr"><file id="x"/></xliff>"""


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (BOMB, 1),
        (TWO, None),
        (SECOND, None),
        (b"<html><body>No file</body></html>", None),
        (b"<xliff>\n<file>", 2),
        ('<?xml version="1.0"?>\n<xliff/>'.encode("utf-16"), None),
        (b'msgid "a"\nmsgstr "unescaped " quote"\n', 2),
        (b"\xff\xfe\x00\x01\x02 no text at all \x00", None),
        (b"/etc/passwd", 1),
        (b"PK\x03\x04" + bytes(200), None),
        (b"\n \n", None),
        (b"#" * (MAX_BYTES + 1), None),
    ],
    ids=["bomb", "two", "xliff-2", "html", "cut", "utf-16", "quote", "binary", "path", "zip", "empty", "large"],
)
def test_what_is_no_such_file_is_refused_with_the_line(data, line, translation, upload):
    ((found, message),) = problems(upload(translation, data))
    assert message
    assert "root:" not in message
    assert line is None or found == line
    assert spanish() == {}


def test_files_of_wagtail_localize_come_in_too(translation, upload):
    po = translation.export_po()
    po[0].msgstr = "De su propia pantalla"
    assert upload(translation, str(po).encode())["merged"]["taken"] == 1


def test_gettext_tools_read_the_file_and_write_it_their_way(tmp_path, translation, download, upload):
    """Foreign tools: another width, another order, another encoding."""
    file, back = tmp_path / "out.po", tmp_path / "back.po"
    file.write_bytes(translated(download(translation, "po"), "po", {"Des jardins": "Huertos en mañana"}))
    written = ["--to-code=ISO-8859-15", "--width=60", "--sort-output", f"--output-file={back}"]
    subprocess.run(["msgfmt", "--check-format", "--output-file=/dev/null", file], check=True)  # noqa: S607
    subprocess.run(["msgconv", *written, file], check=True)  # noqa: S607
    context = upload(translation, back.read_bytes())
    assert "problems" not in context, problems(context)
    assert context["merged"]["taken"] == 1
    assert spanish() == {"Des jardins": "Huertos en mañana"}


def test_only_people_who_may_edit_the_translation_take_part(client, translation, site, django_user_model):
    call_command("essaimage_translators", "es", "de", stdout=StringIO())
    urls = [
        reverse("essaimage_exchange", args=[translation.pk]),
        reverse("essaimage_exchange_file", args=[translation.pk, "po"]),
    ]
    for language, status in (("español", 200), ("Deutsch", 302)):
        user = django_user_model.objects.create_user(language, password="x")
        user.groups.set(Group.objects.filter(name__contains=language))
        client.force_login(user)
        assert [client.get(url).status_code for url in urls] == [status, status]
    user.is_superuser = True
    user.save()
    assert client.get(reverse("essaimage_exchange_file", args=[translation.pk, "exe"]), follow=True).status_code == 404
    assert client.get(reverse("essaimage_exchange", args=[translation.pk + 1]), follow=True).status_code == 404


def test_the_list_of_pages_leads_there(admin_client, site, sheet, translation):
    url = reverse("essaimage_exchange", args=[translation.pk])
    for language, leads in (("es", True), ("fr", False)):
        listed = admin_client.get(reverse("wagtailadmin_explore", args=[site.directory[language].pk]))
        assert (url in listed.content.decode()) is leads
