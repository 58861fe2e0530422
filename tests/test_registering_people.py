"""Organisers and those who come: the list, corrections, export, erasure; and who is forgotten when."""

import csv
import io
import json
from datetime import timedelta

import openpyxl
import pytest
from django.contrib.auth.models import Group, User
from django.core import checks
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission

from essaimage_wagtail.encounters.models import Pitch, Registration, Wish
from essaimage_wagtail.encounters.registering.checks import check_options
from essaimage_wagtail.encounters.registering.organising import people_url, person_url

from .registering import comes, publish, ranks, register, withdraw_url
from .watching import link

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]


@pytest.fixture
def people(encounter):
    """Seven in all states; two have one name, and one wishes."""
    rows = [
        comes(encounter, "Awa Diop", needs="Braille", needs_step_free=True, languages=["fr", "ar"], place="Lomé"),
        comes(encounter, "AWA  diop", email="other@example.org"),
        comes(encounter, "Badu", is_waiting=True),
        comes(encounter, "Chloé", confirmed_at=None, told={"place": "asked"}),
        comes(encounter, "Dia", withdrawn_at=timezone.now()),
        comes(encounter, "=HYPERLINK(1)", email="formula@example.org"),
    ]
    for rank, pitch in enumerate(encounter.pitches.all()[:2], start=1):
        Wish.objects.create(registration=rows[0], pitch_key=pitch.translation_key, rank=rank)
    return rows


def shown(client, page, query=""):
    return [row.name for row in client.get(f"{people_url(page)}{query}").context["object_list"]]


def test_organisers_see_who_comes_what_they_wish_and_need(editor, encounter, people):
    edit = editor.get(reverse("wagtailadmin_pages:edit", args=[encounter.pk])).content.decode()
    assert people_url(encounter) in edit
    text = editor.get(people_url(encounter)).content.decode()
    for words in ("1. <bdi>Jardin partagé</bdi> · 2. <bdi>Repair café</bdi>", "Braille", "Lomé", "(2 "):
        assert words in text
    assert len(shown(editor, encounter)) == 6
    assert shown(editor, encounter, "?state=waiting") == ["Badu"]
    assert shown(editor, encounter, "?state=unconfirmed") == ["Chloé"]
    assert shown(editor, encounter, "?state=withdrawn") == ["Dia"]
    assert shown(editor, encounter, "?needs=true") == ["Awa Diop"]
    assert len(shown(editor, encounter, "?state=coming&name=awa")) == 2
    assert editor.get(f"{people_url(encounter)}results/?state=nonsense").status_code == 200


def test_exports_hold_all_of_it_and_no_formula(editor, encounter, people):
    answer = editor.get(f"{people_url(encounter)}?export=csv&state=coming")
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode())))
    assert len(rows) == 4
    assert all(len(row) == 13 for row in rows)
    assert rows[0][:2] == ["Nom", "Adresse électronique"] and not any("_" in heading for heading in rows[0])
    assert "1. Jardin partagé · 2. Repair café" in rows[1]
    assert rows[3][0] == "'=HYPERLINK(1)"
    assert {"oui", "français"} <= {*rows[1]} and not {"True", "False", "fr"} & {*rows[1]}
    book = openpyxl.load_workbook(io.BytesIO(editor.get(f"{people_url(encounter)}?export=xlsx").getvalue()))
    assert len(list(book.active.rows)) == 7


def test_organisers_add_correct_withdraw_and_erase(editor, encounter, written):
    publish(encounter, capacity=1)
    new = person_url(encounter)
    given = {"name": "Sans adresse", "email": "", "language": "fr", "consent": "on", **ranks(encounter, "Repair café")}
    assert editor.post(new, {**given, "consent": ""}).context["form"].errors.keys() == {"consent"}
    _answer, messages = written(editor.post, new, given)
    assert messages == []
    _answer, (told,) = written(editor.post, new, {**given, "name": "Badu", "email": "badu@example.org"})
    assert written(editor.post, new, {**given, "name": "Chloé"})[1] == [], "another one without address"
    again = editor.post(new, {**given, "name": "Stranger", "email": "BADU@example.org"})
    assert again.context["form"].errors.keys() == {"email"}
    first, badu, _chloe = Registration.objects.order_by("pk")
    assert (first.is_coming, badu.is_waiting, badu.wishes.count()) == (True, True, 1)
    own = link(told, "/registration/")
    change = {"name": "Badu N.", "email": "new@example.org", "language": "ar", "needs": "Une rampe"}
    _answer, (moved,) = written(editor.post, person_url(encounter, badu), {**change, "save": "1"})
    badu.refresh_from_db()
    assert (moved.to, badu.name, badu.wishes.count()) == (["new@example.org"], "Badu N.", 0)
    assert editor.get(own, follow=True).status_code == 404, "who had the old address has the old secret"
    answer, messages = written(editor.post, person_url(encounter, first), {"withdraw": "1"})
    assert "liste d’attente a la place" in editor.get(answer.url).content.decode()
    assert [message.to for message in messages] == [["new@example.org"]]
    written(editor.post, person_url(encounter, first), {"confirm": "1"})
    first.refresh_from_db()
    assert first.is_waiting
    written(editor.post, person_url(encounter, badu), {"erase": "1"})
    assert not Registration.objects.filter(pk=badu.pk).exists()
    answer, _messages = written(editor.post, person_url(encounter, first), {"withdraw": "1"})
    assert "liste d’attente a la place" not in editor.get(answer.url).content.decode(), "nobody waited"
    assert Registration.objects.get(name="Chloé").is_coming, "the first who waited"
    assert editor.get(person_url(encounter, first)).status_code == 200


