"""Another version becomes the original, and no version loses a word."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page
from wagtail_localize import wagtail_hooks
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from essaimage_wagtail.multilingual.models import ToReview
from essaimage_wagtail.multilingual.originals import adopt
from essaimage_wagtail.multilingual.report import State, translations
from essaimage_wagtail.pages.models import SheetPage

from .testapp.models import ArticlePage
from .translating import translate

pytestmark = pytest.mark.django_db


@pytest.fixture
def into(django_capture_on_commit_callbacks):
    """``into(page, "es")``: its translation, all whose texts begin with the language's code."""

    def into(page, code):
        with django_capture_on_commit_callbacks(execute=True):
            return translate(page, code, lambda data: f"{code} {data}")

    return into


@pytest.fixture
def published(django_capture_on_commit_callbacks):
    """``published(page)``: the page, published."""

    def published(page):
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()
        return type(page).objects.get(pk=page.pk)

    return published


@pytest.fixture
def updated(django_capture_on_commit_callbacks):
    """``updated(page)``: syncs and publishes what follows the page."""

    def updated(page):
        source = TranslationSource.objects.get(object_id=page.translation_key, locale=page.locale)
        source.update_from_db()
        with django_capture_on_commit_callbacks(execute=True):
            for translation in source.translations.filter(enabled=True):
                translation.save_target(publish=True)

    return updated


BODY = [
    ("description", {"text": "<p>On sème.</p><p>On arrose.</p>"}),
    ("actors", {"actors": [{"name": "Mairie", "role": "prête le terrain"}]}),
]


@pytest.fixture
def sheet(make_sheet):
    return make_sheet("Jardins", slug="jardins", body=BODY)


def versions(page):
    """``{"fr": page, ...}``"""
    pages = type(page).objects.filter(translation_key=page.translation_key).select_related("locale")
    return {version.locale.language_code: version for version in pages}


def words(page):
    """All that a sheet says, by language."""
    return {
        code: (
            version.title,
            version.slug,
            version.pitch,
            [block.value["text"].source for block in version.body if block.block_type == "description"],
            [block.value["actors"][0]["role"] for block in version.body if block.block_type == "actors"],
        )
        for code, version in versions(page).items()
    }


def originals(page):
    """Which language each follows."""
    rows = Translation.objects.filter(source__object_id=page.translation_key, enabled=True)
    return {row.target_locale.language_code: row.source.locale.language_code for row in rows}


def named(client, page):
    """The original that each version names to readers."""
    return {
        code: (original := client.get(version.url).context["essaimage"].original) and original.code
        for code, version in versions(page).items()
    }


def test_every_version_keeps_its_words_and_follows_the_new_original(client, sheet, into, updated):
    spanish = into(sheet, "es")
    into(sheet, "en")
    before = words(sheet)
    adopt(spanish)
    assert originals(sheet) == {"fr": "es", "en": "es"}
    assert named(client, sheet) == {"es": None, "fr": "es", "en": "es"}
    updated(spanish)
    assert words(sheet) == before
    assert not ToReview.objects.exists()
    assert {row.state for row in translations()} == {State.CURRENT}


def test_what_changes_in_the_new_original_reaches_the_others(sheet, into, updated, published):
    spanish = into(sheet, "es")
    adopt(spanish)
    spanish = versions(sheet)["es"]
    spanish.pitch, spanish.status = "Otra cosa", "stopped"
    published(spanish)
    french = versions(sheet)["fr"]
    assert (french.pitch, french.status) == ("Pitch", "stopped")
    updated(spanish)
    assert versions(sheet)["fr"].pitch == "Pitch"
    (review,) = ToReview.objects.all()
    assert (review.former.data, review.translation.translation_of.data) == ("es Pitch", "Otra cosa")


def test_it_is_undone_by_adopting_the_other_back(client, sheet, into, updated):
    spanish = into(sheet, "es")
    into(sheet, "en")
    before = words(sheet)
    adopt(spanish)
    updated(spanish)
    adopt(versions(sheet)["fr"])
    updated(sheet)
    assert words(sheet) == before
    assert originals(sheet) == {"es": "fr", "en": "fr"}
    assert named(client, sheet) == {"fr": None, "es": "fr", "en": "fr"}


