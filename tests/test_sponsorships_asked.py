"""Somebody asks a team to accompany a new project: the form, the address, what abuse meets, who is told."""

import uuid

import pytest
from django.core import mail
from django.urls import reverse

from essaimage_wagtail.models import Contact
from essaimage_wagtail.sponsorships.addresses import path_of
from essaimage_wagtail.sponsorships.choices import Side, State
from essaimage_wagtail.sponsorships.models import Sponsorship

from .sponsored import ASKED, ASKER, TEAM, act, ask, ask_url, links

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]


def test_nobody_is_told_before_the_address_is_confirmed(client, team, told):
    (question,) = told(ask, client, ask_url(team))

    row = Sponsorship.objects.get()
    assert question.to == [ASKER]
    assert row.confirmed_at is None
    assert row.consented_at is not None
    assert row.territory.name == "Lille"
    # The address of the team's page, which exists already, leads nowhere.
    assert client.get(path_of(row, Side.SPONSOR), follow=True).status_code == 404
    # Programs look at the links of messages.
    own = next(path for path in links(question) if "/sponsored/" in path)
    assert told(client.get, own) == []
    (request,) = told(client.post, own, {"act": "confirm"})
    assert request.to == [TEAM]
    assert "Awa Diop" in request.body
    assert ASKER not in request.body + request.alternatives[0][0]
    assert told(client.post, own, {"act": "confirm"}) == []
    page = client.get(next(path for path in links(request) if path.endswith(f"{row.sponsor_secret}/")))
    assert "Une visite, et vos statuts." in page.content.decode()
    assert ASKER not in page.content.decode()
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page.headers["Cache-Control"]


def test_a_request_that_nobody_was_told_of_is_withdrawn_whole(client, team, told):
    told(ask, client, ask_url(team))
    row = Sponsorship.objects.get()

    answer = client.post(path_of(row, Side.SPONSORED), {"act": "withdraw"})

    assert answer.url == reverse("essaimage:sponsorships:withdrawn", args=["fr"])
    assert client.get(answer.url).status_code == 200
    assert not Sponsorship.objects.exists()


def test_what_is_missing_is_named_and_what_was_typed_is_kept(client, team):
    answer = ask(client, ask_url(team), consent="", request="", place="Nulle-Part-sur-Mer")

    assert answer.status_code == 422
    assert {*answer.context["form"].errors} == {"consent", "request", "place"}
    assert "Jardin de la Halle" in answer.content.decode()
    assert not Sponsorship.objects.exists()
    # Nobody has to say where.
    assert ask(client, ask_url(team), place="").status_code == 302


def test_a_form_sent_twice_is_one_request(client, team, told):
    token = client.get(ask_url(team)).context["token"]

    for _time in range(2):
        assert client.post(ask_url(team), {"token": token, **ASKED}).status_code == 302

    assert Sponsorship.objects.count() == 1
    foreign = client.post(ask_url(team, f"encounter={uuid.uuid4()}"), {"token": token, **ASKED})
    assert foreign.status_code == 422


def test_the_same_question_is_asked_once(client, team, told):
    first, second = (told(ask, client, ask_url(team)) and Sponsorship.objects.latest("pk") for _time in range(2))
    Sponsorship.objects.filter(pk=second.pk).update(project="JARDIN DE LA HALLE")
    told(client.post, path_of(first, Side.SPONSORED), {"act": "confirm"})

    page = client.get(path_of(second, Side.SPONSORED)).content.decode()
    assert path_of(first, Side.SPONSORED) in page
    assert 'value="confirm"' not in page
    late = []
    assert told(lambda: late.append(client.post(path_of(second, Side.SPONSORED), {"act": "confirm"}))) == []
    assert late[0].status_code == 409
    # For another project, and once the first is over, it is another question.
    Sponsorship.objects.filter(pk=first.pk).update(state=State.REFUSED)
    assert len(told(client.post, path_of(second, Side.SPONSORED), {"act": "confirm"})) == 1


def test_a_long_text_comes_back_and_names_make_no_headers(client, team, told):
    long = ask(client, ask_url(team), request="Ô" * 10_000)
    assert long.status_code == 422
    assert "Ô" * 10_000 in long.content.decode()

    words = {"name": "Awa\r\nBcc: all@example.org", "project": "Halle\r\nBcc: all@example.org"}
    told(ask, client, ask_url(team), **words)
    (request,) = told(client.post, path_of(Sponsorship.objects.get(), Side.SPONSORED), {"act": "confirm"})

    assert request.recipients() == [TEAM]
    assert "Halle Bcc: all@example.org" in request.subject
    assert "\nBcc:" not in request.message().as_string()
    assert ask(client, ask_url(team), email="a@example.org\r\nBcc: b@example.org").status_code == 422


