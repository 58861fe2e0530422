"""Someone with rights on the pages of one language makes and publishes translations in that language alone."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.messages import get_messages
from django.core.management import CommandError, call_command
from django.urls import resolve, reverse
from wagtail.models import GroupPagePermission, Page
from wagtail_localize.models import TranslationSource
from wagtail_localize.views import convert, submit_translations, update_translations

from essaimage_wagtail.models import ProjectFrame, Theme
from essaimage_wagtail.multilingual import guards

pytestmark = pytest.mark.django_db


@pytest.fixture
def make_translator(site, django_user_model):
    """``make_translator("en", actions=["add", "change"])``: a user with rights below one language's home page."""

    def make(*languages, actions=("add", "change", "publish"), submit=True):
        name = f"{'-'.join(languages)} {' '.join(actions)}"
        group = Group.objects.create(name=name)
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        if submit:
            group.permissions.add(
                Permission.objects.get(content_type__app_label="wagtail_localize", codename="submit_translation")
            )
        for language in languages:
            for action in actions:
                permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page")
                GroupPagePermission.objects.create(group=group, page=site.home[language], permission=permission)
        user = django_user_model.objects.create_user(name, password="x")
        user.groups.add(group)
        return user

    return make


def submit_url(page):
    return reverse("wagtail_localize:submit_page_translation", args=[page.pk])


def languages_offered(client, page):
    field = client.get(submit_url(page)).context["form"].fields["locales"]
    return {locale.language_code for locale in field.queryset}, str(field.help_text)


def in_language(page, locale):
    return Page.objects.filter(translation_key=page.translation_key, locale=locale).first()


def test_only_languages_of_one_s_own_trees_are_offered(client, admin_client, site, make_sheet, make_translator):
    sheet = make_sheet("Jardins")
    client.force_login(make_translator("en"))
    offered, said = languages_offered(client, sheet)
    assert offered == {"en"}
    assert said
    offered, said = languages_offered(admin_client, sheet)
    assert offered == {"en", "es", "de", "ar"}
    assert not said


def test_a_page_in_another_tree_is_refused(client, site, make_sheet, make_translator):
    sheet = make_sheet("Jardins")
    client.force_login(make_translator("en"))
    both = [site.locales["en"].pk, site.locales["de"].pk]
    assert client.post(submit_url(sheet), {"locales": both}).context["form"].errors
    assert in_language(sheet, site.locales["de"]) is None
    assert client.post(submit_url(sheet), {"locales": both[:1]}).status_code == 302
    assert not in_language(sheet, site.locales["en"]).live


def test_what_goes_live_at_once_asks_for_the_right_to_publish(client, settings, site, make_sheet, make_translator):
    settings.WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = True
    live, draft = make_sheet("Jardins"), make_sheet("Vergers", publish=False)
    client.force_login(make_translator("en", "fr", actions=["add", "change"]))
    assert languages_offered(client, live)[0] == set()
    assert languages_offered(client, draft)[0] == {"en"}
    client.force_login(make_translator("en", "fr"))
    assert languages_offered(client, live)[0] == {"en"}


def test_language_without_a_tree_is_made_by_those_who_may_at_the_root(client, site, make_sheet, make_translator):
    Page.objects.get(pk=site.home["de"].pk).delete()
    client.force_login(make_translator("fr", "en"))
    assert languages_offered(client, make_sheet("Jardins"))[0] == {"en"}


def test_drafts_of_others_are_not_read_by_translating_them(client, site, make_sheet, make_translator):
    draft = make_sheet("Secret", publish=False)
    client.force_login(make_translator("en"))
    assert client.get(submit_url(draft)).status_code == 302
    client.post(submit_url(draft), {"locales": [site.locales["en"].pk]})
    assert in_language(draft, site.locales["en"]) is None
    client.force_login(make_translator("en", "fr"))
    assert client.get(submit_url(draft)).status_code == 200


