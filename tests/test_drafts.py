"""Drafts by a machine that the site runs itself, and the marks that stay until a person has read them."""

import json
import re
import time
from io import StringIO
from types import SimpleNamespace

import polib
import pytest
import yaml
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Page
from wagtail.rich_text import RichText
from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import StringValue, extract_strings

from essaimage_wagtail.multilingual.behind import still_right
from essaimage_wagtail.multilingual.comparison import url_of
from essaimage_wagtail.multilingual.kept import waiting_for_review
from essaimage_wagtail.multilingual.machine import drafting
from essaimage_wagtail.multilingual.machine.apertium import KEPT, ApertiumFailed, ApertiumTranslator
from essaimage_wagtail.multilingual.models import ToReview
from essaimage_wagtail.multilingual.originals import adopt
from tests.conftest import ROOT

from .listeners import listening
from .translating import translate
from .visits import queries

pytestmark = pytest.mark.django_db

TEXT = (
    '<p>Les <b>jardins partagés</b> : voir <a href="https://example.org/charte">la charte</a>, mise en œuvre en 1998. '
    "Écrire à jardin@exemple.fr &amp; lire https://exemple.fr/les-jardins ou {nom}.</p><p>On sème le soir.</p>"
)
MARK = 'data-translated="machine"'


class Reversed(BaseMachineTranslator):
    """Writes words from their ends, but for addresses and placeholders; knows no Arabic."""

    display_name = "Reversed"
    asked: list[str] = []

    def can_translate(self, source_locale, target_locale):
        return target_locale.language_code != "ar"

    def translate(self, source_locale, target_locale, strings):
        self.asked.extend(string.data for string in strings)
        words = re.compile(rf"({KEPT.pattern}|<[^>]+>|&\w+;)|\w+")
        return {
            string: StringValue(words.sub(lambda found: found[1] or found[0][::-1], string.data)) for string in strings
        }


@pytest.fixture
def machine(settings):
    """The site's translator: ``machine("tests.test_drafts.Reversed", OPTION=…)``; that one to begin with."""

    def machine(path, **options):
        settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {"CLASS": path, "OPTIONS": options}

    machine(f"{__name__}.Reversed")
    Reversed.asked = []
    return machine


@pytest.fixture
def real(machine, apertium):
    machine("essaimage_wagtail.multilingual.machine.apertium.ApertiumTranslator", COMMAND=apertium)


@pytest.fixture
def sheet(make_sheet):
    body = [("description", {"text": TEXT}), ("context", {"text": "<p>De la place.</p>"})]
    return make_sheet("Jardins partagés", slug="jardins", pitch="Des légumes pour tous", body=body)


@pytest.fixture
def begun(site, sheet):
    """A sheet that was given to the Spanish translators."""
    source, _created = TranslationSource.update_or_create_from_instance(sheet)
    translation = Translation.objects.create(source=source, target_locale=site.locales["es"])
    translation.save_target(publish=False)
    return translation


@pytest.fixture
def ask(admin_client):
    """Press the button of wagtail-localize's editor: what the editor says then."""

    def ask(translation):
        edit = reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk])
        url = reverse("wagtail_localize:machine_translate", args=[translation.pk])
        response = admin_client.post(url, {"next": edit}, follow=True)
        assert response.redirect_chain == [(edit, 302)]
        assert response.status_code == 200
        return [str(message) for message in response.context["messages"]]

    return ask


@pytest.fixture
def publish(django_capture_on_commit_callbacks):
    def publish(translation):
        with django_capture_on_commit_callbacks(execute=True):
            translation.save_target(publish=True)
        return translation.get_target_instance()

    return publish


def drafts():
    rows = StringTranslation.objects.filter(translation_type="machine").select_related("context", "translation_of")
    return {row.translation_of.data: row.data for row in rows}


def get(client, page):
    return client.get(page.get_url()).text


# The editor's button, and what becomes of the words


