"""Submitting many pages for translation: the same rows as wagtail-localize's own way, in fewer queries."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    Translation,
    TranslationLog,
    TranslationSource,
)
from wagtail_localize.operations import translate_object

from essaimage_wagtail.multilingual import making, submitting
from essaimage_wagtail.multilingual.submitting import submit_page

from .pages import full
from .submitted import article, rows

pytestmark = [pytest.mark.django_db, pytest.mark.references]
BODY = [
    ("text", {"title": "Un titre", "text": '<p>Un <a href="https://example.org/a">lien</a>.</p><p>Deux</p>'}),
    ("text", {"title": "Un titre", "text": "<p>Deux</p>"}),
    ("actors", {"title": "Qui", "actors": [{"name": "Mairie", "role": "Aide"}, {"name": "École", "role": "Aide"}]}),
]


def both_ways(site, page, codes=("en", "es", "ar")):
    """What is stored after wagtail-localize's way, and after this one."""
    locales, found = [site.locales[code] for code in codes], []
    for way in (translate_object, submit_page):
        with transaction.atomic():
            way(page, locales)
            found.append(rows(site))
            transaction.set_rollback(True)
    return found


def same(site, page, **kwargs):
    theirs, ours = both_ways(site, page, **kwargs)
    assert theirs["string segments"]
    for name, values in theirs.items():
        assert ours[name] == values, name


@pytest.mark.parametrize("publish", [True, False])
def test_a_sheet_is_stored_as_by_wagtail_localize(site, make_sheet, publish):
    theme = site.themes["garden"]["fr"]
    same(site, make_sheet("Jardins", body=BODY, tags=["potager"], themes=[theme], publish=publish))


def test_a_step_goes_to_its_place(site, method):
    for code in ("en", "es", "ar"):
        translate_object(method, [site.locales[code]])
    first, second, third = method.get_children()
    for other in (first, third):
        translate_object(other.specific, [site.locales["en"]])
    same(site, second.specific)


def test_a_common_with_everything(site, usages, make_common):
    same(site, make_common("Charte", **full(site, usages, count=2)))


def test_a_page_type_of_the_site_s_own(site):
    same(site, article(site))


def test_words_known_before_are_used(site, make_sheet):
    sheet = make_sheet("Jardins", body=BODY)
    translate_object(sheet, [site.locales["en"]])
    segment = StringSegment.objects.get(context__path="title")
    StringTranslation.objects.create(
        translation_of=segment.string, context=segment.context, locale=site.locales["es"], data="Huertos"
    )
    same(site, sheet)
    submit_page(sheet, [site.locales["es"]])
    assert sheet.get_translation(site.locales["es"]).title == "Huertos"


def test_what_is_rarer_goes_wagtail_localize_s_way(site, make_sheet):
    sheet = make_sheet("Jardins", body=BODY)
    sheet.copy_for_translation(site.locales["en"], alias=True)
    Page.objects.get(pk=site.directory["es"].pk).delete()
    same(site, sheet)


def test_what_validation_refuses_goes_wagtail_localize_s_way(site, make_sheet):
    sheet = make_sheet("Jardins", body=BODY)
    type(sheet).objects.filter(pk=sheet.pk).update(latitude="95")
    sheet.refresh_from_db()
    same(site, sheet)
    submit_page(sheet, [site.locales["en"]])
    assert Translation.objects.exists()
    assert not TranslationLog.objects.exists()


def test_a_restriction_is_kept(site, make_sheet):
    sheet = make_sheet("Jardins", body=BODY)
    sheet.view_restrictions.create(restriction_type="login")
    submit_page(sheet, [site.locales["en"]])
    assert sheet.get_translation(site.locales["en"]).view_restrictions.get().restriction_type == "login"


def count(django_assert_max_num_queries, way, page, locales, most):
    with django_assert_max_num_queries(most) as asked:
        way(page, locales)
    return len(asked)


def test_queries_do_not_grow_with_the_texts(site, make_sheet, django_assert_max_num_queries):
    counts = []
    for times in (1, 8):
        sheet = make_sheet(f"Jardins {times}", slug=f"s-{times}", body=BODY * times)
        counts.append(count(django_assert_max_num_queries, submit_page, sheet, list(site.locales.values()), 10_000))
    assert counts[1] <= counts[0] + 10


# The command


def run(*args, **kwargs):
    out = StringIO()
    call_command("essaimage_translate", *args, stdout=out, verbosity=0, **kwargs)
    return out.getvalue()


def in_language(page, locale):
    return Page.objects.filter(translation_key=page.translation_key, locale=locale).first()


@pytest.fixture
def sheets(make_sheet):
    return [make_sheet(f"Jardins {number}", body=BODY) for number in range(3)]


def test_what_lies_below_a_page_is_submitted(site, sheets, make_sheet):
    elsewhere = make_sheet("Ailleurs", parent=site.home["fr"])
    run("en", "es", below=site.directory["fr"].pk)
    assert all(in_language(sheet, site.locales[code]) for sheet in sheets for code in ("en", "es"))
    assert not in_language(sheets[0], site.locales["de"])
    assert not in_language(elsewhere, site.locales["en"])
    assert Translation.objects.filter(source__object_id=sheets[0].translation_key).count() == 2