def test_pages_below_are_asked_for_too(client, site, make_sheet, make_translator):
    directory, draft = site.directory["fr"], make_sheet("Secret", publish=False)
    Page.objects.get(pk=site.directory["en"].pk).delete()
    data = {"locales": [site.locales["en"].pk], "include_subtree": "on"}
    client.force_login(make_translator("en"))
    response = client.post(submit_url(directory), data)
    assert [message.level_tag for message in get_messages(response.wsgi_request)] == ["error"]
    assert in_language(directory, site.locales["en"]) is None
    client.force_login(make_translator("en", "fr"))
    client.post(submit_url(directory), data)
    assert not in_language(draft, site.locales["en"]).live


def test_an_alias_is_made_a_page_by_those_who_may_edit_it(client, site, make_sheet, make_translator):
    sheet = make_sheet("Jardins")
    sheet.copy_for_translation(site.locales["en"], copy_parents=True, alias=True)
    client.force_login(make_translator("en"))
    assert languages_offered(client, sheet)[0] == {"en"}
    client.force_login(make_translator("de"))
    assert languages_offered(client, sheet)[0] == {"de"}


@pytest.fixture
def translated(admin_client, site, make_sheet):
    """A sheet with drafts in English and German, and where “Sync translated pages” is."""
    sheet = make_sheet("Jardins")
    admin_client.post(submit_url(sheet), {"locales": [site.locales["en"].pk, site.locales["de"].pk]})
    source = TranslationSource.objects.get_for_instance(sheet)
    return sheet, reverse("wagtail_localize:update_translations", args=[source.pk])


def live(sheet, site):
    return {code for code in ("en", "de") if in_language(sheet, site.locales[code]).live}


def test_syncing_publishes_nothing_where_one_may_not(
    client, admin_client, site, translated, make_translator, django_capture_on_commit_callbacks
):
    sheet, url = translated
    client.force_login(make_translator("en"))
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url, {"publish_translations": "on"})
    assert [message.level_tag for message in get_messages(response.wsgi_request)] == ["error"]
    assert live(sheet, site) == set()
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url)
    assert [message.level_tag for message in get_messages(response.wsgi_request)][-1] == "success"
    assert live(sheet, site) == set()
    client.force_login(make_translator("en", "de"))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, {"publish_translations": "on"})
    assert live(sheet, site) == {"en", "de"}


def test_converting_to_an_alias_publishes_and_is_for_those_who_may(client, site, translated, make_translator):
    sheet, _url = translated
    page = in_language(sheet, site.locales["de"])
    url = reverse("wagtail_localize:convert_to_alias", args=[page.pk])
    client.force_login(make_translator("de", actions=["add", "change"]))
    client.post(url)
    assert live(sheet, site) == set()
    client.force_login(make_translator("de"))
    client.post(url)
    assert live(sheet, site) == {"de"}


def test_snippets_are_translated_by_those_who_may_add_them(client, site, make_translator):
    frame = ProjectFrame.objects.create(name="Trame", locale=site.locales["fr"])
    url = reverse("wagtail_localize:submit_snippet_translation", args=["essaimage_wagtail", "projectframe", frame.pk])
    user = make_translator("en")
    client.force_login(user)
    client.post(url, {"locales": [site.locales["en"].pk]})
    assert ProjectFrame.objects.count() == 1
    user.groups.get().permissions.add(Permission.objects.get(codename="add_projectframe"))
    client.post(url, {"locales": [site.locales["en"].pk]})
    assert ProjectFrame.objects.count() == 2


def test_snippets_are_synced_by_those_who_may_change_them(client, admin_client, site, make_translator):
    theme = site.themes["repair"]["fr"]
    url = reverse("wagtail_localize:submit_snippet_translation", args=["essaimage_wagtail", "theme", theme.pk])
    admin_client.post(url, {"locales": [site.locales["es"].pk]})
    Theme.objects.filter(pk=theme.pk).update(name="Bricolage")
    source = TranslationSource.objects.get_for_instance(theme)
    update = reverse("wagtail_localize:update_translations", args=[source.pk])
    user = make_translator("es")
    client.force_login(user)
    client.post(update, {"publish_translations": "on"})
    assert theme.get_translation(site.locales["es"]).name == "Réparation"
    user.groups.get().permissions.add(Permission.objects.get(codename="change_theme"))
    client.post(update, {"publish_translations": "on"})
    assert theme.get_translation(site.locales["es"]).name == "Bricolage"


