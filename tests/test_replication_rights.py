"""Replications: when visitors see them, and who may add, change, publish and withdraw them."""

import pytest
from django.urls import reverse

from essaimage_wagtail.models import Replication
from essaimage_wagtail.pages.models import SheetPage

from .replicating import form, latest, public, publish, start, url_of

pytestmark = pytest.mark.django_db


# When it shows


def test_start_tells_nothing_until_the_draft_is_published(client, log_in, site, make_sheet):
    origin = make_sheet("Lavoir")
    user = log_in(site.home["fr"], "add")
    row, draft = start(client, origin, site.territory.lille)
    assert (row.live, draft.owner) == (False, user)
    assert "Lavoir – Lille" not in public(client, origin)
    publish(draft)
    assert "Lavoir – Lille" in public(client, origin)
    row.refresh_from_db()
    assert row.live
    assert row.first_published_at
    # It follows its sheet from then on, in and out of sight.
    SheetPage.objects.get(pk=draft.pk).unpublish()
    assert "Lavoir – Lille" not in public(client, origin)
    publish(draft)
    assert "Lavoir – Lille" in public(client, origin)


def test_the_person_who_started_one_completes_and_withdraws_it(client, log_in, site, make_sheet):
    origin = make_sheet("Lavoir")
    log_in(site.home["fr"], "add")
    row, draft = start(client, origin, site.territory.lille)
    assert row in client.get(url_of("list")).context["object_list"]
    panel = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert url_of("edit", row.pk) in panel
    response = client.post(url_of("edit", row.pk), form(origin, draft, year="2026"))
    assert response.status_code == 302
    assert latest(row).year == 2026
    client.post(url_of("delete", row.pk))
    assert not Replication.objects.exists()


def test_what_was_completed_before_is_published_with_the_draft(client, log_in, site, make_sheet):
    origin = make_sheet("Lavoir")
    log_in(site.home["fr"], "add")
    row, draft = start(client, origin, site.territory.lille)
    client.post(url_of("edit", row.pk), form(origin, draft, year="2019"))
    publish(draft)
    row.refresh_from_db()
    assert (row.live, row.year) == (True, 2019)


def test_draft_that_is_deleted_takes_its_replication_along(client, log_in, site, make_sheet):
    origin = make_sheet("Lavoir")
    log_in(site.home["fr"], "add")
    _row, draft = start(client, origin, site.territory.lille)
    translated = draft.copy_for_translation(site.locales["en"])
    draft.delete()
    assert Replication.objects.count() == 1
    translated.delete()
    assert not Replication.objects.exists()


def test_what_was_published_once_outlives_its_sheet_unseen(client, make_sheet, link):
    origin, adapted = make_sheet("Lavoir"), make_sheet("Buanderie")
    row = link(origin, adapted, name="Buanderie d’en face")
    adapted.delete()
    assert Replication.objects.get() == row
    assert "Buanderie" not in public(client, origin)


def test_one_between_published_sheets_waits_for_a_moderator(client, log_in, gardens):
    log_in(gardens["ours"], "add", "change")
    ours, theirs = gardens["our sheet"], gardens["their sheet"]
    client.post(url_of("add"), form(theirs, ours, publish=True))
    assert not Replication.objects.exists(), "refused: nothing that the form says is lost"
    client.post(url_of("add"), form(theirs, ours))
    row = Replication.objects.get()
    assert not row.live
    # The next version of its sheet says nothing about it.
    ours.save_revision().publish()
    assert "Notre lavoir" not in public(client, theirs)
    log_in(gardens["ours"], "change", "publish")
    waiting = client.get(url_of("list"), {"waits": "True"}).context["object_list"]
    assert [other.pk for other in waiting] == [row.pk]
    assert "action-publish" in client.get(url_of("edit", row.pk)).content.decode()
    client.post(url_of("edit", row.pk), form(theirs, ours, publish=True))
    assert "Notre lavoir" in public(client, theirs)


def test_change_waits_and_leaves_what_is_shown(client, log_in, gardens, link):
    theirs = gardens["their sheet"]
    row = link(gardens["our sheet"], name="Laverie", url="https://laverie.example/")
    link(theirs, gardens["other sheet"])
    log_in(gardens["ours"], "change")
    values = {"name": "Casino", "url": "https://casino.example/"}
    assert "action-publish" not in client.get(url_of("edit", row.pk)).content.decode()
    client.post(url_of("edit", row.pk), form(gardens["our sheet"], publish=True, **values))
    client.post(url_of("edit", row.pk), form(gardens["our sheet"], **values))
    html = public(client, gardens["our sheet"])
    assert "Laverie" in html
    assert "casino" not in html
    assert latest(row).name == "Casino"