def test_a_whole_language_is_submitted_parents_first(site, method):
    run("en", original="fr")
    there = in_language(method, site.locales["en"])
    assert [page.title for page in there.get_children()] == [page.title for page in method.get_children()]
    assert there.alias_of is None


def test_a_dry_run_writes_nothing(site, sheets):
    said = run("en", original="fr", dry_run=True)
    assert "Jardins 2" in said
    assert not Translation.objects.exists()
    assert not in_language(sheets[0], site.locales["en"])


def test_stopped_and_run_again_it_goes_on(site, sheets, monkeypatch):
    """Somebody presses Ctrl-C while the second batch is made."""
    write, written = making._write_history, []

    def stop(made):
        written.append(made)
        if len(written) == 2:
            raise KeyboardInterrupt
        write(made)

    monkeypatch.setattr(submitting, "PAGES_TOGETHER", 2)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(making, "_write_history", stop)
        run("en", below=site.directory["fr"].pk)
    assert [bool(in_language(sheet, site.locales["en"])) for sheet in sheets] == [True, True, False]
    assert TranslationSource.objects.count() == 2
    kept = in_language(sheets[0], site.locales["en"]).pk
    run("en", below=site.directory["fr"].pk)
    assert all(in_language(sheet, site.locales["en"]) for sheet in sheets)
    assert in_language(sheets[0], site.locales["en"]).pk == kept
    assert "0 pages" in run("en", below=site.directory["fr"].pk)


@pytest.mark.parametrize("args", [{"below": 999_999}, {"original": "xx"}])
def test_what_is_not_there_is_said(site, args):
    with pytest.raises(CommandError):
        run("en", **args)


# The bulk action


@pytest.fixture
def make_translator(site, django_user_model):
    """A user with rights below one language's home page."""

    def make(language, *, submit=True, others=()):
        user = django_user_model.objects.create_user(language, password="x")
        group = Group.objects.create(name=language)
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        if submit:
            group.permissions.add(
                Permission.objects.get(content_type__app_label="wagtail_localize", codename="submit_translation")
            )
        for code in (language, *others):
            for action in ("add", "change", "publish"):
                permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page")
                GroupPagePermission.objects.create(group=group, page=site.home[code], permission=permission)
        user.groups.add(group)
        return user

    return make


def bulk_url(*ticked):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "essaimage_submit"])
    return f"{url}?{'&'.join(f'id={page.pk}' for page in ticked)}"


@pytest.fixture
def submit(client, site, django_capture_on_commit_callbacks):
    def post(ticked, *codes, **data):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(bulk_url(*ticked), {"locales": [site.locales[code].pk for code in codes], **data})

    return post


def test_pages_are_ticked_and_submitted(admin_client, site, sheets, submit, client, admin_user):
    client.force_login(admin_user)
    assert "essaimage_submit" in client.get(reverse("wagtailadmin_explore", args=[site.directory["fr"].pk])).text
    response = client.get(bulk_url(*sheets))
    assert {one.language_code for one in response.context["form"].fields["locales"].queryset} == set(site.locales)
    assert submit(sheets[:2], "en", "es").status_code == 302
    made = [bool(in_language(sheet, site.locales["es"])) for sheet in sheets]
    assert made == [True, True, False]
    report = client.get(reverse("essaimage_translations_report"))
    assert "Jardins 0" in report.text


def test_pages_below_are_submitted_too(client, admin_user, site, sheets, submit):
    client.force_login(admin_user)
    submit([site.directory["fr"]], "en", include_descendants="on")
    assert all(in_language(sheet, site.locales["en"]) for sheet in sheets)


def test_nobody_makes_pages_where_they_may_not(client, site, sheets, make_sheet, make_translator, submit):
    client.force_login(make_translator("en"))
    draft = make_sheet("Brouillon", publish=False)
    response = client.get(bulk_url(*sheets, draft))
    assert [one.language_code for one in response.context["form"].fields["locales"].queryset] == ["en"]
    assert [one["item"].pk for one in response.context["items_with_no_access"]] == [draft.pk]
    assert submit(sheets, "en", "de").status_code == 200
    assert not Translation.objects.exists()
    submit([site.directory["fr"]], "en", include_descendants="on")
    assert in_language(sheets[0], site.locales["en"])
    assert not in_language(draft, site.locales["en"])


def test_rights_are_those_of_the_tree_not_of_the_language(client, site, sheets, make_sheet, make_translator, submit):
    """Somebody may write below one directory in English, and ticks a page that belongs elsewhere."""
    user = make_translator("en")
    GroupPagePermission.objects.filter(group__user=user).update(page=site.directory["en"])
    client.force_login(user)
    elsewhere = make_sheet("Ailleurs", parent=site.home["fr"])
    submit([sheets[0], elsewhere], "en")
    assert in_language(sheets[0], site.locales["en"])
    assert not in_language(elsewhere, site.locales["en"])


def test_wagtail_localize_s_permission_is_asked_for(client, site, sheets, make_translator, submit):
    client.force_login(make_translator("en", submit=False, others=["fr"]))
    assert not client.get(bulk_url(*sheets)).context["items"]
    submit(sheets, "en")
    assert not Translation.objects.exists()


def test_an_alias_is_left_out(client, admin_user, site, sheets):
    client.force_login(admin_user)
    alias = sheets[0].copy_for_translation(site.locales["en"], alias=True)
    assert not client.get(bulk_url(alias)).context["items"]