@pytest.mark.apertium
def test_apertium_drafts_a_sheet_which_is_marked_until_a_person_has_read_it(
    real, begun, ask, publish, client, admin_client
):
    segment = begun.source.stringsegment_set.get(context__path="title")
    title = StringTranslation.objects.create(
        translation_of=segment.string,
        context=segment.context,
        locale=begun.target_locale,
        data="Huertos de todos",
        translation_type="manual",
    )
    assert "4" in ask(begun)[0]
    found = drafts()
    # Links, tags, addresses and placeholders are those of the original.
    (linked,) = (text for text in found.values() if "<a" in text)
    assert "<b>jardines compartidos</b>" in linked
    assert re.search(r'<a id="a1">[^<]+</a>', linked)
    assert "jardin@exemple.fr &amp; " in linked and "https://exemple.fr/les-jardins" in linked and "{nom}" in linked
    assert not re.search(r"[*@#]\w|œuvre|Xq", linked.replace("jardin@exemple", ""))
    assert "jardins" not in found  # the address
    # What a person wrote stays.
    title.refresh_from_db()
    assert (title.data, title.translation_type) == ("Huertos de todos", "manual")
    assert ToReview.objects.count() == len(found) == 4

    page = publish(begun)
    shown = get(client, page)
    assert "Una máquina" in shown or "A machine translated parts" in shown
    assert shown.count(MARK) == 3  # the pitch and two sections; not the title

    # The editor, the page of comparison and the report lead there.
    edit = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert any(url_of(begun.pk) in str(message) for message in edit.context["messages"])
    compared = admin_client.get(url_of(begun.pk))
    assert (compared.context["by_machine"], compared.context["kept"]) == (4, 0)
    assert "Apertium" in compared.text
    report = reverse("essaimage_translations_report")
    assert [row.reviews for row in admin_client.get(report, {"state": "machine"}).context["object_list"]] == [4]
    # Somebody reads one and writes another anew; then the rest.
    first, second, *_rest = compared.context["reviews"]
    admin_client.post(url_of(begun.pk), {f"words-{first.pk}": "Verduras para todos", "right": str(second.pk)})
    assert ToReview.objects.count() == 2
    admin_client.post(url_of(begun.pk), {"right": "all"})
    assert not ToReview.objects.exists()
    assert "machine" not in {row.translation_type for row in StringTranslation.objects.all()}
    assert list(admin_client.get(report, {"state": "machine"}).context["object_list"]) == []
    assert MARK not in get(client, publish(begun))


def test_saving_a_text_in_the_editor_makes_it_a_person_s(machine, begun, ask, publish, client, admin_client):
    ask(begun)
    pitch = begun.source.stringsegment_set.get(context__path="pitch")
    url = reverse("wagtail_localize:edit_string_translation", args=[begun.pk, pitch.pk])
    form = "application/x-www-form-urlencoded"
    assert admin_client.put(url, "value=Verduras", content_type=form).status_code == 200
    assert not ToReview.objects.filter(translation__context__path="pitch").exists()
    shown = get(client, publish(begun))
    assert "Verduras" in shown and shown.count(MARK) == 3


def test_what_is_declared_right_loses_its_mark_at_once(machine, begun, ask, publish, client, admin_user):
    ask(begun)
    page = publish(begun)
    assert get(client, page).count(MARK) == 4
    for review in waiting_for_review(begun.source, begun.target_locale_id):
        if review.translation.context.path == "pitch":
            still_right(review, begun, admin_user)
    shown = get(client, page)
    assert shown.count(MARK) == 3
    assert "Sed semugél" not in shown and "seD semugél" in shown


def test_asked_again_it_drafts_what_is_new_and_a_kept_draft_is_still_the_machine_s(
    machine, begun, sheet, ask, publish, django_capture_on_commit_callbacks
):
    ask(begun)
    publish(begun)
    asked = len(Reversed.asked)
    ask(begun)
    assert len(Reversed.asked) == asked
    sheet.pitch = "Des fruits pour tous"
    sheet.body[1].value["text"] = RichText("<p>De la place.</p><p>Et de l’eau.</p>")
    with django_capture_on_commit_callbacks(execute=True):
        sheet.save_revision().publish()
    begun.source.refresh_from_db()
    begun.source.update_from_db()
    waiting = list(waiting_for_review(begun.source, begun.target_locale_id))
    kept = next(review for review in waiting if review.translation.context.path == "pitch")
    assert kept.is_by_machine and kept.former.data == "Des légumes pour tous"
    ask(begun)
    assert Reversed.asked[asked:] == ["Et de l’eau."]
    # The Spanish team takes over: its words are those of the others' original, and theirs stay the machine's.
    page = publish(begun)
    english = translate(sheet, "en")
    for row in StringTranslation.objects.filter(locale=english.locale):
        row.translation_type = "machine"
        row.save()
    adopt(page)
    theirs = StringTranslation.objects.filter(locale=english.locale, translation_of__locale=page.locale)
    assert {row.to_review.is_by_machine for row in theirs.exclude(context__path="slug")} == {True}