def test_preview_shows_what_goes_live_with_the_sheet(client, log_in, site, make_sheet, rf):
    origin = make_sheet("Lavoir")
    log_in(site.home["fr"], "add")
    _row, draft = start(client, origin, site.territory.lille)
    response = draft.make_preview_request(original_request=rf.get("/"))
    assert [branch.title for branch in response.context_data["sheet"].origins] == ["Lavoir"]


# Who may


@pytest.mark.parametrize("models", [(), ("add_replication", "change_replication", "delete_replication")])
def test_rights_on_other_pages_or_on_the_model_give_none(client, log_in, gardens, link, models):
    """Every way in: as long as neither end is theirs, nobody sees, adds, changes or removes a replication."""
    row = link(gardens["their sheet"], gardens["other sheet"], name="Laverie secrète", live=False)
    row.save_revision()
    revision = row.latest_revision_id
    log_in(gardens["ours"], "add", "change", "publish", models=models)
    sheets = gardens["their sheet"], gardens["other sheet"]
    for publishes in (False, True):
        for ends in (sheets, (sheets[0], None)):
            data = form(*ends, publish=publishes, name="Casino", url="https://casino.example/")
            response = client.post(url_of("add"), data)
            assert response.status_code == 200
            assert set(response.context["form"].errors) <= {"origin_key", "adapted_key"}
            client.post(url_of("edit", row.pk), data)
    for name, *args in (
        ("edit", row.pk),
        ("delete", row.pk),
        ("history", row.pk),
        ("history_results", row.pk),
        ("usage", row.pk),
        ("unpublish", row.pk),
        ("revisions_revert", row.pk, revision),
        ("revisions_compare", row.pk, "earliest", "latest"),
        ("revisions_unschedule", row.pk, revision),
    ):
        for method in (client.get, client.post):
            response = method(url_of(name, *args))
            assert (response.status_code, response.headers.get("Location")) == (302, reverse("wagtailadmin_home")), name
    several = reverse("wagtail_bulk_action", args=["essaimage_wagtail", "replication", "delete"])
    client.post(f"{several}?id={row.pk}")
    chooser = "wagtailsnippetchoosers_essaimage_wagtail_replication"
    for name in ("choose", "choose_results"):
        assert "secrète" not in client.get(reverse(f"{chooser}:{name}")).content.decode()
    assert "secrète" not in client.get(url_of("list")).content.decode()
    assert "secrète" not in client.get(url_of("list_results")).content.decode()
    assert [(other.pk, other.live, other.latest_revision_id) for other in Replication.objects.all()] == [
        (row.pk, False, revision)
    ]


def test_one_may_not_be_given_away(client, log_in, gardens, link):
    row = link(gardens["our sheet"], gardens["their sheet"])
    log_in(gardens["ours"], "change", "publish")
    response = client.post(url_of("edit", row.pk), form(gardens["their sheet"], gardens["other sheet"], publish=True))
    assert set(response.context["form"].errors) == {"adapted_key"}
    row.refresh_from_db()
    assert row.origin_key == gardens["our sheet"].translation_key


def test_draft_of_others_takes_no_right_away(client, log_in, gardens, link):
    row = link(gardens["our sheet"], gardens["their sheet"])
    log_in(gardens["theirs"], "change")
    client.post(url_of("edit", row.pk), form(gardens["other sheet"], gardens["their sheet"]))
    assert latest(row).origin_key == gardens["other sheet"].translation_key
    log_in(gardens["ours"], "change")
    assert client.get(url_of("edit", row.pk)).status_code == 200


def test_right_in_one_language_is_enough(client, log_in, site, make_sheet, link):
    origin, adapted = make_sheet("Lavoir"), make_sheet("Buanderie")
    origin.copy_for_translation(site.locales["en"])
    row = link(origin, adapted)
    log_in(site.home["en"], "change")
    assert client.get(url_of("edit", row.pk)).status_code == 200
    log_in(site.home["es"], "change")
    assert client.get(url_of("edit", row.pk)).status_code == 302


def test_several_are_deleted_by_who_may(client, log_in, gardens, link):
    ours = link(gardens["our sheet"], name="Ici")
    theirs = link(gardens["their sheet"], name="Là")
    # Wagtail 7.4 asks for the permission on the model here, newer ones for the right on each.
    log_in(gardens["ours"], "change", models=["delete_replication"])
    url = reverse("wagtail_bulk_action", args=["essaimage_wagtail", "replication", "delete"])
    client.post(f"{url}?id={ours.pk}&id={theirs.pk}")
    assert theirs in Replication.objects.all()
    client.post(f"{url}?id={ours.pk}")
    assert [*Replication.objects.all()] == [theirs]


def test_page_of_another_type_is_no_end(client, log_in, gardens):
    log_in(gardens["ours"], "change", "publish")
    response = client.post(url_of("add"), form(gardens["ours"], publish=True, name="Ici"))
    assert set(response.context["form"].errors) == {"origin_key"}
