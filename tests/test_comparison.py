"""What an original changed since: in words for readers, side by side for translators, in figures in the report."""

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from essaimage_wagtail.comparing.words import differences, paired
from essaimage_wagtail.models import Theme
from essaimage_wagtail.multilingual.behind import begin_again
from essaimage_wagtail.multilingual.comparison import place_of, url_of
from essaimage_wagtail.multilingual.models import Baseline, ToReview
from essaimage_wagtail.multilingual.report import State, translations
from essaimage_wagtail.multilingual.sections import changes_between
from essaimage_wagtail.pages.models import CommonPage, SheetPage
from essaimage_wagtail.personal_data.texts import mentions, pattern

from .translating import translate

pytestmark = pytest.mark.django_db

BODY = [
    ("description", {"text": "<p>On sème.</p>"}),
    ("actors", {"actors": [{"name": "Mairie", "role": "prête le terrain"}]}),
    ("context", {"text": "<p>De la place.</p>"}),
]


@pytest.fixture
def sheet(make_sheet, django_capture_on_commit_callbacks):
    """A French sheet with an English version."""
    sheet = make_sheet("Jardins", body=BODY)
    with django_capture_on_commit_callbacks(execute=True):
        translate(sheet, "en")
    return SheetPage.objects.get(pk=sheet.pk)


@pytest.fixture
def published(django_capture_on_commit_callbacks):
    def published(page):
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()

    return published


@pytest.fixture
def updated(django_capture_on_commit_callbacks):
    """``updated()``: what the original has is synced, and the translation published."""

    def updated():
        TranslationSource.objects.get().update_from_db()
        with django_capture_on_commit_callbacks(execute=True):
            Translation.objects.get().save_target(publish=True)

    return updated


def english(sheet):
    return SheetPage.objects.get(translation_key=sheet.translation_key, locale__language_code="en")


def told(client, sheet):
    """What the English page says of its original."""
    return client.get(english(sheet).url).context["essaimage"].original_changes


def kinds():
    baseline = Baseline.objects.get()
    return [(change["block"] or change["section"], change["kind"]) for change in baseline.changes]


def test_sections_are_counted_and_fields_named(client, sheet, published):
    sheet.title, sheet.pitch = "Jardins partagés", "Autre accroche"
    sheet.body[0].value["text"].source = "<p>On sème encore.</p>"
    sheet.body[1].value["actors"][0]["role"] = "prête l’eau"
    del sheet.body[2]
    sheet.body.append(("lessons", {"text": "<p>Arroser le soir.</p>"}))
    published(sheet)
    assert kinds() == [
        ("title", "changed"),
        ("pitch", "changed"),
        ("description", "changed"),
        ("actors", "changed"),
        ("lessons", "added"),
        ("context", "removed"),
    ]
    assert told(client, sheet) == ["Changed: title, pitch, 2 sections.", "New: 1 section.", "Removed: 1 section."]
    html = " ".join(client.get(english(sheet).url).content.decode().split())
    assert "Changed: title, pitch, 2 sections. New: 1 section. Removed: 1 section." in html


def test_nothing_is_told_when_words_are_the_same_or_back(client, sheet, published):
    sheet.status = "stopped"
    published(sheet)
    assert told(client, sheet) == []
    sheet.pitch = "Autre accroche"
    published(sheet)
    assert told(client, sheet) == ["Changed: pitch."]
    sheet.pitch = "Pitch"
    published(sheet)
    assert (told(client, sheet), Baseline.objects.get().changed_at) == ([], None)


def test_what_no_reader_sees_is_for_editors_alone(client, sheet, published):
    sheet.seo_title = "Jardins, jardiniers"
    published(sheet)
    assert kinds() == [("seo_title", "changed")]
    assert client.get(english(sheet).url).context["essaimage"].original_changed is None


def test_an_address_is_not_told(sheet, published):
    sheet.slug = "autre-adresse"
    published(sheet)
    assert not Baseline.objects.filter(changes__0__isnull=False).exists()


def test_an_update_ends_it(client, sheet, published, updated, django_capture_on_commit_callbacks):
    sheet.pitch = "Autre accroche"
    sheet.body.append(("lessons", {"text": "<p>Arroser le soir.</p>"}))
    published(sheet)
    updated()
    # The section is there, and partly translated; the pitch has the former words.
    assert told(client, sheet) == ["Changed: pitch."]
    with django_capture_on_commit_callbacks(execute=True):
        translate(SheetPage.objects.get(pk=sheet.pk), "en")
    assert told(client, sheet) == []


@pytest.mark.django_db(transaction=True)
def test_an_update_outside_a_transaction_ends_it(client, make_sheet):
    """wagtail-localize publishes a version before it writes down that it has made it, unless requests are atomic."""
    sheet = make_sheet("Jardins", body=BODY)
    translate(sheet, "en")
    sheet = SheetPage.objects.get(pk=sheet.pk)
    sheet.pitch = "Autre accroche"
    sheet.save_revision().publish()
    assert told(client, sheet) == ["Changed: pitch."]
    translate(sheet, "en")
    assert told(client, sheet) == []


