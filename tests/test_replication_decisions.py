"""Replications that wait: a moderator confirms or refuses them, and those who made them take them back."""

import uuid

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry, PageViewRestriction

from essaimage_wagtail.choices import Standing
from essaimage_wagtail.models import Replication
from essaimage_wagtail.pages.models import CloudPage, SheetPage
from essaimage_wagtail.replications import deciding

from .replicating import form, latest, public, publish, start, url_of

pytestmark = pytest.mark.django_db


def decide(client, row, action, **data):
    url = reverse("essaimage_decide_replication", args=[row.pk])
    shown = Replication.objects.get(pk=row.pk).latest_revision_id or ""
    response = client.post(url, {"shown": shown, action: "1", **data}, follow=True)
    row.refresh_from_db()
    return response


def withdraw(client, row, reason="Notre lavoir est fermé."):
    response = client.post(reverse("essaimage_withdraw_replication", args=[row.pk]), {"reason": reason}, follow=True)
    row.refresh_from_db()
    return response


def log_of(action):
    return [(entry.data.get("reason", ""), entry.user) for entry in ModelLogEntry.objects.filter(action=action)]


@pytest.fixture
def started(client, log_in, site, make_sheet):
    """A replication that somebody started, with its draft: ``(row, draft, origin, who)``."""
    origin = make_sheet("Lavoir")
    who = log_in(site.home["fr"], "add")
    row, draft = start(client, origin, site.territory.lille)
    return row, draft, origin, who


def test_moderator_confirms_one_whose_sheet_is_a_draft(client, log_in, site, started):
    row, draft, origin, who = started
    client.post(url_of("edit", row.pk), form(origin, draft, name="Lavoir de Wazemmes", year="2019"))
    assert "Wazemmes" not in public(client, origin)
    moderator = log_in(site.home["fr"], "change", "publish")
    listed = client.get(url_of("list")).content.decode()
    url = reverse("essaimage_decide_replication", args=[row.pk])
    assert url in listed
    assert url in client.get(url_of("edit", row.pk)).content.decode()
    assert url in client.get(reverse("wagtailadmin_pages:edit", args=[origin.pk])).content.decode()
    asked = client.get(url).content.decode()
    assert "Lavoir de Wazemmes" in asked
    decide(client, row, "confirm")
    assert (row.live, row.year, row.standing) == (True, 2019, Standing.CONFIRMED)
    assert log_of(deciding.CONFIRM) == [("", moderator)]
    html = public(client, origin)
    assert "Lavoir de Wazemmes" in html
    assert draft.slug not in html
    cloud = site.home["fr"].add_child(instance=CloudPage(title="Nuage", locale=site.locales["fr"]))
    assert "Lavoir de Wazemmes" in client.get(cloud.url).content.decode()
    # What is written meanwhile by people who may not publish waits for the sheet.
    client.force_login(who)
    client.post(url_of("edit", row.pk), form(origin, draft, name="Lavoir de la place"))
    assert "Lavoir de Wazemmes" in public(client, origin)
    publish(draft)
    html = public(client, origin)
    assert draft.slug in html
    row.refresh_from_db()
    assert row.name == "Lavoir de la place"
    # It follows its sheet from then on, in and out of sight.
    SheetPage.objects.get(pk=draft.pk).unpublish()
    assert "Lavoir de la place" not in public(client, origin)


def test_confirmed_one_goes_with_its_draft(client, log_in, site, started):
    row, draft, origin, _who = started
    log_in(site.home["fr"], "publish")
    decide(client, row, "confirm")
    assert "Lavoir – Lille" in public(client, origin)
    SheetPage.objects.get(pk=draft.pk).delete()
    assert not Replication.objects.exists()
    assert "Lavoir – Lille" not in public(client, origin)


