"""Somebody registers for an encounter with wishes, confirms it, changes it, and withdraws."""

import re
from uuid import uuid4

import icalendar
import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from essaimage_wagtail.encounters.models import Registration
from essaimage_wagtail.encounters.registering import mailing
from essaimage_wagtail.encounters.registering.messages import Kind
from essaimage_wagtail.wiki.visitors.mail import Outcome

from .registering import comes, own_url, publish, ranks, register, register_url, withdraw_url
from .watching import link

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]


def wishes_of(row):
    return [one.title for one in Client().get(own_url(row)).context["wishes"]]


def test_somebody_registers_confirms_changes_and_withdraws(client, encounter, written):
    assert register_url(encounter) in client.get(encounter.url).content.decode()
    given = ranks(encounter, "Ressourcerie", "Jardin partagé")
    answer, (question,) = written(
        register, client, encounter, place="Lille", languages=["fr", "ar"], needs="Langue des signes", **given
    )
    assert answer.url == reverse("essaimage:encounters:registered", args=[encounter.translation_key, "fr"])
    assert client.get(answer.url).status_code == 200
    assert (question.to, question.attachments) == (["awa@example.org"], [])
    row = Registration.objects.get()
    assert (row.territory.name, row.languages, row.confirmed_at) == ("Lille", ["fr", "ar"], None)
    own = link(question, "/registration/")
    assert client.get(own).status_code == 200
    assert not Registration.objects.get().confirmed_at, "a program that looks at all links confirms nothing"
    _answer, (confirmed,) = written(client.post, own, {"confirm": "1"})
    assert Registration.objects.get().is_coming
    name, file, kind = confirmed.attachments[0]
    assert (name, kind) == ("encounter.ics", "text/calendar")
    (event,) = icalendar.Calendar.from_ical(file).events
    assert event.start == encounter.begins_at
    assert client.get(f"{own}calendar/")["Content-Type"].startswith("text/calendar")
    assert written(client.post, own, {"confirm": "1"})[1] == [], "once"
    # What they said is in the form, and is changed there.
    assert 'value="Lille"' in client.get(own).content.decode()
    change = {"name": "Awa D.", "place": "Lille", "language": "ar", **ranks(encounter, "Repair café", "Ressourcerie")}
    assert client.post(own, {**change, "save": "1"}).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.language, row.territory.name, row.needs) == ("Awa D.", "ar", "Lille", "")
    assert wishes_of(row) == ["Repair café", "Ressourcerie"]
    # One click, as a mail program or a person without cookies sends it.
    assert client.get(withdraw_url(row)).status_code == 200
    assert Registration.objects.get().is_coming
    stranger = Client(enforce_csrf_checks=True)
    _answer, (told,) = written(stranger.post, withdraw_url(row))
    assert Registration.objects.get().withdrawn_at
    assert "/withdraw/" not in told.body
    assert written(stranger.post, withdraw_url(row))[1] == []
    _answer, (again,) = written(client.post, own, {"confirm": "1"})
    assert again.attachments
    assert Registration.objects.get().is_coming


def test_the_answer_says_to_nobody_who_is_registered(client, encounter, written):
    row = comes(encounter, needs="Une rampe")
    answers = set()
    for email in ("new@example.org", "AWA@example.org"):
        answer, messages = written(register, client, encounter, email=email, name="Stranger")
        shown = re.sub(rb"csrf\S+", b"", client.get(answer.url).content)
        answers.add((answer.status_code, answer.url, shown))
    assert len(answers) == 1
    assert messages[0].to == ["awa@example.org"], "as it was given first"
    assert own_url(row) in messages[0].body
    row.refresh_from_db()
    assert (row.name, row.needs) == ("Awa Diop", "Une rampe"), "a stranger changes nothing"