# What upstream does


@pytest.mark.parametrize(
    ("name", "arguments", "view"),
    [
        ("submit_page_translation", [1], guards.SubmitPageView),
        ("submit_snippet_translation", ["essaimage_wagtail", "theme", "1"], guards.SubmitSnippetView),
        ("update_translations", [1], guards.UpdateView),
        ("convert_to_alias", [1], guards.convert),
        ("upload_pofile", [1], guards.upload_po),
        ("download_pofile", [1], guards.download_po),
    ],
)
def test_guards_stand_at_the_addresses_of_wagtail_localize(name, arguments, view):
    found = resolve(reverse(f"wagtail_localize:{name}", args=arguments)).func
    while hasattr(found, "__wrapped__"):
        found = found.__wrapped__
    assert getattr(found, "view_class", found) is view


def test_wagtail_localize_itself_asks_for_no_right_in_the_language(
    rf, site, make_sheet, make_translator, django_capture_on_commit_callbacks
):
    """The day it does, the guards can go: https://github.com/wagtail/wagtail-localize/issues/108."""
    sheet = make_sheet("Jardins")
    user = make_translator("en")

    def post(view, *args, **data):
        request = rf.post("/", data)
        request.user, request.session = user, {}
        request._messages = type("Messages", (), {"add": lambda *args, **kwargs: None})()
        with django_capture_on_commit_callbacks(execute=True):
            return view(request, *args) if args else view

    submit = submit_translations.SubmitPageTranslationView.as_view()
    post(lambda request, pk: submit(request, page_id=pk), sheet.pk, locales=[site.locales["de"].pk])
    assert in_language(sheet, site.locales["de"]) is not None
    source = TranslationSource.objects.get_for_instance(sheet)
    update = update_translations.UpdateTranslationsView.as_view()
    post(lambda request, pk: update(request, translation_source_id=pk), source.pk, publish_translations="on")
    page = in_language(sheet, site.locales["de"])
    assert page.live
    page.unpublish()
    user = make_translator("de", actions=["change"])
    post(convert.convert_to_alias, page.pk)
    assert in_language(sheet, site.locales["de"]).live


@pytest.fixture
def translator_of_spanish(site, django_user_model):
    call_command("essaimage_translators", "es", stdout=StringIO())
    user = django_user_model.objects.create_user("traductora", password="x")
    user.groups.set(Group.objects.filter(name__contains="español"))
    return user


def test_the_ready_made_group_translates_into_its_language_alone(client, site, make_sheet, translator_of_spanish):
    sheet = make_sheet("Jardins")
    client.force_login(translator_of_spanish)
    assert languages_offered(client, sheet)[0] == {"es"}
    assert client.post(submit_url(sheet), {"locales": [site.locales["es"].pk]}).status_code == 302
    spanish = in_language(sheet, site.locales["es"])
    assert client.get(reverse("wagtailadmin_pages:edit", args=[spanish.pk])).status_code == 200
    assert not spanish.permissions_for_user(translator_of_spanish).can_publish()
    assert not sheet.permissions_for_user(translator_of_spanish).can_edit()
    assert client.get(reverse("wagtailimages_chooser:choose")).status_code == 200


def test_the_groups_are_made_once_and_keep_what_was_added(site):
    for _time in range(2):
        call_command("essaimage_translators", publish=True, stdout=StringIO())
    group = Group.objects.get(name__contains="Deutsch")
    actions = [row.permission.codename for row in group.page_permissions.order_by("permission__codename")]
    assert actions == ["add_page", "change_page", "publish_page"]
    group.permissions.add(Permission.objects.get(codename="add_theme"))
    call_command("essaimage_translators", "de", stdout=StringIO())
    assert group.permissions.filter(codename="add_theme").exists()
    assert group.page_permissions.count() == 3


def test_a_language_that_the_site_lacks_is_said(site):
    with pytest.raises(CommandError, match=r"no language xx\. It has: .*fr"):
        call_command("essaimage_translators", "es", "xx", stdout=StringIO())
    assert not Group.objects.filter(name__contains="español").exists()