def test_refused_one_is_not_published_with_its_sheet(client, log_in, site, started):
    row, draft, origin, who = started
    moderator = log_in(site.home["fr"], "publish")
    response = decide(client, row, "refuse", reason="")
    assert response.context["form"].errors, "a reason is asked for"
    decide(client, row, "refuse", reason="Ce n’est pas notre méthode.")
    assert (row.live, row.standing) == (False, Standing.WITHDRAWN)
    assert log_of(deciding.REFUSE) == [("Ce n’est pas notre méthode.", moderator)]
    publish(draft)
    assert "Lavoir – Lille" not in public(client, origin)
    # Whoever started it reads why.
    client.force_login(who)
    assert "Ce n’est pas notre méthode." in client.get(url_of("history", row.pk)).content.decode()


@pytest.mark.parametrize("is_published", [False, True])
def test_the_person_who_started_one_says_what_it_taught_and_withdraws_it(client, log_in, site, started, is_published):
    row, draft, origin, who = started
    if is_published:
        publish(draft)
        assert "Lavoir – Lille" in public(client, origin)
        client.force_login(who)
    panel = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert url_of("edit", row.pk) in panel
    assert reverse("essaimage_withdraw_replication", args=[row.pk]) in panel
    assert reverse("essaimage_decide_replication", args=[row.pk]) not in panel
    client.post(url_of("edit", row.pk), form(origin, draft, year="2020"))
    row.refresh_from_db()
    assert latest(row).year == 2020
    assert row.year is None or not is_published, "a change waits for moderation"
    assert withdraw(client, row, reason="").context["form"].errors
    withdraw(client, row)
    assert (row.live, row.standing) == (False, Standing.WITHDRAWN)
    assert log_of(deciding.WITHDRAW) == [("Notre lavoir est fermé.", who)]
    assert "Lavoir – Lille" not in public(client, origin)
    publish(draft)
    assert "Lavoir – Lille" not in public(client, origin)
    # Somebody who may publish brings it back.
    log_in(site.home["fr"], "change", "publish")
    withdrawn = client.get(url_of("list"), {"waits": "withdrawn"}).context["object_list"]
    assert [other.pk for other in withdrawn] == [row.pk]
    assert not client.get(url_of("list"), {"waits": "True"}).context["object_list"]
    client.post(url_of("edit", row.pk), form(origin, draft, name="Lavoir – Lille", publish=True))
    row.refresh_from_db()
    assert (row.live, row.standing) == (True, "")
    assert "Lavoir – Lille" in public(client, origin)


def test_who_may_neither_publish_nor_edit_the_new_sheet_decides_nothing(client, log_in, gardens, link):
    """Contributors and moderators of another territory, and people who may edit the origin alone, with forged posts."""
    row = link(gardens["their sheet"], gardens["other sheet"], name="Laverie")
    waiting = link(gardens["their sheet"], gardens["other sheet"], name="Autre", live=False)
    away = link(gardens["our sheet"], gardens["their sheet"], name="D’ici")
    for rights in (("add", "change", "publish"), ("change",)):
        log_in(gardens["ours"], *rights)
        for name, pk in (("decide", waiting.pk), ("withdraw", row.pk), ("withdraw", waiting.pk)):
            url = reverse(f"essaimage_{name}_replication", args=[pk])
            for method in (client.get, client.post):
                response = method(url, {"confirm": "1", "shown": "", "reason": "x"})
                assert (response.status_code, response.url) == (302, reverse("wagtailadmin_home"))
    # To edit the origin is not enough for taking back what others did elsewhere.
    url = reverse("essaimage_withdraw_replication", args=[away.pk])
    assert client.post(url, {"reason": "x"}).status_code == 302
    states = Replication.objects.order_by("pk").values_list("live", "standing")
    assert [*states] == [(True, ""), (False, ""), (True, "")]
    log_in(gardens["theirs"], "change")
    assert client.post(reverse("essaimage_decide_replication", args=[waiting.pk]), {"confirm": "1"}).status_code == 302
    withdraw(client, away)
    assert away.standing == Standing.WITHDRAWN