def test_facts_alone_do_not_end_it(client, sheet, published):
    sheet.pitch = "Autre accroche"
    published(sheet)
    TranslationSource.objects.get().update_from_db()
    StringTranslation.objects.filter(context__path="pitch").update(data="Not published yet")
    ToReview.objects.all().delete()
    sheet.status = "stopped"
    published(sheet)
    assert english(sheet).status == "stopped"
    assert told(client, sheet) == ["Changed: pitch."]


def test_a_draft_of_translators_that_got_facts_ends_it_when_it_is_published(
    client, sheet, published, django_capture_on_commit_callbacks
):
    sheet.pitch = "Autre accroche"
    published(sheet)
    TranslationSource.objects.get().update_from_db()
    translation = StringTranslation.objects.get(context__path="pitch", translation_of__data="Autre accroche")
    translation.data = "Another pitch"
    translation.save()
    Translation.objects.get().save_target(publish=False)
    sheet.status = "stopped"
    published(sheet)
    assert told(client, sheet) == ["Changed: pitch."]
    with django_capture_on_commit_callbacks(execute=True):
        english(sheet).get_latest_revision().publish()
    assert (english(sheet).pitch, english(sheet).status) == ("Another pitch", "stopped")
    assert told(client, sheet) == []


def test_a_page_with_its_notice_takes_no_query_more(client, sheet, published):
    url = english(sheet).url
    client.get(url)
    with CaptureQueriesContext(connection) as before:
        client.get(url)
    sheet.pitch = "Autre accroche"
    published(sheet)
    with CaptureQueriesContext(connection) as after:
        assert "Changed: pitch." in client.get(url).content.decode()
    assert len(after) == len(before)


# Side by side


@pytest.fixture
def waiting(sheet, published, updated):
    """The sheet, with two texts to review."""
    sheet.pitch = "Une autre accroche"
    sheet.body[1].value["actors"][0]["role"] = "prête le grand terrain"
    published(sheet)
    updated()
    return sheet


def page(client):
    return client.get(url_of(Translation.objects.get().pk))


def shown(client):
    return [
        (section.label, pair.place, pair.old and "".join(text for _, text in pair.old), pair.words)
        for section in page(client).context["sections"]
        for pair in section.pairs
    ]


def test_old_and_new_stand_side_by_side(admin_client, sheet, published):
    sheet.body[1].value["actors"][0]["role"] = "prête le grand terrain"
    published(sheet)
    answer = page(admin_client)
    (section,) = answer.context["sections"]
    (pair,) = section.pairs
    assert pair.old == [(False, "prête le terrain")]
    assert pair.new == [(False, "prête le "), (True, "grand "), (False, "terrain")]
    assert pair.place == "Acteurs › Mairie › Rôle"
    assert not answer.context["is_synced"]
    html = answer.content.decode()
    assert "<ins>grand </ins>" in html
    assert 'lang="fr"' in html


def test_texts_to_review_have_their_words_beside(admin_client, waiting):
    assert [(old, words) for _label, _place, old, words in shown(admin_client)] == [
        ("Pitch", "PITCH"),
        ("prête le terrain", "PRÊTE LE TERRAIN"),
    ]
    assert page(admin_client).context["is_synced"]


def test_one_click_says_that_it_is_still_right(client, admin_client, waiting):
    review = ToReview.objects.get(translation__data="PITCH")
    admin_client.post(url_of(Translation.objects.get().pk), {"right": review.pk})
    assert [words for *_, words in shown(admin_client)] == ["PRÊTE LE TERRAIN"]
    # What is published is right: no publication is needed.
    assert told(client, waiting) == ["Changed: 1 section."]
    admin_client.post(url_of(Translation.objects.get().pk), {"right": "all"})
    assert shown(admin_client) == []
    assert told(client, waiting) == []
    assert StringTranslation.objects.filter(tool_name="").count() == StringTranslation.objects.count()


def test_new_words_are_saved_and_published_with_the_translation(
    client, admin_client, waiting, django_capture_on_commit_callbacks
):
    review = ToReview.objects.get(translation__data="PITCH")
    url = url_of(Translation.objects.get().pk)
    admin_client.post(url, {f"words-{review.pk}": "Another pitch", "save": "1"})
    assert ToReview.objects.count() == 1
    assert english(waiting).pitch == "PITCH"
    assert told(client, waiting) == ["Changed: pitch, 1 section."]
    with django_capture_on_commit_callbacks(execute=True):
        Translation.objects.get().save_target(publish=True)
    assert english(waiting).pitch == "Another pitch"
    assert told(client, waiting) == ["Changed: 1 section."]