def test_files_for_translators_say_what_a_machine_made(machine, begun, ask, admin_client):
    ask(begun)
    files = {
        ending: admin_client.get(reverse("essaimage_exchange_file", args=[begun.pk, ending])).content.decode()
        for ending in ("po", "xlf")
    }
    po = polib.pofile(files["po"])
    assert {entry.msgctxt.partition(".")[0] for entry in po if entry.fuzzy} == {"title", "pitch", "body"}
    assert files["xlf"].count('state-qualifier="mt-suggestion"') == len(drafts()) == 5


def test_queries_do_not_grow_with_the_texts(machine, site, make_sheet, django_assert_max_num_queries):
    counts = []
    for number in (3, 60):
        body = [("context", {"text": f"<p>{number} Texte {place}</p>"}) for place in range(number)]
        sheet = make_sheet("Titre", slug=f"s{number}", body=body)
        source, _created = TranslationSource.update_or_create_from_instance(sheet)
        with django_assert_max_num_queries(100) as asked:
            drafted = drafting.draft(source, site.locales["es"], drafting.translator())
        assert drafted.made == number + 2
        counts.append(len(asked))
    assert counts[0] == counts[1]


# A machine that fails


def test_libretranslate_s_answers_whatever_they_are_lose_nothing(machine, begun, ask):
    """The one that wagtail-localize has, before a server that answers as LibreTranslate does
    (https://docs.libretranslate.com/api/operations/translate)."""
    path = "wagtail_localize.machine_translators.libretranslate.LibreTranslator"
    segments = begun.source.stringsegment_set.order_by("order").exclude(context__path="slug")
    texts = list(dict.fromkeys(segments.values_list("string__data", flat=True)))
    spanish = [f"es {text}" for text in texts]
    broken = [*spanish[:1], "<script>alert(1)</script>", '<a id="a9">fuera</a>', "", None]

    def answer(status, body, kind="application/json"):
        return status, kind, (body if isinstance(body, str) else json.dumps(body)).encode(), {}

    cases = [
        (answer(429, {"error": "Slowdown: 80 per 1 minute"}), "429. Slowdown"),
        (answer(500, "<h1>Internal Server Error</h1>", "text/html"), "500"),
        (answer(403, {"error": "Please contact the server operator to get an API key"}), "API key"),
        (answer(200, "<html>Log in to the Wi-Fi</html>", "text/html"), ""),
        (answer(200, {"translatedText": ["solo uno"]}), ""),
        (answer(200, {"translatedText": None}), ""),
        (answer(200, []), ""),
    ]
    said = []
    with listening(
        *(case for case, _why in cases),
        answer(200, {"translatedText": broken}),
        answer(200, {"translatedText": spanish[1:]}),
    ) as server:
        machine(path, LIBRETRANSLATE_URL=server.url, API_KEY="")
        for _case, why in cases:
            (message,) = ask(begun)
            assert why in message and drafts() == {}, message
            said.append(message)
        # Of a bad answer what is good is taken, and nothing else.
        ask(begun)
        assert drafts() == {texts[0]: spanish[0]}
        ask(begun)
        assert drafts() == dict(zip(texts, spanish, strict=True))
        assert set(server.paths) == {"/translate"}
    with listening(answer(200, {"translatedText": []}), asked=lambda: time.sleep(1)) as slow:
        StringTranslation.objects.all().delete()
        machine(path, LIBRETRANSLATE_URL=slow.url, API_KEY="", TIMEOUT=0.2)
        said += ask(begun)
    machine(path, LIBRETRANSLATE_URL="http://127.0.0.1:1", API_KEY="")
    said += ask(begun)
    assert len(set(said)) == 6 and drafts() == {}


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ('[ "$1" = -l ] && echo fr-es || { echo "cannot open fr-es.bin" >&2; exit 1; }', "cannot open"),
        ('[ "$1" = -l ] && echo fr-es || sleep 60', "time"),
        ('[ "$1" = -l ] && echo en-es', "from"),
        (None, "installed"),
    ],
)  # fmt: skip
def test_an_apertium_that_fails_is_told(tmp_path, script, why):
    command = tmp_path / "apertium"
    if script:
        command.write_text(f"#!/bin/sh\n{script}\n")
        command.chmod(0o755)
    french, spanish = (SimpleNamespace(language_code=code) for code in ("fr", "es"))
    broken = ApertiumTranslator({"COMMAND": str(command), "TIMEOUT": 0.5})
    assert broken.can_translate(french, spanish) is (why not in ("from", "installed"))
    started = time.monotonic()
    with pytest.raises(ApertiumFailed, match=why), override("en"):
        broken.translate(french, spanish, [StringValue("Bonjour"), StringValue("; rm -rf / #")])
    assert time.monotonic() - started < 10