def test_each_in_a_chain_names_the_one_original(client, sheet, into):
    into(into(sheet, "es"), "en")
    assert named(client, sheet) == {"fr": None, "es": "fr", "en": "fr"}
    views = {code: client.get(page.url).context["essaimage"] for code, page in versions(sheet).items()}
    assert [(code, view.by_way_of.code) for code, view in views.items() if view.by_way_of] == [("en", "es")]
    html = client.get(versions(sheet)["en"].url).content.decode()
    assert f'href="{versions(sheet)["es"].url}" hreflang="es"' in html


@pytest.mark.parametrize("code", ["es", "en"])
def test_a_chain_becomes_one_original(client, sheet, into, updated, code):
    into(into(sheet, "es"), "en")
    before = words(sheet)
    adopt(versions(sheet)[code])
    assert set(originals(sheet).values()) == {code}
    assert {name for name in named(client, sheet).values() if name} == {code}
    updated(versions(sheet)[code])
    assert words(sheet) == before


def test_what_the_former_original_changed_since_is_to_be_reviewed(sheet, into, updated, published):
    spanish = into(sheet, "es")
    sheet.pitch = "Autre accroche"
    published(sheet)
    adopt(versions(sheet)["es"])
    updated(spanish)
    assert (versions(sheet)["fr"].pitch, versions(sheet)["es"].pitch) == ("Autre accroche", "es Pitch")
    (review,) = ToReview.objects.all()
    assert (review.translation.data, review.former) == ("Autre accroche", None)


def test_texts_that_waited_for_a_review_wait_on_the_other_side(sheet, into, updated, published):
    spanish = into(sheet, "es")
    into(sheet, "en")
    sheet.pitch = "Autre accroche"
    published(sheet)
    updated(sheet)
    assert ToReview.objects.count() == 2
    adopt(versions(sheet)["es"])
    updated(spanish)
    source = TranslationSource.objects.get()
    waiting = ToReview.objects.filter(translation__translation_of__segments__source=source)
    assert sorted(review.translation.data for review in waiting) == ["Autre accroche", "en Pitch"]


def test_an_original_that_is_deleted_is_replaced(client, sheet, into, updated):
    spanish = into(sheet, "es")
    into(sheet, "en")
    sheet.delete()
    before = words(spanish)
    assert originals(spanish) == {}
    adopt(spanish)
    assert originals(spanish) == {"en": "es"}
    updated(spanish)
    assert words(spanish) == before
    assert named(client, spanish) == {"es": None, "en": "es"}


def test_what_goes_its_own_way_goes_on(sheet, into, updated, published):
    spanish, german = into(sheet, "es"), into(sheet, "de")
    Translation.objects.filter(target_locale=german.locale).update(enabled=False)
    german.pitch = "Ganz eigen"
    published(german)
    before = words(sheet)
    adopt(spanish)
    updated(spanish)
    assert words(sheet) == before
    assert originals(sheet) == {"fr": "es"}


def test_two_sources_for_one_version_become_one(admin_client, sheet, into):
    """https://github.com/wagtail/wagtail-localize/issues/878: with two, its editor is an error 500."""
    english, spanish = into(sheet, "en"), into(sheet, "es")
    source, _ = TranslationSource.get_or_create_from_instance(spanish)
    Translation.objects.create(source=source, target_locale=english.locale)
    assert originals(sheet) == {"es": "fr", "en": "es"}
    assert admin_client.get(reverse("wagtailadmin_pages:edit", args=[english.pk])).status_code == 200
    pitch = StringTranslation.objects.get(translation_of__data="es Pitch", context__path="pitch", locale=english.locale)
    assert pitch.data == "en Pitch"


@pytest.fixture
def with_two_sources(sheet, into):
    """The English version, as it was before there was a rule."""
    english, spanish = into(sheet, "en"), into(sheet, "es")
    source, _ = TranslationSource.get_or_create_from_instance(spanish)
    Translation.objects.bulk_create([Translation(source=source, target_locale=english.locale)])
    return english


def test_two_sources_of_before_become_one_when_the_page_is_opened(admin_client, with_two_sources):
    assert admin_client.get(reverse("wagtailadmin_pages:edit", args=[with_two_sources.pk])).status_code == 200
    assert originals(with_two_sources) == {"es": "fr", "en": "es"}


def test_wagtail_localize_itself_fails_on_two_sources(rf, with_two_sources):
    """When this fails, :func:`.originals.only_source` has less to do."""
    with pytest.raises(Translation.MultipleObjectsReturned):
        wagtail_hooks.before_edit_page(rf.get("/"), with_two_sources)