def test_of_two_who_decide_at_once_the_second_is_told(client, log_in, site, started):
    row, draft, _origin, who = started
    log_in(site.home["fr"], "publish")
    seen = row.latest_revision_id or ""
    client.force_login(who)
    client.post(url_of("edit", row.pk), form(SheetPage.objects.get(title="Lavoir"), draft, name="Casino"))
    log_in(site.home["fr"], "publish")
    url = reverse("essaimage_decide_replication", args=[row.pk])
    response = client.post(url, {"shown": seen, "confirm": "1"}, follow=True)
    row.refresh_from_db()
    assert not row.live, "not what the moderator has read"
    assert [message.level_tag for message in response.context["messages"]][-1] == "error"
    decide(client, row, "confirm")
    assert row.live
    with pytest.raises(deciding.Refused):
        deciding.refuse(row, who, row.latest_revision_id, "x")
    withdraw(client, row)
    with pytest.raises(deciding.Refused):
        deciding.withdraw(row, who, "x")
    with pytest.raises(deciding.Refused):
        deciding.confirm(row, who, row.latest_revision_id)


def test_confirmed_one_tells_nothing_where_its_origin_is_hidden(client, log_in, site, started):
    row, _draft, origin, _who = started
    log_in(site.home["fr"], "publish")
    decide(client, row, "confirm")
    PageViewRestriction.objects.create(page=origin, restriction_type="login")
    client.logout()
    assert client.get(origin.url).status_code == 302
    cloud = site.home["fr"].add_child(instance=CloudPage(title="Nuage", locale=site.locales["fr"]))
    assert "Lavoir – Lille" not in client.get(cloud.url).content.decode()


def test_one_that_was_told_by_name_gets_its_sheet(client, log_in, site, make_sheet, link):
    origin = make_sheet("Lavoir")
    row = link(origin, name="Lavoir de Lille", territory=site.territory.lille, url="https://lille.example/")
    log_in(site.home["fr"], "add", "change")
    url = f"{reverse('essaimage_replicate', args=[origin.pk])}?replication={row.pk}"
    shown = client.get(url)
    assert shown.context["form"]["territory"].value() == site.territory.lille.pk
    assert f'action="{url}"' in shown.content.decode()
    data = {"territory": site.territory.lille.pk, "language": "fr", "mode": "redo", "kind": "", "token": uuid.uuid4()}
    client.post(url, data)
    draft = SheetPage.objects.get(title="Lavoir de Lille")
    for again in (client.post(url, data), client.get(url), client.post(url, {**data, "token": uuid.uuid4()})):
        assert again.url == reverse("wagtailadmin_pages:edit", args=[draft.pk]), "nobody writes a second one"
    assert Replication.objects.count() == 1
    row.refresh_from_db()
    assert (row.adapted_key, latest(row).adapted_key) == (None, draft.translation_key)
    assert "https://lille.example/" in public(client, origin), "as before"
    publish(draft)
    row.refresh_from_db()
    assert row.adapted_key == draft.translation_key
    assert draft.slug in public(client, origin)


def test_sheet_that_is_given_up_leaves_what_was_told_before(client, log_in, site, make_sheet, link):
    origin, other = make_sheet("Lavoir"), make_sheet("Autre")
    row = link(origin, name="Lavoir de Lille", territory=site.territory.lille)
    log_in(site.home["fr"], "add", "change")
    data = {"territory": site.territory.lille.pk, "language": "fr", "mode": "redo", "kind": "", "token": uuid.uuid4()}
    start_url = reverse("essaimage_replicate", args=[origin.pk])
    client.post(f"{start_url}?replication={row.pk}", data)
    SheetPage.objects.get(title="Lavoir de Lille").delete()
    row.refresh_from_db()
    assert (row.live, latest(row).adapted_key) == (True, None)
    assert "Lavoir de Lille" in public(client, origin)
    # One of another origin is not written in this way.
    log_in(site.home["fr"], "add", "change")
    elsewhere = reverse("essaimage_replicate", args=[other.pk])
    assert client.get(f"{elsewhere}?replication={row.pk}", follow=True).status_code == 404
