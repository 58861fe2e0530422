"""Facts are the same in every language as soon as the original is published, and words are the translators' own."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.utils import timezone
from wagtail import blocks
from wagtail.models import PageLogEntry
from wagtail.rich_text import RichText
from wagtail_localize.models import SegmentOverride, Translation, TranslationContext, TranslationSource

from essaimage_wagtail.multilingual.facts import LOGGED_AS, as_stored, take_facts, take_to_translations
from essaimage_wagtail.pages.models import CommonOffer, CommonPage, SheetPage

from .site import image
from .translating import translate
from .visits import queries

pytestmark = pytest.mark.django_db

BUDGET = {
    "currency": "EUR",
    "lines": [{"label": "terre", "amount": 3000, "year": 2020}, {"label": "outils", "amount": 200, "year": 2021}],
}
ACTORS = {"actors": [{"name": "Mairie", "kind": "local_authority", "role": "prête le terrain"}]}


@pytest.fixture
def sheet(site, make_sheet):
    return make_sheet(
        "Jardins partagés",
        body=[("budget", BUDGET), ("actors", ACTORS), ("description", {"text": "<p>On jardine.</p>"})],
        themes=[site.themes["garden"]["fr"]],
        territory=site.territory.lille,
        status="running",
        start_year=1997,
    )


def english(page):
    return type(page).objects.get(translation_key=page.translation_key, locale__language_code="en")


def anew(page):
    return type(page).objects.get(pk=page.pk)


def publish(page):
    page.save_revision().publish()


def section(page, name):
    return next(child.value for child in page.body if child.block_type == name)


def test_what_has_no_language_is_true_everywhere_at_once(client, site, sheet, in_english):
    in_english(sheet)
    picture = image()
    sheet.status, sheet.end_year, sheet.latitude, sheet.territory, sheet.cover = (
        "stopped",
        2025,
        Decimal("50.6"),
        None,
        picture,
    )
    sheet.themes = [site.themes["repair"]["fr"]]
    section(sheet, "budget")["lines"][0]["amount"] = 4000
    section(sheet, "actors")["actors"][0]["kind"] = "association"
    publish(sheet)

    target = english(sheet)
    assert (target.status, target.end_year, target.latitude, target.territory) == (
        "stopped",
        2025,
        Decimal("50.6"),
        None,
    )
    assert (target.cover, list(target.themes.all())) == (picture, [site.themes["repair"]["fr"]])
    assert [line["amount"] for line in section(target, "budget")["lines"]] == [4000, 200]
    assert section(target, "actors")["actors"][0]["kind"] == "association"
    assert "4,000" in client.get(target.url).content.decode()
    assert target.live and not target.has_unpublished_changes
    assert PageLogEntry.objects.filter(page=target.pk, action=LOGGED_AS).count() == 1


def test_what_was_taken_away_is_away_everywhere(sheet, in_english):
    in_english(sheet)
    sheet.themes, sheet.start_year, sheet.status = [], None, ""
    section(sheet, "budget")["lines"][0]["amount"] = None
    publish(sheet)
    target = english(sheet)
    assert (list(target.themes.all()), target.start_year, target.status) == ([], None, "")
    assert section(target, "budget")["lines"][0]["amount"] is None


def test_a_translation_keeps_its_words_its_sections_and_their_order(sheet, in_english):
    target = in_english(sheet)
    body = list(target.body.raw_data)
    own = {
        "type": "description",
        "value": {"text": "<p>Only in English.</p>"},
        "id": "11111111-1111-4111-8111-111111111111",
    }
    target.body = [own, *reversed(body)]
    publish(target)

    sheet.title, sheet.pitch, sheet.status = "Autre titre", "Autre accroche", "stopped"
    section(sheet, "actors")["actors"][0]["role"] = "prête encore le terrain"
    section(sheet, "budget")["lines"][1]["amount"] = 300
    sheet.body.append(("description", {"text": "<p>Une section de plus.</p>"}))
    publish(sheet)

    target = english(sheet)
    assert (target.title, target.pitch, target.status) == ("JARDINS PARTAGÉS", "PITCH", "stopped")
    assert [block.block_type for block in target.body] == ["description", "description", "actors", "budget"]
    assert "Only in English" in target.body[0].value["text"].source
    assert section(target, "actors")["actors"][0]["role"] == "PRÊTE LE TERRAIN"
    assert [line["amount"] for line in section(target, "budget")["lines"]] == [3000, 300]
    assert [line["label"] for line in section(target, "budget")["lines"]] == ["TERRE", "OUTILS"]


def test_a_section_that_the_original_has_no_more_stays(sheet, in_english):
    in_english(sheet)
    del sheet.body[0]
    publish(sheet)
    assert [block.block_type for block in english(sheet).body] == ["budget", "actors", "description"]


def test_a_draft_stays_a_draft_and_learns_the_facts(sheet, in_english):
    target = in_english(sheet)
    target.pitch = "A better pitch"
    target.save_revision()
    sheet.status = "stopped"
    publish(sheet)

    target = english(sheet)
    draft = target.get_latest_revision_as_object()
    assert (target.status, target.pitch, target.has_unpublished_changes) == ("stopped", "PITCH", True)
    assert (draft.status, draft.pitch) == ("stopped", "A better pitch")


def test_a_translation_that_was_never_published_is_not(sheet, in_english):
    target = in_english(sheet)
    target.unpublish()
    sheet.status = "stopped"
    publish(sheet)
    target = english(sheet)
    assert not target.live
    assert target.get_latest_revision_as_object().status == "stopped"


def test_what_is_scheduled_stays_scheduled(sheet, in_english):
    target = in_english(sheet)
    moment = timezone.now() + timedelta(days=3)
    target.pitch, target.go_live_at = "For Monday", moment
    publish(target)
    target = english(sheet)
    target.pitch = "For later"
    target.save_revision()
    sheet.status = "stopped"
    publish(sheet)

    target = english(sheet)
    (scheduled,) = target.revisions.filter(approved_go_live_at__isnull=False)
    assert (target.live, target.status, target.pitch) == (True, "stopped", "PITCH")
    assert (scheduled.approved_go_live_at, scheduled.as_object().pitch) == (moment, "For Monday")
    assert scheduled.as_object().status == "stopped"
    draft = target.get_latest_revision_as_object()
    assert (draft.pitch, draft.status) == ("For later", "stopped")


def test_nothing_is_written_when_only_words_changed(sheet, in_english):
    target = in_english(sheet)
    before = target.latest_revision_id
    sheet.pitch = "Autre accroche"
    publish(sheet)
    assert english(sheet).latest_revision_id == before


def test_a_translation_that_was_taken_from_its_original_is_left_alone(sheet, in_english):
    in_english(sheet)
    Translation.objects.update(enabled=False)
    sheet.status = "stopped"
    publish(sheet)
    assert english(sheet).status == "running"


def test_what_was_overridden_on_purpose_stays(site, make_common, in_english):
    common = make_common("Charte", link="https://example.org/fr", usages=[])
    target = in_english(common)
    context, _ = TranslationContext.objects.get_or_create(object_id=common.translation_key, path="link")
    SegmentOverride.objects.create(context=context, locale=site.locales["en"], data_json='"https://example.org/en"')
    target.link = "https://example.org/en"
    publish(target)
    common.link, common.licence = "https://example.org/autre", "CC0-1.0"
    publish(common)
    target = english(common)
    assert (target.link, target.licence) == ("https://example.org/en", "CC0-1.0")


def test_rows_with_words_keep_them(site, make_common, in_english):
    common = make_common("Salle", offers=[{"kind": "offer", "text": "Le mardi"}, {"kind": "offer", "text": "Le jeudi"}])
    in_english(common)
    common = CommonPage.objects.get(pk=common.pk)
    first, second = common.offers.all()
    first.until = date(2030, 1, 31)
    common.offers = [first, second, CommonOffer(locale=common.locale, kind="need", text="Des chaises")]
    publish(common)
    offers = [(offer.text, offer.until) for offer in english(common).offers.all()]
    assert offers == [("LE MARDI", date(2030, 1, 31)), ("LE JEUDI", None)]


def test_a_chain_of_languages_learns_all(site, sheet, in_english, django_capture_on_commit_callbacks):
    target = in_english(sheet)
    with django_capture_on_commit_callbacks(execute=True):
        translate(target, "es")
    sheet.status = "stopped"
    publish(sheet)
    versions = SheetPage.objects.filter(translation_key=sheet.translation_key)
    assert {version.locale.language_code: version.status for version in versions} == dict.fromkeys(
        ("fr", "en", "es"), "stopped"
    )


def test_translators_who_go_on_give_the_new_facts(sheet, in_english, django_capture_on_commit_callbacks):
    """Words changed meanwhile wait for the next sync; a translation that is published before has the facts of today."""
    in_english(sheet)
    sheet.pitch, sheet.status = "Autre accroche", "stopped"
    section(sheet, "budget")["lines"][0]["amount"] = 4000
    publish(sheet)
    translation = Translation.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    target = english(sheet)
    assert (target.pitch, target.status) == ("PITCH", "stopped")
    assert [line["amount"] for line in section(target, "budget")["lines"]] == [4000, 200]


def test_a_source_is_in_step_while_words_are_the_same(sheet, in_english):
    in_english(sheet)
    sheet.status = "stopped"
    publish(sheet)
    source = TranslationSource.objects.get()
    assert source.last_updated_at > anew(sheet).last_published_at
    sheet.pitch = "Autre accroche"
    publish(sheet)
    source.refresh_from_db()
    assert source.last_updated_at < anew(sheet).last_published_at


def said(client, page):
    text = " ".join(client.get(page.url).content.decode().split())
    return "The original was changed on" in text, "Not all of this page is translated yet" in text


def test_readers_are_told_when_the_words_of_the_original_are_others(
    client, sheet, in_english, django_capture_on_commit_callbacks
):
    target = in_english(sheet)
    assert said(client, target) == (False, False)
    sheet.status = "stopped"
    publish(sheet)
    assert said(client, target) == (False, False)
    sheet.pitch = "Autre accroche"
    publish(sheet)
    assert said(client, target) == (True, False)
    assert said(client, sheet) == (False, False)
    source, translation = TranslationSource.objects.get(), Translation.objects.get()
    source.update_from_db()
    assert said(client, target) == (True, False)
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)  # with the former words
    assert said(client, target) == (True, False)
    sheet.body.append(("description", {"text": "<p>Une section de plus.</p>"}))
    publish(sheet)
    TranslationSource.objects.get().update_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        Translation.objects.get().save_target(publish=True)
    assert said(client, target) == (True, False)
    in_english(sheet)
    assert said(client, target) == (False, False)


def test_a_section_that_nobody_has_translated_says_its_language(
    client, sheet, in_english, django_capture_on_commit_callbacks
):
    target = in_english(sheet)
    kept = sheet.body[2].id
    sheet.body.append(("text", {"title": "Encore", "text": "<p>Une section de plus.</p>"}))
    publish(sheet)
    added = anew(sheet).body[3].id
    TranslationSource.objects.get().update_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        Translation.objects.get().save_target(publish=True)
    assert said(client, target) == (False, True)
    languages = section_languages(client, target)
    assert languages[f"section-{added}"] == ("fr", "ltr")
    assert languages[f"section-{kept}"] == (None, None)
    in_english(sheet)
    assert set(section_languages(client, target).values()) == {(None, None)}


def test_a_paragraph_that_nobody_has_translated_says_its_language(
    client, make_sheet, in_english, django_capture_on_commit_callbacks
):
    first, second = "<p>On sème des <b>radis</b>.</p>", "<ul><li>On arrose le soir.</li></ul>"
    sheet = make_sheet("Jardins", slug="jardins", body=[("description", {"text": first + second})])
    target = in_english(sheet)
    before = len(queries(client, target.url))
    link = '<a href="https://example.org/suite">le répertoire</a>'
    sheet.body[0].value["text"] = RichText(f"{first}<p>Voir {link} &amp; la suite.</p>{second}")
    publish(sheet)
    TranslationSource.objects.get().update_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        Translation.objects.get().save_target(publish=True)
    soup = BeautifulSoup(client.get(target.url).content, "html.parser").find(class_="es-section--description")
    texts = soup.select("p:not(.es-improve), li")
    said_to_be = {each.get_text(): (each.get("lang"), each.get("dir")) for each in texts}
    assert said_to_be == {
        "ON SÈME DES RADIS.": (None, None),
        "Voir le répertoire & la suite.": ("fr", "ltr"),
        "ON ARROSE LE SOIR.": (None, None),
    }
    # Which texts wait, for whole sections and for paragraphs.
    assert len(queries(client, target.url)) == before + 1


def section_languages(client, page):
    soup = BeautifulSoup(client.get(page.url).content, "html.parser")
    return {each["id"]: (each.get("lang"), each.get("dir")) for each in soup.find_all(class_="es-section")}


def test_a_page_that_follows_nothing_any_more_is_told_of_nothing(client, sheet, in_english):
    target = in_english(sheet)
    Translation.objects.update(enabled=False)
    sheet.pitch = "Autre accroche"
    publish(sheet)
    assert said(client, target) == (False, False)
    assert client.get(target.url).context["essaimage"].original.code == "fr"


def test_each_in_a_chain_names_the_original(client, sheet, in_english, django_capture_on_commit_callbacks):
    target = in_english(sheet)
    with django_capture_on_commit_callbacks(execute=True):
        last = translate(target, "es")
    originals = [client.get(page.url).context["essaimage"].original for page in (sheet, target, last)]
    assert [original and original.code for original in originals] == [None, "fr", "fr"]


def test_a_command_mends_what_was_published_before(sheet, in_english, capsys):
    in_english(sheet)
    SheetPage.objects.filter(pk=sheet.pk).update(status="stopped")
    call_command("essaimage_facts", verbosity=0)
    assert capsys.readouterr().out == "1 translations changed.\n"
    assert english(sheet).status == "stopped"
    call_command("essaimage_facts", verbosity=0)
    assert capsys.readouterr().out == "0 translations changed.\n"


def test_publishing_an_original_without_translations_asks_once_more(sheet, django_assert_max_num_queries):
    """One query tells that there is none."""
    with django_assert_max_num_queries(3):  # with those of a savepoint
        assert take_to_translations(sheet) == 0


def other(block, value):
    """Another value of a fact."""
    match block:
        case blocks.ChoiceBlock():
            values = [key for key, _ in block.field.choices if key not in ("", None, value)]
            return block.to_python(values[0]) if values else value
        case blocks.BooleanBlock():
            return not value
        case blocks.IntegerBlock() | blocks.DecimalBlock() | blocks.FloatBlock():
            return str(Decimal(value or 0) + 1)
        case blocks.DateBlock():
            return "2001-02-03"
        case blocks.URLBlock():
            return "https://example.org/other"
    return value


def with_other_facts(block, stored):
    """A stored value in which every fact is another one."""
    if isinstance(block, blocks.BaseStructBlock) and isinstance(stored, dict):
        return {name: with_other_facts(block.child_blocks[name], value) for name, value in stored.items()}
    if isinstance(block, blocks.ListBlock):
        return [item | {"value": with_other_facts(block.child_block, item["value"])} for item in stored]
    if isinstance(block, blocks.BaseStreamBlock):
        return [item | {"value": with_other_facts(block.child_blocks[item["type"]], item["value"])} for item in stored]
    return other(block, stored)


@pytest.mark.parametrize("name", list(SheetPage._meta.get_field("body").stream_block.child_blocks))
def test_every_section_becomes_what_a_full_translation_would_be(name, make_sheet, in_english):
    """wagtail-localize's own sync, with every word translated, is what ours is compared with."""
    stream = SheetPage._meta.get_field("body").stream_block
    block = stream.child_blocks[name]
    sheet = make_sheet("Fiche", body=[(name, block.get_preview_value())])
    target = in_english(sheet)

    changed = with_other_facts(stream, as_stored(sheet.body))
    sheet.body = stream.to_python(changed)
    take_facts(target, sheet)
    ours = as_stored(target.body)
    sheet.save_revision().publish()
    theirs = as_stored(in_english(sheet).body)
    assert ours == theirs