def test_a_garbled_answer_is_not_taken(tmp_path, site, begun, machine, ask):
    command = tmp_path / "apertium"
    command.write_text('#!/bin/sh\n[ "$1" = -l ] && echo fr-es || echo "<p id=\'t0\'>\\<prn\\></p><p>Xqazx</p>"\n')
    command.chmod(0o755)
    machine("essaimage_wagtail.multilingual.machine.apertium.ApertiumTranslator", COMMAND=str(command))
    assert "5" in ask(begun)[-1]
    assert drafts() == {}


# A foreign text


@pytest.mark.apertium
def test_what_apertium_makes_of_the_demonstration_s_french(real):
    """Real texts, through the real thing: each comes back with its tags, and without Apertium's marks."""
    texts = []

    def collect(value):
        for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            collect(one)
        if isinstance(value, str) and len(value) > 20 and not re.match(r"https?:", value):
            found = extract_strings(value)[1] if value.startswith("<") else [(StringValue.from_plaintext(value), {})]
            texts.extend(string.data for string, _attrs in found)

    folder = ROOT / "example_site" / "content"
    for name in ("method.yaml", "sheets/amap.yaml", "sheets/accorderie.yaml"):
        entry = yaml.safe_load((folder / name).read_text())
        collect([entry["texts"]["fr"], *(step["texts"]["fr"] for step in entry.get("steps", []))])
    french, spanish = (SimpleNamespace(language_code=code) for code in ("fr", "es"))
    lost, changed = [], 0
    for bundle in drafting._bundles(dict.fromkeys(texts)):
        answers = drafting.translator().translate(french, spanish, [StringValue(text) for text in bundle])
        for text in bundle:
            words = drafting._usable(text, answers.get(StringValue(text)))
            changed += words != text
            if not words or re.search(r"(?<!\w)[*#@]\w", words):
                lost.append((text, answers.get(StringValue(text))))
    assert lost == []
    assert changed > 100


# Many pages, and the reader who lacks one


def run(*args, **kwargs):
    out = StringIO()
    call_command("essaimage_translate", *args, stdout=out, verbosity=0, **kwargs)
    return out.getvalue()


def test_the_command_submits_with_drafts_and_publishes_when_it_is_asked_to(
    machine, settings, site, sheet, make_sheet, client, django_capture_on_commit_callbacks
):
    settings.WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = True
    with django_capture_on_commit_callbacks(execute=True):
        said = run("es", "ar", below=sheet.pk, machine=True)
    assert "5 drafted by Reversed" in said
    spanish = sheet.get_translation(site.locales["es"])
    assert (spanish.title, spanish.slug, spanish.live) == ("snidraJ ségatrap", "jardins", False)
    assert sheet.get_translation(site.locales["ar"]).title == sheet.title
    assert client.get(f"/essaimage/page/{sheet.translation_key}/es/").status_code == 200
    other = make_sheet("Vélos", slug="velos")
    with django_capture_on_commit_callbacks(execute=True):
        run("es", below=other.pk, machine=True, publish=True)
    shown = get(client, other.get_translation(site.locales["es"]))
    assert "solév".capitalize()[::-1] not in shown and "soléV" in shown and MARK in shown


