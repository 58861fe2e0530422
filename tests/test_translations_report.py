"""The report that tells which translations are behind their originals."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.text import slugify
from wagtail.models import GroupPagePermission
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from essaimage_wagtail.multilingual.models import ToReview
from essaimage_wagtail.multilingual.report import State, translations

from .translating import translate

pytestmark = pytest.mark.django_db
URL = reverse("essaimage_translations_report")


@pytest.fixture
def translated(make_sheet, django_capture_on_commit_callbacks):
    """``translated("Title")``: a French sheet with an English version."""

    def translated(title):
        sheet = make_sheet(title, slug=f"sheet-{slugify(title)}")
        with django_capture_on_commit_callbacks(execute=True):
            translate(sheet, "en")
        return sheet

    return translated


@pytest.fixture
def every_state(translated, make_sheet, site):
    translated("Current")
    behind, partial = translated("Behind"), translated("Partial")
    behind.pitch = "Autre accroche"
    behind.save_revision().publish()
    partial.body.append(("description", {"text": "<p>Une section de plus.</p>"}))
    partial.save_revision().publish()
    TranslationSource.objects.get(object_id=partial.translation_key).update_from_db()
    alone = translated("Alone")
    alone.delete()
    new = make_sheet("New")
    source, _ = TranslationSource.get_or_create_from_instance(new)
    Translation.objects.create(source=source, target_locale=site.locales["es"])


def titles(client, **asked):
    answer = client.get(URL, asked)
    assert answer.status_code == 200
    return [row.title for row in answer.context["object_list"]]


def test_each_state_is_told(every_state):
    found = {row.source.object_repr: (row.state, row.waiting > 0) for row in translations()}
    assert found == {
        "Current": (State.CURRENT, False),
        "Behind": (State.BEHIND, False),
        "Partial": (State.PARTIAL, True),
        "Alone": (State.ALONE, False),
        "New": (State.NEW, True),
    }


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Alone", "Behind", "Current", "New", "Partial"]),
        ({"state": "behind"}, ["Behind"]),
        ({"state": "new"}, ["New"]),
        ({"title": "part"}, ["Partial"]),
        ({"ordering": "-title"}, ["Partial", "New", "Current", "Behind", "Alone"]),
    ],
)
def test_the_report_is_narrowed_and_sorted(admin_client, every_state, asked, found):
    assert titles(admin_client, **asked) == found


def test_it_is_narrowed_by_language(admin_client, every_state, site):
    assert titles(admin_client, target_locale=site.locales["es"].pk) == ["New"]


def test_it_is_narrowed_by_territory_and_theme(admin_client, translated, site):
    here, gone, _elsewhere = translated("Here"), translated("Gone"), translated("Elsewhere")
    for sheet in (here, gone):
        sheet.territory, sheet.themes = site.territory.lille, [site.themes["garden"]["fr"]]
        sheet.save_revision().publish()
    gone.delete()
    for asked in ({"territory": site.territory.nord.pk}, {"theme": site.themes["garden"]["en"].translation_key}):
        assert titles(admin_client, **asked) == ["Gone", "Here"]
    assert titles(admin_client, theme=site.themes["repair"]["fr"].translation_key) == []


def test_it_leads_to_the_version_or_to_the_original(admin_client, every_state):
    page = admin_client.get(URL).content.decode()
    for row in translations():
        assert f"/pages/{row.page_pk or row.original_pk}/edit/" in page
    assert "The original has changed" in page or "L’original a changé" in page


def test_it_is_exported(admin_client, every_state):
    lines = admin_client.get(URL, {"export": "csv"}).getvalue().decode().splitlines()
    assert len(lines) == 6
    assert any(line.startswith("Behind,") and str(State.BEHIND.label) in line for line in lines)


def test_an_editor_of_one_language_sees_what_concerns_it(client, django_user_model, every_state, site):
    user = django_user_model.objects.create_user("editor", "editor@example.org", "x")
    group = Group.objects.create(name="Spanish")
    GroupPagePermission.objects.create(group=group, page=site.home["es"], permission_type="change")
    user.groups.add(group, Group.objects.get(name="Editors"))
    GroupPagePermission.objects.filter(group__name="Editors").delete()
    client.force_login(user)
    assert titles(client) == []
    GroupPagePermission.objects.create(group=group, page=site.home["en"], permission_type="change")
    assert titles(client) == ["Alone", "Behind", "Current", "Partial"]


@pytest.mark.parametrize("asked", [{}, {"state": "review"}, {"state": "machine"}, {"ordering": "-state"}], ids=str)
def test_queries_do_not_grow(admin_client, translated, asked, django_assert_num_queries):
    def add(number):
        translated(f"Number {number}")
        for path, kind in (("title", "machine"), ("pitch", "manual")):
            rows = StringTranslation.objects.filter(context__path=path, to_review=None).select_related("context")
            rows.update(translation_type=kind)
            ToReview.objects.bulk_create(ToReview(translation=row, former=row.translation_of) for row in rows.all())

    add(0)
    admin_client.get(URL, asked)
    with CaptureQueriesContext(connection) as few:
        assert len(titles(admin_client, **asked)) == 1
    for number in range(1, 4):
        add(number)
    with django_assert_num_queries(len(few)):
        assert len(titles(admin_client, **asked)) == 4