def test_who_may_not_change_the_page_sees_nobody(client, encounter, make_encounter, people, site):
    other = make_encounter("Ailleurs", language="en")
    group = Group.objects.create(name="English")
    group.permissions.add(*Group.objects.get(name="Editors").permissions.filter(codename="access_admin"))
    change = GroupPagePermission._meta.get_field("permission").related_model.objects.get(codename="change_page")
    GroupPagePermission.objects.create(group=group, page=site.home["en"], permission=change)
    user = User.objects.create_user("second", password="x")
    user.groups.add(group)
    client.force_login(user)
    assert client.get(people_url(other)).status_code == 200
    for url in (people_url(encounter), f"{people_url(encounter)}?export=csv", person_url(encounter, people[0])):
        for answer in (client.get(url), client.post(url, {"erase": "1"})):
            assert answer.status_code in (302, 403, 405)
            assert b"Awa" not in answer.content
    # A person of another encounter is none of this one.
    assert client.post(person_url(other, people[0]), {"erase": "1"}, follow=True).status_code == 404
    assert Registration.objects.count() == 6


def test_the_list_costs_as_much_for_many_people(editor, encounter, people, django_assert_max_num_queries):
    editor.get(people_url(encounter))
    with django_assert_max_num_queries(40) as few:
        editor.get(people_url(encounter))
    keys = list(encounter.pitches.values_list("translation_key", flat=True))
    for number in range(30):
        row = comes(encounter, f"P{number} Name")
        Wish.objects.bulk_create(Wish(registration=row, pitch_key=key, rank=1) for key in keys)
    with django_assert_max_num_queries(len(few)):
        editor.get(people_url(encounter))


def test_a_person_gets_all_that_is_kept_and_is_erased(encounter, people, capsys, written):
    publish(encounter, capacity=3)
    Registration.objects.filter(name="Badu").update(is_waiting=True)
    call_command("essaimage_personal_data", "export", "AWA@example.org")
    (found,) = json.loads(capsys.readouterr().out)["registrations"]
    assert (found["name"], found["needs"], found["encounter"]) == ("Awa Diop", "Braille", "Rencontre")
    assert len(found["wishes"]) == 2
    _answer, (told,) = written(call_command, "essaimage_personal_data", "erase", "AWA@example.org", "--delete")
    assert told.to == ["badu@example.org"], "who waited has the place"
    assert not Registration.objects.filter(email="awa@example.org").exists()
    assert not Wish.objects.exists()


def test_people_are_forgotten_in_time(client, make_encounter, written, settings, capsys):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "ENCOUNTERS": {"keep_days": 30, "confirm_days": 2}}
    coming, recent, old = make_encounter(), make_encounter(in_days=-29), make_encounter(in_days=-32)
    deleted = make_encounter()
    for page in (coming, recent, old, deleted):
        comes(page)
    deleted.delete()
    written(register, client, coming, email="new@example.org")
    # Who comes back after a withdrawal of long ago has as many days as anybody to confirm it.
    gone = comes(coming, "Back", email="back@example.org", withdrawn_at=timezone.now())
    Registration.objects.filter(pk=gone.pk).update(created_at=timezone.now() - timedelta(days=90))
    written(register, client, coming, email="back@example.org")
    comes(coming, "Never", confirmed_at=None, told={})
    call_command("essaimage_encounters", "purge")
    assert "Forgotten registrations: 3" in capsys.readouterr().out
    call_command("essaimage_encounters", "follow_up")
    assert capsys.readouterr().out.strip() == "Sent: 0."
    left = set(Registration.objects.values_list("email", flat=True))
    assert left == {"awa@example.org", "new@example.org", "back@example.org"}
    assert {row.encounter_key for row in Registration.objects.filter(email="awa@example.org")} == {
        coming.translation_key,
        recent.translation_key,
    }
    # An address that nobody confirmed is gone with one click.
    client.post(withdraw_url(Registration.objects.get(email="new@example.org")))
    assert not Registration.objects.filter(email="new@example.org").exists()


def test_a_wrong_option_is_told(settings):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "ENCOUNTERS": {"keep_days": "90", "kept": 3, "remind_days": -1}}
    assert check_options in checks.registry.registry.get_checks()
    told = [one.msg for one in check_options(None) if one.id == "essaimage_wagtail.W201"]
    assert len(told) == 3
    assert all("ENCOUNTERS" in one for one in told)


def test_pitches_without_wishes_and_pages_without_pitches(client, make_encounter):
    page = make_encounter()
    answer = client.get(reverse("essaimage:encounters:register", args=[page.translation_key, "fr"]))
    assert "data-essaimage-wishes" not in answer.content.decode()
    page.pitches.add(Pitch(locale=page.locale))
    publish(page, pitches=list(page.pitches.all()))
    answer = client.get(reverse("essaimage:encounters:register", args=[page.translation_key, "fr"]))
    assert "data-essaimage-wishes" in answer.content.decode()