def test_the_command_stops_where_the_machine_fails_and_goes_on_there(machine, site, sheet, monkeypatch):
    with pytest.raises(CommandError, match="does not translate"):
        run("ar", below=sheet.pk, machine=True)
    with pytest.raises(CommandError, match="goes with"):
        run("es", below=sheet.pk, publish=True)

    def fail(*args):
        raise OSError("away")

    with monkeypatch.context() as patch, pytest.raises(CommandError, match="0 pages submitted"):
        patch.setattr(Reversed, "translate", fail)
        run("es", below=sheet.pk, machine=True)
    assert not Page.objects.filter(translation_key=sheet.translation_key, locale=site.locales["es"]).exists()
    assert "1 pages" in run("es", below=sheet.pk, machine=True)
    machine(f"{__name__}.Nothing")
    with pytest.raises(ImportError):
        run("es", below=sheet.pk, machine=True)


def test_ticked_pages_are_submitted_with_drafts(
    machine, settings, site, sheet, admin_client, django_capture_on_commit_callbacks
):
    url = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'essaimage_submit'])}?id={sheet.pk}"
    assert 'name="drafts"' in admin_client.get(url).text
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(url, {"locales": [site.locales["es"].pk, site.locales["ar"].pk], "drafts": "on"})
    assert sheet.get_translation(site.locales["es"]).title == "snidraJ ségatrap"
    assert sheet.get_translation(site.locales["ar"]).title == sheet.title
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = None
    assert 'name="drafts"' not in admin_client.get(url).text


def test_a_sync_with_drafts_goes_through_where_a_language_has_none(machine, site, begun, sheet, admin_client):
    """wagtail-localize's own view answers “not found”, and syncs nothing."""
    Translation.objects.create(source=begun.source, target_locale=site.locales["ar"]).save_target(publish=False)
    sheet.pitch = "Des fruits"
    sheet.save_revision().publish()
    url = reverse("wagtail_localize:update_translations", args=[begun.source.pk])
    assert admin_client.post(url, {"use_machine_translation": "on"}).status_code == 302
    assert "seD stiurf" in drafts().values()
    assert begun.source.stringsegment_set.get(context__path="pitch").string.data == "Des fruits"


def test_readers_who_lack_the_page_are_shown_the_machine_s_title_and_pitch(machine, settings, site, sheet, client):
    run("es", below=sheet.pk, machine=True)
    url = f"/essaimage/page/{sheet.translation_key}/es/"
    without = len(queries(client, url))
    assert MARK not in client.get(url).text
    asked = len(Reversed.asked)
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "MACHINE_DRAFTS": True}
    shown = client.get(url).text
    assert MARK in shown and "snidraJ ségatrap" in shown and "seD semugél ruop suot" in shown
    assert len(queries(client, url)) == without + 1
    assert len(Reversed.asked) == asked  # no visitor has the machine work
    # Of words that the page has no longer, and in other languages, nothing.
    sheet.pitch = "Des fruits"
    sheet.save_revision().publish()
    shown = client.get(url).text
    assert "snidraJ" in shown and "seD semugél" not in shown
    assert MARK not in client.get(f"/essaimage/page/{sheet.translation_key}/de/").text


def test_checks(machine, settings, tmp_path):
    numbers = {"E106", "W108", "W109"}

    def ids():
        return {problem.id[-4:] for problem in run_checks()} & numbers

    assert ids() == set()
    machine("nowhere.Translator")
    assert ids() == {"E106"}
    machine("essaimage_wagtail.multilingual.machine.apertium.ApertiumTranslator", COMMAND=str(tmp_path / "none"))
    assert ids() == {"W108"}
    command = tmp_path / "apertium"
    command.write_text("#!/bin/sh\necho en-ca\n")
    command.chmod(0o755)
    machine("essaimage_wagtail.multilingual.machine.apertium.ApertiumTranslator", COMMAND=str(command))
    assert ids() == {"W108"}
    machine("wagtail_localize.machine_translators.libretranslate.LibreTranslator", API_KEY="x")
    assert ids() == {"W108"}
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = None
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "MACHINE_DRAFTS": True}
    assert ids() == {"W109"}
