"""Which version is made from which other, where an earlier version of the plugin left a version several originals."""

import pytest
from wagtail_localize.models import Translation, TranslationSource

from essaimage_wagtail.following import (
    followed_by,
    followed_now,
    following,
    is_original,
    of_all_versions,
    with_original,
)
from essaimage_wagtail.pages.models import SheetPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def versions(site, make_sheet):
    """A sheet in French, German and English. The English one has followed the French one, then the German one; both
    were stopped. (The plugin's receivers let nobody make this any more: rows are written without them.)"""
    french = make_sheet("Jardins")
    german, english = (french.copy_for_translation(site.locales[code]) for code in ("de", "en"))
    sources = [TranslationSource.update_or_create_from_instance(page)[0] for page in (french, german)]
    Translation.objects.bulk_create(
        Translation(source=source, target_locale=english.locale, enabled=False) for source in sources
    )
    return french, german, english


def go_on(page):
    """What was made from the page goes on being made from it."""
    Translation.objects.filter(source__locale=page.locale).update(enabled=True)


def test_the_newest_of_several_that_were_stopped_counts(versions):
    _french, german, english = versions
    assert followed_by(english).source.locale == german.locale
    assert followed_now(english) is None


def test_one_that_goes_on_counts_before_a_newer_one_that_was_stopped(versions):
    french, german, english = versions
    go_on(french)
    assert followed_by(english) == followed_now(english) == of_all_versions(french.translation_key).first()
    assert followed_now(english).source.locale == french.locale
    go_on(german)
    assert followed_now(english).source.locale == german.locale


def test_an_original_is_what_others_are_made_from_now(versions):
    french, german, english = versions
    assert not any(map(is_original, versions))
    go_on(french)
    assert [is_original(page) for page in versions] == [True, False, False]
    assert [translation.target_locale for translation in following(french)] == [english.locale]
    assert followed_by(french) is followed_by(german) is None


def test_a_list_marks_sources_that_follow_no_other(versions):
    french, german, english = versions
    pages = with_original(SheetPage.objects.filter(translation_key=french.translation_key))
    assert {page.pk: page.is_original for page in pages} == {french.pk: True, german.pk: True, english.pk: False}
    Translation.objects.bulk_create(
        [Translation(source=TranslationSource.objects.get(locale=french.locale), target_locale=german.locale)]
    )
    assert {page.pk for page in pages.all() if page.is_original} == {french.pk}
