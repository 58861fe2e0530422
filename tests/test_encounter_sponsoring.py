"""An intention becomes a sponsorship: opened by organisers, or asked for by the person themselves."""

import pytest
from django.urls import reverse
from django.utils import timezone

from essaimage_wagtail.encounters.models import Intention, Registration
from essaimage_wagtail.encounters.outcomes import accompanying
from essaimage_wagtail.sponsorships.addresses import detail_url, path_of
from essaimage_wagtail.sponsorships.choices import Side
from essaimage_wagtail.sponsorships.models import Sponsorship

from .encounter_days import keys_of, make_encounter, register
from .sponsored import TEAM, ask, ask_url, links

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]


@pytest.fixture
def encounter(site, team):
    return make_encounter(site.home["fr"], [team], pitches=[{"name": "Four à pain"}])


@pytest.fixture
def person(encounter, site):
    return register(encounter, email="awa@example.org", territory=site.territory.lille)


@pytest.fixture
def intention(encounter, person, team):
    return intend(encounter, person, team)


def intend(encounter, person, sheet=None, **fields):
    key = keys_of(encounter)[0 if sheet else 1]
    given = {"kind": "sponsor", "text": "Une visite", "territory": person.territory, **fields}
    return Intention.objects.create(
        encounter_key=encounter.translation_key,
        registration=person,
        pitch_key=key,
        sheet_key=sheet and sheet.translation_key,
        **given,
    )


def open_url(intention):
    return reverse("essaimage_encounter_sponsorship", args=[intention.pk])


def shown(client, encounter):
    return client.get(reverse("essaimage_encounter_intentions", args=[encounter.pk])).content.decode()


def own_page(client, person):
    return client.get(reverse("essaimage:encounters:intentions", args=[person.secret])).content.decode()


def test_organisers_open_a_sponsorship_which_the_person_confirms(
    client, editor, encounter, person, intention, team, told
):
    assert open_url(intention) in shown(editor, encounter)
    (question,) = told(editor.post, open_url(intention))
    assert told(editor.post, open_url(intention)) == [], "once however often the button is pressed"
    row = Sponsorship.objects.get()
    intention.refresh_from_db()
    assert (intention.sponsorship, intention.state) == (row.uuid, "under_way")
    assert (row.sponsor_key, row.encounter_key) == (team.translation_key, encounter.translation_key)
    assert (row.project, row.request, row.consented_at) == ("Jardins partagés – Lille", "Une visite", None)
    # Nothing of what they wrote is in the message, and the team knows nothing yet.
    assert question.to == ["awa@example.org"]
    assert "Une visite" not in question.body and "Jardins partagés" in question.body
    assert detail_url(row) not in shown(editor, encounter), "nobody moderates what is not confirmed"
    page = client.get(links(question)[0]).content.decode()
    assert "Une visite" in page
    (asked,) = told(client.post, path_of(row, Side.SPONSORED), {"act": "confirm"})
    assert asked.to == [TEAM]
    row.refresh_from_db()
    assert row.consented_at is not None
    text = shown(editor, encounter)
    assert detail_url(row) in text and row.get_state_display() in text
    assert row.get_state_display() in own_page(client, person)
    # What has come about is not changed by the form of the person.
    client.post(
        reverse("essaimage:encounters:intentions", args=[person.secret]), {f"{intention.pitch_key.hex}-kind": ""}
    )
    assert Intention.objects.get().sponsorship == row.uuid


def test_what_the_person_does_not_confirm_is_an_intention_again(client, editor, intention, told):
    told(editor.post, open_url(intention))
    client.post(path_of(Sponsorship.objects.get(), Side.SPONSORED), {"act": "withdraw"})
    intention.refresh_from_db()
    assert (intention.sponsorship, intention.state) == (None, "open")
    # One that was confirmed and is erased later has been one all the same.
    told(editor.post, open_url(intention))
    row = Sponsorship.objects.get()
    client.post(path_of(row, Side.SPONSORED), {"act": "confirm"})
    Sponsorship.objects.get().delete()
    intention.refresh_from_db()
    assert intention.sponsorship == row.uuid


def test_who_asks_the_team_themselves_has_come_further_than_an_intention(client, encounter, person, team, told):
    intention = intend(encounter, person, team)
    other = intend(encounter, register(encounter), team)
    url = ask_url(team, f"encounter={encounter.translation_key}")
    assert url.replace("&", "&amp;") in own_page(client, person)
    (question,) = told(ask, client, url, email="AWA@example.org")
    intention.refresh_from_db()
    assert intention.sponsorship is None, "anybody may type an address"
    client.post(links(question)[0], {"act": "confirm"})
    intention.refresh_from_db(), other.refresh_from_db()
    assert (intention.sponsorship, other.sponsorship) == (Sponsorship.objects.get().uuid, None)


def test_what_is_missing_is_said_and_nothing_is_sent(editor, encounter, person, team, told):
    intention, nameless = intend(encounter, person, team), intend(encounter, person)
    left = intend(encounter, register(encounter, withdrawn_at=timezone.now()), team)
    silent = intend(encounter, register(encounter, email=""), team)
    forgotten = Intention.objects.create(
        encounter_key=encounter.translation_key, sheet_key=team.translation_key, kind="sponsor"
    )
    for one in (nameless, left, silent, forgotten):
        assert told(editor.post, open_url(one)) == []
        assert editor.get(reverse("essaimage_encounter_intention", args=[one.pk])).status_code == 200
    team.unpublish()
    assert told(editor.post, open_url(intention)) == []
    assert not Sponsorship.objects.exists()
    assert not Intention.objects.exclude(sponsorship=None).exists()


def test_others_open_none(client, log_in, site, intention, told):
    log_in(site.home["en"], "change")
    assert told(client.post, open_url(intention)) == []
    client.get(open_url(intention))
    assert not Sponsorship.objects.exists()


def test_without_the_app_nothing_is_offered(client, editor, encounter, person, intention, monkeypatch, told):
    monkeypatch.setattr(accompanying, "_registered", [])
    assert open_url(intention) not in shown(editor, encounter)
    assert "/sponsorships/" not in own_page(client, person)
    assert told(editor.post, open_url(intention)) == []
    assert editor.get(reverse("essaimage_encounter_balance", args=[encounter.pk])).context["sponsorships"] is None
    Registration.objects.all().delete()
    assert Intention.objects.get().text == ""