def test_a_click_on_one_keeps_what_was_typed_for_another(admin_client, waiting):
    one, other = ToReview.objects.order_by("pk")
    data = {f"words-{one.pk}": "Typed", "right": other.pk}
    admin_client.post(url_of(Translation.objects.get().pk), data)
    assert not ToReview.objects.exists()
    assert StringTranslation.objects.filter(data="Typed").exists()


@pytest.mark.parametrize("words", ["<div>no</div>", '<a id="a7">no</a>', '<b class="x">no</b>'])
def test_words_that_cannot_be_shown_are_refused(admin_client, waiting, words):
    review = ToReview.objects.get(translation__data="PITCH")
    answer = admin_client.post(url_of(Translation.objects.get().pk), {f"words-{review.pk}": words, "save": "1"})
    assert answer.status_code == 200
    (pair,) = [pair for section in answer.context["sections"] for pair in section.pairs if pair.error]
    assert pair.words == words
    assert ToReview.objects.count() == 2
    assert not StringTranslation.objects.filter(data=words).exists()


def test_the_translator_s_editor_leads_there(admin_client, waiting):
    url = reverse("wagtailadmin_pages:edit", args=[english(waiting).pk])
    answer = admin_client.get(url)
    html = answer.content.decode()
    assert url_of(Translation.objects.get().pk) in html
    assert [message.level_tag for message in get_messages(answer.wsgi_request)] == ["warning"]
    assert "former words (to be reviewed)" in html or "relire" in html


def test_only_people_who_may_edit_the_translation_see_it(client, waiting, django_user_model):
    client.force_login(django_user_model.objects.create_user("nobody", password="x"))
    url = url_of(Translation.objects.get().pk)
    assert client.get(url).status_code == 302
    client.post(url, {"right": "all"})
    assert ToReview.objects.count() == 2


def test_a_term_is_compared_too(admin_client, site):
    """wagtail-localize translates snippets as well: they have words to review."""
    term = Theme.objects.create(name="Compost", slug="compost", locale=site.locales["fr"])
    translate(term, "en")
    term.name = "Compostage"
    term.save()
    TranslationSource.objects.get().update_from_db()
    assert [(old, words) for _label, _place, old, words in shown(admin_client)] == [("Compost", "COMPOST")]
    admin_client.post(url_of(Translation.objects.get().pk), {"right": "all"})
    assert not ToReview.objects.exists()


def test_an_original_that_is_gone_is_told(admin_client, sheet, published):
    sheet.unpublish()
    assert page(admin_client).context["original"] is None


def test_places_have_the_names_of_the_editor():
    assert place_of(SheetPage(), "pitch", "") == ""
    assert place_of(SheetPage(), "body.1.text", "description").count("›") == 0
    assert place_of(CommonPage(), "offers.1.text", "") != ""


def test_somebody_who_was_named_in_the_original_is_found_in_what_is_compared(sheet, published):
    sheet.pitch = "Chez Élise Marchand"
    published(sheet)
    TranslationSource.objects.get().update_from_db()
    translate(SheetPage.objects.get(pk=sheet.pk), "en")
    baseline = Baseline.objects.get()
    begin_again(baseline.translation)
    places = [place.model for place in mentions(pattern(["Élise Marchand"]))]
    assert "essaimage_multilingual.Baseline" in places


# The report


def test_the_report_counts_what_is_to_review_apart(admin_client, waiting):
    (row,) = translations()
    assert (row.state, row.waiting, row.reviews) == (State.REVIEW, 0, 2)
    html = admin_client.get(reverse("essaimage_translations_report")).content.decode()
    assert url_of(row.pk) in html
    lines = admin_client.get(reverse("essaimage_translations_report"), {"export": "csv"}).getvalue().decode()
    assert len(lines.splitlines()) == 2


# Texts and words


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        ([], ["a"], [(None, 0)]),
        (["a"], [], [(0, None)]),
        (["one two"], ["three"], [(0, 0)]),
        (["one two", "red blue"], ["red green", "black"], [(0, None), (1, 0), (None, 1)]),
        (["a", "b", "c"], ["a", "x", "b", "c"], [(0, 0), (None, 1), (1, 2), (2, 3)]),
        (["one two three", "z"], ["y", "one two four", "z"], [(None, 0), (0, 1), (1, 2)]),
    ],
)
def test_texts_are_paired_by_what_they_have_in_common(old, new, pairs):
    assert paired(old, new) == pairs


def test_words_that_differ_are_marked():
    assert differences("le jardin vert", "le jardin bleu") == (
        [(False, "le jardin "), (True, "vert")],
        [(False, "le jardin "), (True, "bleu")],
    )


def test_a_section_that_the_translation_lacks_is_new_whatever_was_known():
    section = {"block": "actors", "texts": []}
    assert changes_between({"body.1": section}, {"body.1": section}, held=[]) == [
        {"section": "body.1", "block": "actors", "kind": "added"}
    ]
