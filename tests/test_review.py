"""Reviews of sheets: recorded without publishing anything else, aging in words, listed in a report."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import GroupPagePermission, PageLogEntry

from essaimage_wagtail.pages.models import SheetPage
from essaimage_wagtail.review import ReviewAge, age_of, years_ago
from essaimage_wagtail.search.indexing import documents

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("reviewed_on", "age"),
    [
        (None, ReviewAge.NEVER),
        (TODAY, ReviewAge.FRESH),
        (TODAY + timedelta(days=30), ReviewAge.FRESH),
        (date(2025, 11, 24), ReviewAge.FRESH),
        (date(2025, 11, 23), ReviewAge.OLD),
        (date(2023, 11, 24), ReviewAge.OLD),
        (date(2023, 11, 23), ReviewAge.STALE),
    ],
)
def test_age(reviewed_on, age):
    assert age_of(reviewed_on, TODAY) == age


def test_a_year_before_a_leap_day():
    assert years_ago(1, date(2024, 2, 29)) == date(2023, 2, 28)


def address(sheet):
    return reverse("essaimage_review", args=[sheet.pk])


def test_review_is_dated_live_and_in_the_draft_and_publishes_nothing_else(admin_client, admin_user, make_sheet):
    sheet = make_sheet("Lavoir", pitch="On lave.")
    draft = sheet.get_latest_revision_as_object()
    draft.pitch = "On rince."
    draft.save_revision()
    assert admin_client.get(address(sheet)).status_code == 200
    assert SheetPage.objects.get(pk=sheet.pk).reviewed_on is None
    admin_client.post(address(sheet))
    sheet = SheetPage.objects.get(pk=sheet.pk)
    draft = sheet.get_latest_revision_as_object()
    assert (sheet.pitch, draft.pitch) == ("On lave.", "On rince.")
    assert sheet.has_unpublished_changes
    for version in (sheet, draft, sheet.live_revision.as_object()):
        assert (version.reviewed_on, version.reviewed_by) == (timezone.localdate(), admin_user)
    assert PageLogEntry.objects.filter(page=sheet.pk, action="essaimage_wagtail.review", user=admin_user).count() == 1
    ((_page, (document,)),) = documents.documents_of([sheet])
    assert timezone.localdate(document.dates["reviewed"]) == timezone.localdate()


def test_draft_that_was_never_published_stays_one(admin_client, make_sheet):
    sheet = make_sheet("Lavoir", publish=False)
    admin_client.post(address(sheet))
    sheet = SheetPage.objects.get(pk=sheet.pk)
    assert not sheet.live
    assert sheet.get_latest_revision_as_object().reviewed_on == timezone.localdate()


def test_people_who_may_not_publish_may_not_review(client, django_user_model, site, make_sheet):
    sheet = make_sheet("Lavoir")
    writers = Group.objects.create(name="Writers")
    writers.permissions.add(Permission.objects.get(codename="access_admin"))
    change = Permission.objects.get(content_type__app_label="wagtailcore", codename="change_page")
    GroupPagePermission.objects.create(group=writers, page=site.root, permission=change)
    writer = django_user_model.objects.create_user("writer", password="writer")
    writer.groups.add(writers)
    client.force_login(writer)
    client.post(address(sheet))
    assert SheetPage.objects.get(pk=sheet.pk).reviewed_on is None
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk]))
    assert edit.status_code == 200
    assert address(sheet) not in edit.content.decode()


def test_form_offers_it(admin_client, make_sheet):
    sheet = make_sheet("Lavoir")
    assert address(sheet) in admin_client.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk])).content.decode()


def test_page_that_is_no_sheet_has_no_review(admin_client, site):
    assert admin_client.post(address(site.home["fr"])).status_code == 302
    assert (
        address(site.home["fr"])
        not in admin_client.get(reverse("wagtailadmin_pages:edit", args=[site.home["fr"].pk])).content.decode()
    )


def test_page_says_how_old_its_review_is(client, make_sheet):
    today = timezone.localdate()
    fresh = make_sheet("New", language="en", reviewed_on=today)
    stale = make_sheet("Old", language="en", reviewed_on=today - timedelta(days=4 * 366))
    words = str(translation.gettext("Last checked over three years ago"))
    with translation.override("en"):
        assert words not in client.get(fresh.url).content.decode()
        assert "Last checked over three years ago" in client.get(stale.url).content.decode()


def test_report_lists_filters_and_exports(admin_client, make_sheet):
    today = timezone.localdate()
    make_sheet("Jamais")
    make_sheet("Hier", reviewed_on=today, start_year=1990)
    make_sheet("Jadis", reviewed_on=today - timedelta(days=1500), status="mature")
    url = reverse("essaimage_sheets_report")

    def titles(**query):
        return {sheet.title for sheet in admin_client.get(url, query).context["object_list"]}

    assert titles() == {"Jamais", "Hier", "Jadis"}
    assert titles(review="never") == {"Jamais"}
    assert titles(review="fresh") == {"Hier"}
    assert titles(review="stale") == {"Jadis"}
    assert titles(status="mature") == {"Jadis"}
    assert titles(completeness="3") == {"Jamais", "Jadis"}
    assert titles(ordering="-completeness") == {"Jamais", "Hier", "Jadis"}
    assert "Jadis" in admin_client.get(url, {"export": "csv"}).getvalue().decode()
    results = reverse("essaimage_sheets_report_results")
    assert admin_client.get(results, {"review": "never"}).status_code == 200