def test_floods_and_robots(client, team, settings):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "SPONSORSHIPS": {"per_visitor": 2}}

    assert ask(client, ask_url(team), website="x").status_code == 422
    answers = [ask(client, ask_url(team), email=f"a{number}@example.org") for number in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert client.post(ask_url(team), data=b"x" * 1_000_001, content_type="text/plain").status_code == 413


def test_an_address_that_is_asked_often_gets_no_more_messages(client, team, told, settings):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "SPONSORSHIPS": {"per_visitor": 20, "per_email": 2}}

    messages = [told(ask, client, ask_url(team)) for _time in range(4)]

    assert [len(sent) for sent in messages] == [1, 1, 0, 0]


def test_no_sheet_nothing_to_ask(client, site, team, make_sheet, hidden):
    draft = make_sheet("Brouillon", publish=False)

    for page in (draft, site.directory["fr"], hidden):
        assert client.get(ask_url(page), follow=True).status_code == 404


@pytest.fixture
def hidden(team, make_sheet):
    from wagtail.models import PageViewRestriction

    sheet = make_sheet("Secret")
    PageViewRestriction.objects.create(page=sheet, restriction_type="login")
    return sheet


def test_where_they_met_is_kept_and_nothing_is_invented(client, site, team):
    ask(client, ask_url(team, f"encounter={site.directory['fr'].translation_key}"))
    ask(client, ask_url(team, f"encounter={uuid.uuid4()}&replication=99"))
    ask(client, ask_url(team, "encounter=x%00&replication=²"))

    keys = Sponsorship.objects.order_by("pk").values_list("encounter_key", "replication")
    assert list(keys) == [(site.directory["fr"].translation_key, None), (None, None), (None, None)]


def test_who_writes_from_a_contact_of_the_new_sheet_speaks_for_it(client, site, team, make_sheet, link, told):
    new = make_sheet("Jardin de Roubaix", territory=site.territory.lille)
    replication = link(team, new)
    url = ask_url(team, f"replication={replication.pk}")
    values = client.get(url).context["form"].initial
    assert (values["project"], values["place"]) == ("Jardin de Roubaix", "Lille")
    new.contacts.add(Contact.objects.create(name="Ada", email="ADA@example.org", consent=True))
    new.save()

    for email in ("mallory@example.org", "ada@example.org"):
        ask(client, url, email=email)
        row = Sponsorship.objects.latest("pk")
        told(client.post, path_of(row, Side.SPONSORED), {"act": "confirm"})

    assert list(Sponsorship.objects.order_by("pk").values_list("sponsored_key", "replication")) == [
        (None, replication.pk),
        (new.translation_key, replication.pk),
    ]


def test_a_contact_who_does_not_agree_is_not_written_to(client, team, told, sponsorship):
    contact = Contact.objects.get()
    row = sponsorship(project="Autre")
    contact.withdraw_consent()
    row.refresh_from_db()
    assert row.sponsor_email == ""
    told(ask, client, ask_url(team))

    sent = told(client.post, path_of(Sponsorship.objects.latest("pk"), Side.SPONSORED), {"act": "confirm"})

    assert sent == []
    assert Sponsorship.objects.latest("pk").confirmed_at


def test_the_team_is_written_to_in_the_language_of_its_sheet(client, site, make_sheet, told):
    sheet = make_sheet("Nachbarschaftsgarten", language="de")
    sheet.contacts.add(Contact.objects.create(name="Jo", email=TEAM, consent=True))
    sheet.save()
    told(ask, client, ask_url(sheet))
    row = Sponsorship.objects.get()
    Sponsorship.objects.update(language="ar")

    (request,) = told(client.post, path_of(row, Side.SPONSORED), {"act": "confirm"})
    (answer,) = told(act, client, row, Side.SPONSOR, "refuse", **{"refuse-reason": "Wir sind zu wenige."})

    assert 'lang="de"' in request.alternatives[0][0]
    assert 'lang="ar" dir="rtl"' in answer.alternatives[0][0]
    assert "Wir sind zu wenige." in answer.body


@pytest.mark.npm
def test_strange_values(client, team, told, naughty_strings, settings):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "SPONSORSHIPS": {"per_visitor": 99, "per_email": 99}}
    answers = []

    for text in naughty_strings[::100]:
        words = {"project": text, "request": text, "name": text}
        told(lambda words=words: answers.append(ask(client, ask_url(team), **words)))

    assert {answer.status_code for answer in answers} <= {302, 422}
    assert len(mail.outbox) == sum(answer.status_code == 302 for answer in answers) > 2
    assert not any("\n" in message.subject for message in mail.outbox)
    for row in Sponsorship.objects.all():
        assert client.get(path_of(row, Side.SPONSORED)).status_code == 200
        assert row.state == State.ASKED
