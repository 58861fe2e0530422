"""A translated text is kept when its original gets other words, and waits for a review."""

import pytest
from django.db.models.signals import post_save
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from essaimage_wagtail.multilingual.kept import fitting, waiting_for_review
from essaimage_wagtail.multilingual.models import ToReview
from essaimage_wagtail.pages.models import SheetPage

from .testapp.models import ArticlePage
from .translating import translate

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = "<p>On sème des radis.</p>", "<p>On arrose le soir.</p>", "<p>On récolte en été.</p>"


@pytest.fixture
def in_english(django_capture_on_commit_callbacks):
    def in_english(page, change=str.upper):
        with django_capture_on_commit_callbacks(execute=True):
            return translate(page, "en", change)

    return in_english


@pytest.fixture
def synced(django_capture_on_commit_callbacks):
    """``synced(page)``: its translation, after the original was published, synced and the translation published."""

    def synced(page):
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()
        source = TranslationSource.objects.get(object_id=page.translation_key, locale=page.locale)
        source.update_from_db()
        with django_capture_on_commit_callbacks(execute=True):
            source.translations.get().save_target(publish=True)
        return type(page).objects.get(translation_key=page.translation_key, locale__language_code="en")

    return synced


@pytest.fixture
def sheet(make_sheet):
    return make_sheet("Jardins", slug="jardins", body=[("description", {"text": FIRST + SECOND + THIRD})])


def to_review(page):
    """Each text that waits, with what it translates."""
    source = TranslationSource.objects.get(object_id=page.translation_key, locale=page.locale)
    english = Locale.objects.get(language_code="en")
    return [
        (review.translation.data, review.former and review.former.data, review.translation.translation_of.data)
        for review in waiting_for_review(source, english.pk)
    ]


def text(page):
    return page.body[0].value["text"].source


def upper(words):
    return words.upper().replace("<P>", "<p>").replace("</P>", "</p>")


def test_the_former_translation_stays_and_waits_for_a_review(sheet, in_english, synced):
    in_english(sheet)
    assert to_review(sheet) == []
    sheet.pitch = "Une autre accroche"
    target = synced(sheet)
    assert target.pitch == "PITCH"
    assert to_review(sheet) == [("PITCH", "Pitch", "Une autre accroche")]


def test_wagtail_localize_itself_shows_the_words_of_the_original(sheet, in_english, synced):
    """https://github.com/wagtail/wagtail-localize/issues/502: when this fails, :mod:`.kept` has less to do."""
    in_english(sheet)
    receivers = post_save.receivers
    try:
        post_save.receivers = [one for one in receivers if one[0][0] != "essaimage_keep_translations"]
        post_save.sender_receivers_cache.clear()
        sheet.pitch = "Une autre accroche"
        assert synced(sheet).pitch == "Une autre accroche"
    finally:
        post_save.receivers = receivers
        post_save.sender_receivers_cache.clear()


def test_new_words_end_the_review(sheet, in_english, synced):
    in_english(sheet)
    sheet.pitch = "Une autre accroche"
    synced(sheet)
    assert in_english(sheet).pitch == "UNE AUTRE ACCROCHE"
    assert not ToReview.objects.exists()


def test_after_several_changes_it_is_what_was_translated_that_is_compared(sheet, in_english, synced):
    in_english(sheet)
    for pitch in ("Deuxième", "Troisième"):
        sheet.pitch = pitch
        synced(sheet)
    assert to_review(sheet) == [("PITCH", "Pitch", "Troisième")]
    sheet.pitch = "Pitch"
    assert synced(sheet).pitch == "PITCH"
    assert to_review(sheet) == []