def test_a_site_s_own_page_type(site, into, updated, published):
    page = ArticlePage(
        title="Semis",
        intro="Bonjour",
        text='<p>Un</p><ul><li>Deux</li><li><a href="https://example.org/">Trois</a></li></ul>',
        body=[("note", "Une note"), ("paragraph", "<p>Quatre</p>")],
        locale=site.locales["fr"],
    )
    site.home["fr"].add_child(instance=page)
    spanish = into(published(page), "es")

    def all_words():
        return {
            code: (version.title, version.intro, version.text, [str(block.value) for block in version.body])
            for code, version in versions(page).items()
        }

    before = all_words()
    assert before["es"][2].count("es ") == 3
    adopt(spanish)
    updated(spanish)
    assert all_words() == before


# In the admin


def adopt_url(page):
    return reverse("essaimage_adopt", args=[page.pk])


def test_the_page_of_the_admin_says_what_happens_then_does_it(admin_client, sheet, into, published):
    spanish = into(sheet, "es")
    sheet.body.append(("description", {"text": "<p>De plus.</p>"}))
    published(sheet)
    page = admin_client.get(adopt_url(spanish))
    assert [(version.page.pk, version.follows, version.own) for version in page.context["versions"]] == [
        (sheet.pk, True, 1)
    ]
    assert originals(sheet) == {"es": "fr"}
    admin_client.post(adopt_url(spanish))
    assert originals(sheet) == {"fr": "es"}
    # The former original is edited by its translators, the new one in the editor of pages.
    assert "translation" in admin_client.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk])).context
    assert "form" in admin_client.get(reverse("wagtailadmin_pages:edit", args=[spanish.pk])).context


def test_texts_that_wait_to_be_published_are_told(admin_client, sheet, into):
    spanish = into(sheet, "es")
    assert admin_client.get(adopt_url(spanish)).context["not_published"] == 0
    translation = StringTranslation.objects.get(context__path="pitch")
    translation.data = "Otra cosa"
    translation.save()
    assert admin_client.get(adopt_url(spanish)).context["not_published"] == 1


def test_what_follows_nothing_is_not_adopted(admin_client, sheet):
    assert admin_client.get(adopt_url(sheet)).status_code == 302
    admin_client.post(adopt_url(sheet))
    assert not TranslationSource.objects.exists()


@pytest.mark.parametrize(("languages", "may"), [(["es"], False), (["fr"], False), (["fr", "es"], True)])
def test_it_takes_the_right_to_publish_both(client, django_user_model, site, sheet, into, languages, may):
    spanish = into(sheet, "es")
    group = Group.objects.create(name="Some")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for language in languages:
        for action in ("change", "publish"):
            GroupPagePermission.objects.create(group=group, page=site.home[language], permission_type=action)
    user = django_user_model.objects.create_user("somebody", password="x")
    user.groups.add(group)
    client.force_login(user)
    assert (client.get(adopt_url(spanish)).status_code == 200) is may
    client.post(adopt_url(spanish))
    assert originals(sheet) == ({"fr": "es"} if may else {"es": "fr"})
    listing = client.get(reverse("wagtailadmin_explore", args=[spanish.get_parent().pk])).content.decode()
    assert (adopt_url(spanish) in listing) is False or may is False


def restart(client, page):
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {"localize-restart-translation": "1"})


def test_a_restart_keeps_the_words_that_the_team_wrote_meanwhile(admin_client, sheet, into, updated, published):
    spanish = into(sheet, "es")
    Translation.objects.update(enabled=False)
    spanish.pitch = "Otra cosa"
    published(spanish)
    restart(admin_client, spanish)
    assert originals(sheet) == {"es": "fr"}
    updated(sheet)
    assert versions(sheet)["es"].pitch == "Otra cosa"


def test_what_is_the_original_of_others_is_not_written_over(admin_client, sheet, into):
    """wagtail-localize offers “Start synced translation” on it, and one click would."""
    spanish = into(sheet, "es")
    Translation.objects.update(enabled=False)
    into(spanish, "en")
    restart(admin_client, spanish)
    assert originals(sheet) == {"en": "es"}


def test_the_tree_is_not_touched(sheet, into):
    spanish = into(sheet, "es")
    before = list(Page.objects.order_by("path").values_list("path", "slug", "url_path", "live"))
    adopt(spanish)
    assert list(Page.objects.order_by("path").values_list("path", "slug", "url_path", "live")) == before
    assert SheetPage.objects.count() == 2
