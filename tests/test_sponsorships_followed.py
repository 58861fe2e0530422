"""The two sides at their secret addresses: answers, promises, meetings, the end; double clicks and stale pages."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from essaimage_wagtail.personal_data import person
from essaimage_wagtail.sponsorships.addresses import path_of, stop_path
from essaimage_wagtail.sponsorships.choices import Side, State
from essaimage_wagtail.sponsorships.following_up import acts
from essaimage_wagtail.sponsorships.models import Sponsorship
from essaimage_wagtail.sponsorships.moving import BEFORE, NotPossible, move

from .sponsored import ASKER, SIDES, TEAM, act

pytestmark = pytest.mark.django_db

WORDS = {"meeting-on": "2026-01-05", "meeting-text": "Visite du jardin."}


def soon(days=5):
    return timezone.localdate() + timedelta(days=days)


def test_from_yes_to_the_end(client, sponsorship, told):
    row = sponsorship()

    (yes,) = told(act, client, row, Side.SPONSOR, "accept", **{"accept-promises": "Deux visites."})
    assert (yes.to, "Deux visites." in yes.body) == ([ASKER], True)
    promised = {"promise-promises": "Un bilan.", "promise-next_on": soon().isoformat()}
    (news,) = told(act, client, row, Side.SPONSORED, "promise", **promised)
    assert news.to == [TEAM]
    assert news.extra_headers["List-Unsubscribe"] == f"<http://localhost{stop_path(row, Side.SPONSOR)}>"
    (met,) = told(act, client, row, Side.SPONSOR, "meeting", **WORDS)
    row.refresh_from_db()
    assert (row.state, row.began_on.isoformat(), row.next_on) == (State.UNDER_WAY, "2026-01-05", soon())
    assert met.to == [ASKER]
    (ended,) = told(act, client, row, Side.SPONSORED, "end")
    row.refresh_from_db()
    assert (row.state, row.ended_on, ended.to) == (State.ENDED, timezone.localdate(), [TEAM])
    text = client.get(path_of(row, Side.SPONSOR)).content.decode()
    assert all(words in text for words in ("Deux visites.", "Un bilan.", "Visite du jardin."))


def test_each_state_is_reached_from_those_before_it_alone(sponsorship):
    row = sponsorship()
    for to, before in BEFORE.items():
        for state in State:
            Sponsorship.objects.update(state=state)
            if state in (*before, to):
                assert move(row, to, Side.SPONSOR) == (state in before)
            else:
                with pytest.raises(NotPossible):
                    move(row, to, Side.SPONSOR)
            assert Sponsorship.objects.get().state == (to if state in before else state)


def test_a_double_click_is_one_click(client, sponsorship, told):
    row = sponsorship()

    messages = [told(act, client, row, Side.SPONSOR, "accept") for _time in range(2)]
    noted = [told(act, client, row, Side.SPONSOR, "meeting", **WORDS) for _time in range(2)]

    assert [len(sent) for sent in messages + noted] == [1, 0, 1, 0]
    assert row.meetings.count() == 1


def test_a_request_is_withdrawn_before_the_answer(client, sponsorship, told):
    row = sponsorship()
    words = {"stop-reason": "Nous avons trouvé."}

    sent = [told(act, client, row, Side.SPONSORED, "stop", **words) for _time in range(2)]
    late = act(client, row, Side.SPONSOR, "accept")

    assert [[message.to for message in messages] for messages in sent] == [[[TEAM]], []]
    assert late.status_code == 409
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.REFUSED, "Nous avons trouvé.")


def test_of_two_at_once_the_second_is_told_what_is_and_keeps_its_words(client, sponsorship, told):
    row = sponsorship(state=State.ACCEPTED)
    told(act, client, row, Side.SPONSORED, "stop", **{"stop-reason": "Le terrain est vendu."})

    answer = client.post(path_of(row, Side.SPONSOR), {"act": "meeting", **WORDS})

    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Le terrain est vendu." in text
    assert "Visite du jardin." in text
    assert not row.meetings.exists()


def test_a_stale_page_writes_over_nothing(client, sponsorship, told):
    row = sponsorship(state=State.UNDER_WAY)
    shown = client.get(path_of(row, Side.SPONSOR)).context["forms"]["promise"].initial["shown"]
    told(act, client, row, Side.SPONSOR, "promise", **{"promise-promises": "De la première fenêtre."})
    late = {"act": "promise", "promise-shown": shown, "promise-promises": "De la seconde fenêtre."}

    answer = client.post(path_of(row, Side.SPONSOR), late)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "De la première fenêtre." in text
    assert "De la seconde fenêtre." in text
    row.refresh_from_db()
    assert row.sponsor_promises == "De la première fenêtre."
    # Who has read it, and sends again, means it.
    again = {**late, "promise-shown": answer.context["forms"]["promise"]["shown"].value()}
    assert client.post(path_of(row, Side.SPONSOR), again).status_code == 302
    row.refresh_from_db()
    assert row.sponsor_promises == "De la seconde fenêtre."


def test_a_row_that_was_read_before_a_change_is_not_written_over(sponsorship):
    row = sponsorship(state=State.UNDER_WAY)
    stale = Sponsorship.objects.get(pk=row.pk)
    acts.promise(row, Side.SPONSOR, promises="Le premier", next_on=None)

    with pytest.raises(NotPossible):
        acts.promise(stale, Side.SPONSOR, promises="Le second", next_on=None)

    assert Sponsorship.objects.get(pk=row.pk).sponsor_promises == "Le premier"


def test_each_side_does_what_is_its_own(client, sponsorship, told):
    row = sponsorship()

    for data in ({"act": "accept"}, {"act": "refuse", "refuse-reason": "x"}, {"act": "nothing"}, {}):
        client.post(path_of(row, Side.SPONSORED), data)

    row.refresh_from_db()
    assert row.state == State.ASKED
    other = sponsorship(project="Autre")
    meeting = other.meetings.create(on="2026-01-05")
    client.post(path_of(row, Side.SPONSOR), {"act": "remove", "number": meeting.pk})
    assert other.meetings.exists()


WRONG = [
    ("promise", {"promise-next_on": "2020-01-01"}, "next_on"),
    ("promise", {"promise-next_on": "9999-12-31"}, "next_on"),
    ("meeting", {"meeting-on": "0026-01-05"}, "on"),
    ("promise", {"promise-next_on": "demain peut-être"}, "next_on"),
    ("promise", {"promise-promises": "x" * 2001}, "promises"),
    ("meeting", {"meeting-on": "2999-01-01"}, "on"),
    ("meeting", {"meeting-on": ""}, "on"),
    ("stop", {"stop-reason": " \u202e "}, "reason"),
]


def test_what_is_wrong_is_named_beside_what_was_typed(client, sponsorship):
    row = sponsorship(state=State.ACCEPTED)
    for name, data, field in WRONG:
        answer = act(client, row, Side.SPONSOR, name, **data)
        assert answer.status_code == 422
        assert field in answer.context["forms"][name].errors
        assert f'href="#id_{name}-{field}"' in answer.content.decode()


def test_a_day_is_read_as_people_of_the_language_write_it(client, sponsorship):
    row = sponsorship(state=State.ACCEPTED, language="de")

    answer = act(client, row, Side.SPONSORED, "meeting", **{"meeting-on": "5. Januar 2026", "meeting-text": "Besuch"})

    assert answer.status_code == 302
    assert row.meetings.get().on.isoformat() == "2026-01-05"


def test_one_click_ends_the_messages_and_not_the_sponsorship(client, sponsorship, told):
    row = sponsorship(state=State.ACCEPTED)
    path = stop_path(row, Side.SPONSORED)
    assert client.get(path).status_code == 200
    assert Sponsorship.objects.get().asker_email == ASKER

    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200

    assert Sponsorship.objects.get().asker_email == ""
    assert told(act, client, row, Side.SPONSOR, "end") == []
    assert client.get(path_of(row, Side.SPONSORED)).status_code == 200


def test_news_are_bounded(client, sponsorship, told, monkeypatch):
    monkeypatch.setattr(acts, "MOST_NEWS", 2)
    row = sponsorship(state=State.ACCEPTED)

    sent = [told(act, client, row, Side.SPONSOR, "promise", **{"promise-promises": f"{n}"}) for n in range(4)]

    assert [len(messages) for messages in sent] == [1, 1, 0, 0]


def leave(team, how):
    if how == "deleted":
        team.delete()
    elif how == "private":
        PageViewRestriction.objects.create(page=team, restriction_type="login")
    else:
        team.expire_at = timezone.now() - timedelta(hours=1)
        team.save()


@pytest.mark.parametrize("how", ["deleted", "private", "expired"])
def test_it_goes_on_without_the_sheet(client, team, sponsorship, told, how):
    row = sponsorship(state=State.ACCEPTED)
    leave(team, how)

    pages = [client.get(path_of(row, side)) for side in SIDES]
    (news,) = told(act, client, row, Side.SPONSORED, "meeting", **WORDS)
    (ended,) = told(act, client, row, Side.SPONSOR, "end")

    shown = [page.content.decode() for page in pages] + [news.body, ended.body, ended.subject]
    assert not any("Jardins partagés" in text for text in shown)
    assert (news.to, ended.to) == ([TEAM], [ASKER])
    row.refresh_from_db()
    assert (row.state, row.meetings.count()) == (State.ENDED, 1)


def test_a_secret_that_nobody_has_leads_nowhere(client, site, sponsorship):
    row = sponsorship(state=State.ACCEPTED, sponsor_agrees=True, sponsored_agrees=True)
    old = [path_of(row, side) for side in SIDES]
    for address in (ASKER, TEAM):
        person.erase(person.find(address))
    row.refresh_from_db()

    for path in (*old, path_of(row, Side.SPONSOR).replace("/sponsor/", "/sponsored/")):
        answers = client.get(path, follow=True), client.post(path, {"act": "end"}, follow=True)
        assert [answer.status_code for answer in answers] == [404, 404]
    # To end messages, there is the same answer for any address.
    forged = stop_path(row, Side.SPONSOR).replace(str(row.sponsor_secret), str(uuid4()))
    assert client.post(forged).status_code == 200
    assert Sponsorship.objects.get().state == State.ACCEPTED


@pytest.mark.parametrize("side", SIDES)
def test_a_sheet_that_is_gone_is_said_and_not_named(client, team, sponsorship, told, side):
    row = sponsorship(state=State.ACCEPTED)
    team.unpublish()

    text = client.get(path_of(row, side)).content.decode()
    messages = told(act, client, row, side, "stop", **{"stop-reason": "Plus de fiche."})

    assert "Jardins partagés" not in text
    assert "es-notice" in text
    assert "Jardins partagés" not in messages[0].body + messages[0].subject