def test_contradictory_wishes_are_explained_and_kept(client, encounter, written):
    keys = list(encounter.pitches.values_list("translation_key", flat=True))
    same = {f"wish-{key}": "2" for key in keys[:2]}
    answer = register(client, encounter, **same)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {f"wish-{keys[1]}"}
    assert "Jardin partagé" in str(answer.context["form"].errors)
    assert answer.content.decode().count('value="2" selected') == 2
    assert not Registration.objects.exists()
    # A number that is left out does not matter; one that nobody offers is none.
    written(register, client, encounter, **{f"wish-{keys[2]}": "1", f"wish-{keys[0]}": "3"})
    assert list(Registration.objects.get().wishes.values_list("pitch_key", "rank")) == [(keys[2], 1), (keys[0], 2)]
    assert register(client, encounter, **{f"wish-{keys[2]}": "4"}).status_code == 422


def test_a_place_by_its_name_or_in_ones_own_words(client, encounter, site, written):
    site.territory.france.add_child(name="Lille", code="FR-X", level="county")
    answer = register(client, encounter, place="Lille")
    assert answer.status_code == 422
    labels = [label for _value, label in answer.context["form"].fields["territory"].choices]
    assert len(labels) == 3
    assert not Registration.objects.exists()
    written(register, client, encounter, place="Lille", territory="none")
    assert (Registration.objects.get().place, Registration.objects.get().territory) == ("Lille", None)
    written(register, client, encounter, place="Lille", territory=str(site.territory.lille.pk))
    row = Registration.objects.get()
    assert row.territory == site.territory.lille
    # Who changes something else is not asked again.
    client.post(own_url(row), {"name": "Awa", "place": "Lille", "language": "fr"})
    row.refresh_from_db()
    assert (row.name, row.territory) == ("Awa", site.territory.lille)
    written(register, client, encounter, email="b@example.org", place="Ouagadougou")
    assert Registration.objects.get(email="b@example.org").place == "Ouagadougou"


def test_wishes_for_a_pitch_that_does_not_come_are_kept_and_shown_so(client, encounter, written):
    written(register, client, encounter, **ranks(encounter, "Jardin partagé", "Repair café", "Ressourcerie"))
    row = Registration.objects.get()
    kept, withdrawn, _gone = encounter.pitches.all()
    withdrawn.is_withdrawn = True
    _page, messages = written(publish, encounter, pitches=[kept, withdrawn])
    assert messages == []
    client.post(own_url(row), {"confirm": "1"})
    shown = client.get(own_url(row)).context
    assert [(one.title, one.is_withdrawn) for one in shown["wishes"]][:2] == [
        ("Jardin partagé", False),
        ("Repair café", True),
    ]
    assert [pitch.title for _field, pitch in shown["form"].wish_rows] == ["Jardin partagé"]
    client.post(own_url(row), {"name": "Awa", "language": "fr", **ranks(encounter, "Jardin partagé")})
    assert row.wishes.count() == 3


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"is_cancelled": True}, "cancelled"),
        ({"in_days": -3}, "past"),
        ({"deadline": "2020-01-01"}, "closed"),
        ({"takes_registrations": False}, "announced"),
        ({"registration_opens": "2999-01-01"}, "announced"),
        ({"day": None}, "announced"),
    ],
)
def test_each_state_has_a_clear_page(client, make_encounter, fields, state):
    page = make_encounter(**fields)
    answer = client.get(register_url(page))
    assert (answer.status_code, answer.context["opening"].state.value) == (200, state)
    assert "<form" not in answer.content.decode().partition("<main")[2]
    assert "es-notice" in answer.content.decode()
    if state == "past":
        assert client.post(register_url(page), {"name": "Awa", "email": "awa@example.org"}).status_code == 409
        assert client.get(own_url(comes(page))).status_code == 200