@pytest.mark.parametrize(
    ("now", "shown", "waiting"),
    [
        # One of three is changed.
        (FIRST + "<p>On arrose le matin.</p>" + THIRD, upper(FIRST + SECOND + THIRD), 1),
        # One more between them: nobody has translated it.
        (
            FIRST + "<p>On paille.</p>" + SECOND + THIRD,
            upper(FIRST) + "<p>On paille.</p>" + upper(SECOND + THIRD),
            0,
        ),
        # One less, another changed.
        (FIRST + "<p>On récolte en automne.</p>", upper(FIRST + THIRD), 1),
        # Turned round.
        (THIRD + FIRST + SECOND, upper(THIRD + FIRST + SECOND), 0),
        # All others.
        ("<p>Rien de tout cela.</p>", upper(FIRST), 1),
    ],
)
def test_paragraphs_keep_theirs(sheet, in_english, synced, now, shown, waiting):
    in_english(sheet)
    sheet.body[0].value["text"].source = now
    assert text(synced(sheet)) == shown
    assert len(to_review(sheet)) == waiting


def test_a_link_that_the_original_lost_is_lost_and_the_words_stay(sheet, in_english, synced):
    sheet.body[0].value["text"].source = '<p>Voir <a href="https://example.org/">ici</a>.</p>'
    sheet.save_revision().publish()
    in_english(sheet, lambda data: data.replace("Voir", "See").replace("ici", "here"))
    sheet.body[0].value["text"].source = "<p>Voir le site.</p>"
    assert text(synced(sheet)) == "<p>See here.</p>"


def test_links_that_both_have_stay():
    assert fitting('<a id="a1">here</a> <a id="a2">there</a>', '<a id="a2">là</a>') == 'here <a id="a2">there</a>'


def test_an_address_stays_and_asks_for_no_review(sheet, in_english, synced):
    in_english(sheet)
    StringTranslation.objects.filter(context__path="slug").update(data="gardens")
    sheet.slug = "jardins-partages"
    assert synced(sheet).slug == "gardens"
    assert to_review(sheet) == []


def test_a_title_is_kept_in_the_admin_too(sheet, in_english, synced):
    in_english(sheet)
    sheet.title = "Jardins partagés"
    target = synced(sheet)
    assert (target.title, target.draft_title) == ("JARDINS", "JARDINS")


def test_lists_and_rows_with_words_keep_theirs(make_common, in_english, synced):
    common = make_common("Salle", offers=[{"kind": "offer", "text": "Le mardi"}, {"kind": "offer", "text": "Le jeudi"}])
    in_english(common)
    common = type(common).objects.get(pk=common.pk)
    first, second = common.offers.all()
    first.text = "Le lundi"
    common.offers = [first, second]
    target = synced(common)
    assert [offer.text for offer in target.offers.all()] == ["LE MARDI", "LE JEUDI"]
    assert to_review(common) == [("LE MARDI", "Le mardi", "Le lundi")]


def test_a_site_s_own_pages_are_treated_alike(site, in_english, synced):
    page = ArticlePage(
        title="Semis",
        intro="Bonjour",
        text=FIRST + SECOND,
        body=[("note", "Une note"), ("paragraph", THIRD)],
        locale=site.locales["fr"],
    )
    site.home["fr"].add_child(instance=page)
    page.save_revision().publish()
    in_english(page)
    page = ArticlePage.objects.get(pk=page.pk)
    page.intro, page.text = "Bonsoir", FIRST + "<p>On arrose le matin.</p>"
    page.body[0] = ("note", "Une autre note")
    target = synced(page)
    assert (target.intro, target.text) == ("BONJOUR", upper(FIRST + SECOND))
    assert len(to_review(page)) == 2


def test_what_is_translated_in_several_languages_is_kept_in_each(sheet, in_english, django_capture_on_commit_callbacks):
    in_english(sheet)
    with django_capture_on_commit_callbacks(execute=True):
        translate(sheet, "es", lambda data: f"¡{data}!")
    sheet.pitch = "Une autre accroche"
    sheet.save_revision().publish()
    with django_capture_on_commit_callbacks(execute=True):
        TranslationSource.objects.get().update_from_db()
        for translation in Translation.objects.all():
            translation.save_target(publish=True)
    pitches = dict(SheetPage.objects.values_list("locale__language_code", "pitch"))
    assert pitches == {"fr": "Une autre accroche", "en": "PITCH", "es": "¡Pitch!"}
    assert ToReview.objects.count() == 2