def test_nothing_is_told_of_a_page_that_is_private_or_gone(client, make_encounter):
    page = make_encounter("Entre nous")
    row = comes(page)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    for url in (register_url(page), reverse("essaimage:encounters:register", args=[uuid4(), "fr"])):
        for answer in (client.get(url), client.post(url, {"name": "Awa"})):
            assert answer.status_code == 410
            assert "Entre nous" not in answer.content.decode()
            assert "es-notice" in answer.content.decode()
    own = client.get(own_url(row))
    assert "Entre nous" in own.content.decode(), "who is registered knows it"
    assert page.url not in own.content.decode()
    page.unpublish()
    assert client.get(own_url(row)).status_code == 200
    assert client.post(withdraw_url(row)).status_code == 200
    page.delete()
    assert client.get(own_url(row)).status_code == 200
    assert client.get(reverse("essaimage:encounters:registration", args=[uuid4()]), follow=True).status_code == 404


def test_robots_and_floods_are_kept_out(client, encounter, settings, written):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "ENCOUNTERS": {"per_visitor": 4, "per_email": 2}}
    assert register(client, encounter, website="https://spam.example").status_code == 422
    assert register(client, encounter, name="").status_code == 422
    assert register(client, encounter, token="forged").status_code == 422
    assert register(client, encounter, consent="").status_code == 422
    sent = [written(register, client, encounter)[1] for _time in range(4)]
    assert [len(messages) for messages in sent] == [1, 1, 0, 0], "an address is not flooded, and nobody is told"
    assert register(client, encounter).status_code == 429
    large = client.post(register_url(encounter), {"name": "x" * 1_100_000})
    assert large.status_code == 413
    assert Client(enforce_csrf_checks=True).post(register_url(encounter), {"name": "x"}).status_code == 403


def test_a_name_breaks_neither_headers_nor_pages(client, make_encounter, written):
    page = make_encounter("<b>Essaim</b>\u202e & co")
    _answer, (question,) = written(
        register, client, page, name="Bcc: all@example.org\r\nX: <script>", organisation="<img src=x>", place="' OR 1"
    )
    assert "\n" not in question.subject
    own = client.get(link(question, "/registration/")).content.decode()
    assert "<script>" not in own
    assert "<img src=x" not in own
    assert Registration.objects.get().name == "Bcc: all@example.org X: <script>"
    assert "Bcc" not in str(Registration.objects.get())


def test_no_message_gets_another_recipient_or_header(client, make_encounter, written):
    """Whatever stands in names, titles and addresses: typed into the form, or brought by an import."""
    bad = "X\r\nBcc: all@example.org\r\n\r\n<script>"
    page = make_encounter("Titre")
    for field in ({"name": "x" * 5000}, {"email": f"a@example.org{bad}"}, {"email": "a@example.org,b@example.org"}):
        answer, messages = written(register, client, page, **field)
        assert (answer.status_code, messages) == (422, [])
        (name,) = field
        assert answer.context["form"][name].value() == field[name], "what was typed is kept"
    assert not Registration.objects.exists()
    page.title = bad + "é" * 200
    page.save()
    for number, kind in enumerate(Kind):
        row = comes(page, f"{number} {bad}", email=f"p{number}@example.org", is_waiting=kind is Kind.WAITING)
        sent = mailing.message_for(row, page, kind).message()
        assert (sent["To"], sent["Bcc"]) == (row.email, None), kind
        assert "\n" not in sent["Subject"].replace("\n ", "")
        # An address that came in by another way than the form is written to by nobody.
        row.email = f"p{number}@example.org{bad}"
        assert mailing.send(row, kind) is Outcome.FAILED
    assert mail.outbox == []


def test_queries_do_not_grow_with_pitches_and_people(client, make_encounter, make_sheet, django_assert_max_num_queries):
    from essaimage_wagtail.encounters.models import Pitch

    from .site import saved

    page = make_encounter(pitches=["A"], capacity=100)
    client.get(register_url(page))
    with django_assert_max_num_queries(40) as few:
        client.get(register_url(page))
    for number in range(6):
        sheet = make_sheet(f"Sheet {number}")
        page.pitches.add(Pitch(sheet_key=sheet.translation_key, locale=page.locale))
        comes(page, f"P{number} Diop")
    page = saved(page, publish=True)
    with django_assert_max_num_queries(len(few) + 2):
        shown = client.get(register_url(page)).content.decode()
    assert "Sheet 5" in shown
