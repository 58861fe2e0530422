"""What comes of an encounter: figures, intentions, replications, and the message after three months."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from essaimage_wagtail.encounters.models import Balance, EncounterPage, Intention, Registration
from essaimage_wagtail.encounters.outcomes.figures import count, figures_of
from essaimage_wagtail.encounters.outcomes.follow_up import send_due
from essaimage_wagtail.encounters.registering.people import purge
from essaimage_wagtail.models import Replication

from .encounter_days import keys_of, make_encounter, plan, register
from .mail_server import no_server
from .replicating import public

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheets(make_sheet):
    return [make_sheet("Jardins"), make_sheet("Épicerie")]


@pytest.fixture
def encounter(site, sheets):
    yesterday = timezone.localdate() - timedelta(days=1)
    return make_encounter(site.home["fr"], sheets, pitches=[{"name": "Four à pain"}], day=yesterday)


@pytest.fixture
def person(encounter, site):
    return register(encounter, is_present=True, territory=site.territory.lille)


def url(name, *args):
    return reverse(f"essaimage_encounter_{name}", args=args)


def own(person):
    return reverse("essaimage:encounters:intentions", args=[person.secret])


def says(key, kind="start", text="Avec la mairie", territory="Lille"):
    return {f"{key.hex}-kind": kind, f"{key.hex}-text": text, f"{key.hex}-territory": territory}


def intend(encounter, person, **fields):
    key = keys_of(encounter)[0]
    sheet = encounter.pitches.get(translation_key=key).sheet_key
    values = {"kind": "start", "pitch_key": key, "sheet_key": sheet, "territory": person.territory}
    return Intention.objects.create(
        encounter_key=encounter.translation_key, registration=person, **{**values, **fields}
    )


# Figures


def test_what_nobody_knows_is_not_nought(encounter):
    people = [register(encounter, f"Person {number}") for number in range(3)]
    plan(encounter, people)
    assert count(encounter.translation_key) == {
        "people_registered": 3,
        "people_present": None,
        "initiatives": 3,
        "meetings": None,
        "intentions": 0,
    }
    Registration.objects.filter(pk=people[0].pk).update(is_present=True, first_round=2)
    Registration.objects.filter(pk=people[1].pk).update(is_present=False)
    counted = count(encounter.translation_key)
    # Of three rounds, the two in which the one who came was there.
    assert (counted["people_present"], counted["meetings"]) == (1, 2)


def test_figures_survive_people_who_are_erased(client, encounter, person):
    register(encounter, "Bo", is_present=True)
    row = intend(encounter, person, text="Appelez Awa Diop")
    key = encounter.translation_key
    Registration.objects.filter(encounter_key=key).delete()
    row.refresh_from_db()
    assert (row.registration, row.text) == (None, "")
    kept = figures_of(key)
    assert (kept["people_registered"], kept["people_present"], kept["intentions"]) == (2, 2, 1)
    # Nobody has recorded them: visitors see none.
    assert "es-outcome" not in client.get(encounter.url).content.decode()


def test_people_who_are_erased_together_are_counted_once(site, encounter, django_assert_max_num_queries):
    """Whoever deletes them: the figures are written once, and the words go together."""

    def purged(number):
        people = [register(encounter, f"P{number} {each}", is_present=True) for each in range(number)]
        Intention.objects.bulk_create(
            Intention(encounter_key=encounter.translation_key, registration=one, kind="start", text="x")
            for one in people
        )
        plan(encounter, people).delete()
        EncounterPage.objects.filter(pk=encounter.pk).update(day=timezone.localdate() - timedelta(days=900))

    purged(2)
    with django_assert_max_num_queries(60) as few:
        assert purge() == 2
    Balance.objects.all().delete(), Intention.objects.all().delete()
    purged(80)
    with django_assert_max_num_queries(len(few)):
        assert purge() == 80
    assert figures_of(encounter.translation_key)["people_present"] == 80
    assert set(Intention.objects.values_list("text", flat=True)) == {""}
    # With their site they go one by one, and nothing of what they wrote stays.
    zoe = register(encounter, "Zoé")
    intend(encounter, zoe, text="Zoé")
    zoe.site = Site.objects.create(hostname="other.example", root_page=site.home["en"])
    zoe.save()
    zoe.site.delete()
    assert not Intention.objects.exclude(text="").exists()


def test_figures_of_an_encounter_that_is_to_come_are_not_kept(site):
    tomorrow = timezone.localdate() + timedelta(days=1)
    encounter = make_encounter(site.home["fr"], day=tomorrow)
    register(encounter).delete()
    assert not Balance.objects.exists()


def test_organisers_record_figures_and_the_page_says_what_is_not_known(client, log_in, encounter, person):
    log_in(encounter, "change")
    address = url("balance", encounter.pk)
    assert client.get(address).context["form"]["people_present"].value() == 1
    wrong = client.post(address, {"people_registered": "-1", "people_present": "beaucoup"})
    assert {"people_registered", "people_present"} == set(wrong.context["form"].errors)
    client.post(
        address,
        {"people_registered": "40", "people_present": "", "initiatives": "3", "meetings": "", "intentions": "0"},
    )
    assert figures_of(encounter.translation_key)["people_present"] is None
    client.logout()
    page = client.get(encounter.url).content.decode()
    assert page.count("es-outcome__figure--unknown") == 2
    assert "<dd>40</dd>" in page and "<dd>0</dd>" in page


# What people want


def test_a_person_says_what_they_want_and_changes_it(client, encounter, person):
    first, second, third = keys_of(encounter)
    plan(encounter, [person])
    shown = client.get(own(person)).context["said"]
    assert [form.subject.met for form in shown.first] == [True, True, True]
    answer = client.post(own(person), {**says(first), **says(second, "", "", ""), **says(third, "follow", "", "")})
    assert answer.url == f"{own(person)}?saved"
    start, later = Intention.objects.order_by("pitch_key" if first < third else "-pitch_key")
    assert (start.kind, start.text, start.territory.name) == ("start", "Avec la mairie", "Lille")
    assert (later.kind, later.sheet_key) == ("follow", None)
    assert later.follow_up_on == timezone.localdate() + timedelta(weeks=13)
    # The same form again changes nothing; another answer is another kind, and none takes it away.
    client.post(own(person), {**says(first, "sponsor"), **says(third, "", "", "")})
    assert [(one.pk, one.kind) for one in Intention.objects.all()] == [(start.pk, "sponsor")]


def test_tables_of_rounds_that_have_not_begun_are_not_said_to_be_met(client, site, sheets):
    begins = timezone.localtime() - timedelta(minutes=1)
    times = {"day": begins.date(), "begins": begins.time(), "time_zone": timezone.get_current_timezone_name()}
    encounter = make_encounter(site.home["fr"], sheets, rounds=2, round_minutes=10, pause_minutes=5, **times)
    person = register(encounter, is_present=True)
    plan(encounter, [person])
    assert [form.subject.met for form in client.get(own(person)).context["said"].forms] == [True, False]


def test_where_somebody_lives_may_be_called_as_other_places_are(client, log_in, encounter, person):
    home = person.territory
    home.get_parent().add_child(name=home.name, level="city", code="FR-00001")
    first, second, third = keys_of(encounter)
    assert client.post(own(person), {**says(first), **says(second, "", ""), **says(third, "", "")}).status_code == 302
    one = Intention.objects.get()
    assert one.territory == home
    log_in(encounter, "change")
    data = {"kind": "start", "text": "", "territory": home.name, "state": "open", "follow_up_on": ""}
    assert client.post(url("intention", one.pk), data).status_code == 302
    one.refresh_from_db()
    assert (one.text, one.territory) == ("", home)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"kind": "start", "territory": "Nulle part"}, "territory"),
        ({"kind": "", "text": "Je veux bien"}, "kind"),
        ({"kind": "conquer"}, "kind"),
        ({"kind": "start", "text": "x" * 501}, "text"),
    ],
)
def test_what_is_refused_stays_in_the_form(client, encounter, person, said, wrong):
    key = keys_of(encounter)[0]
    answer = client.post(own(person), says(key, **{"text": "Mon projet", **said}))
    assert answer.status_code == 422
    (form,) = [form for form in answer.context["said"].forms if form.errors]
    assert set(form.errors) == {wrong}
    assert form["text"].value() == said.get("text", "Mon projet")
    assert not Intention.objects.exists()


def test_nobody_says_anything_before_it_begins_or_without_a_place(client, site, encounter, person):
    later = make_encounter(site.home["fr"], day=timezone.localdate() + timedelta(days=2), title="Plus tard")
    early = register(later)
    Registration.objects.filter(pk=person.pk).update(withdrawn_at=timezone.now())
    for one, key in ((early, keys_of(encounter)[0]), (person, keys_of(encounter)[0])):
        client.post(own(one), says(key))
        assert not client.get(own(one)).context["may_tell"]
    assert not Intention.objects.exists()


def test_organisers_write_it_down_for_somebody(client, log_in, encounter, person):
    log_in(encounter, "change")
    address = url("balance_person", encounter.pk, person.pk)
    assert client.get(address).status_code == 200
    client.post(address, says(keys_of(encounter)[0], text="\u202eà l’envers"))
    one = Intention.objects.get()
    assert one.text == "à l’envers"
    edit = url("intention", one.pk)
    data = {"kind": "start", "text": "", "territory": "", "state": "dropped", "follow_up_on": ""}
    assert client.post(edit, data).url == url("intentions", encounter.pk)
    one.refresh_from_db()
    assert (one.state, one.territory) == ("dropped", None)
    client.post(edit, {"delete": "1"})
    assert not Intention.objects.exists()


def test_what_five_hundred_people_want_is_listed_by_pages_and_found(
    client, log_in, site, encounter, django_assert_max_num_queries
):
    log_in(encounter, "change")
    first, second, third = keys_of(encounter)
    address = url("intentions", encounter.pk)
    assert b"w-table" not in client.get(address).content
    now = timezone.now()
    given = {"encounter_key": encounter.translation_key, "site": Site.objects.get(), "language": "fr"}
    people = Registration.objects.bulk_create(
        Registration(name=f"=P{n}", email=f"p{n}@example.org", consented_at=now, confirmed_at=now, **given)
        for n in range(500)
    )
    kinds = ("start", "sponsor", "follow")
    lille, sheet = site.territory.lille, encounter.pitches.get(translation_key=first).sheet_key
    rows = Intention.objects.bulk_create(
        Intention(
            encounter_key=encounter.translation_key,
            registration=one,
            pitch_key=[first, second, third][n % 3],
            sheet_key=sheet,
            kind=kinds[n % 3],
            state="done" if n == 7 else "open",
            territory=lille,
        )
        for n, one in enumerate(people)
    )
    for one in rows[:6:3]:
        client.post(url("replication", one.pk))
    shown = client.get(f"{address}?ordering=created_at")
    assert len(shown.context["object_list"]) == 50
    for query, number in ((f"pitch_key={second}", 167), ("kind=follow", 166), ("state=done", 1), ("name=p499", 1)):
        found = client.get(f"{address}?{query}").context
        assert found["paginator"].count == number, query
    with django_assert_max_num_queries(45) as many:
        client.get(address)
    Intention.objects.filter(pk__gt=rows[9].pk).delete()
    with django_assert_max_num_queries(45) as few:
        client.get(address)
    assert len(many) <= len(few)
    lines = client.get(f"{address}?export=csv").getvalue().decode().splitlines()
    assert len(lines) == 11 and "'=P3" in "".join(lines)
    # The other lists of all the people.
    for name in ("balance_people", "people"):
        with django_assert_max_num_queries(45):
            assert client.get(url(name, encounter.pk)).status_code == 200


# What becomes of it


def test_an_intention_becomes_a_planned_replication(client, log_in, site, sheets, encounter, person):
    one = intend(encounter, person, text="Awa veut le faire")
    log_in(encounter, "change")
    client.post(url("replication", one.pk))
    client.post(url("replication", one.pk))
    draft = Replication.objects.get()
    assert (draft.live, draft.state, draft.origin_key) == (False, "planned", sheets[0].translation_key)
    assert (draft.name, draft.territory, draft.declared_by) == ("Jardins – Lille", site.territory.lille, None)
    assert "Awa" not in str(draft.latest_revision.content)
    one.refresh_from_db()
    assert (one.replication, one.state) == (draft, "under_way")
    # What has come about is not changed by the form of the person.
    client.post(own(person), says(one.pitch_key, ""))
    assert Intention.objects.get().replication == draft
    assert "Jardins – Lille" not in public(client, sheets[0])
    # Who may publish the sheet of origin confirms it as any other.
    log_in(sheets[0], "publish")
    revision = draft.latest_revision_id
    decide = reverse("essaimage_decide_replication", args=[draft.pk])
    client.post(decide, {"confirm": "1", "shown": revision})
    assert "Jardins – Lille" in public(client, sheets[0])
    assert "Jardins – Lille" in client.get(encounter.url).content.decode()


def test_what_is_missing_for_a_replication_is_said(client, log_in, encounter, person):
    nowhere = intend(encounter, person, territory=None)
    nameless = intend(encounter, person, pitch_key=keys_of(encounter)[2], sheet_key=None)
    log_in(encounter, "change")
    for one in (nowhere, nameless):
        answer = client.post(url("replication", one.pk))
        assert answer.url == url("intention", one.pk)
    assert not Replication.objects.exists()
    # A pitch that got its sheet meanwhile.
    encounter.pitches.filter(translation_key=nameless.pitch_key).update(sheet_key=nowhere.sheet_key)
    client.post(url("replication", nameless.pk))
    assert Replication.objects.get().origin_key == nowhere.sheet_key


def test_others_change_no_intention(client, log_in, site, encounter, person):
    one = intend(encounter, person)
    log_in(site.home["en"], "change")
    for address in (url("intention", one.pk), url("replication", one.pk)):
        client.post(address, {"delete": "1"})
    assert Intention.objects.filter(pk=one.pk, replication=None).exists()


# After three months


def test_somebody_who_thinks_about_it_is_asked_once(encounter, person):
    today = timezone.localdate()
    due = {"kind": "follow", "follow_up_on": today}
    one = intend(encounter, person, text="<b>Peut-être</b>", **due)
    intend(encounter, person, pitch_key=keys_of(encounter)[1], **due)
    bo = register(encounter, "Bo", language="ar")
    intend(encounter, bo, **due)
    left = register(encounter, "Left", withdrawn_at=timezone.now())
    for fields in ({"kind": "start"}, {"state": "done"}, {"follow_up_on": today + timedelta(days=1)}):
        intend(encounter, bo, **{**due, **fields})
    intend(encounter, left, **due)
    assert send_due() == 2
    assert send_due() == 0
    french, arabic = mail.outbox
    assert french.to == [person.email]
    assert "Jardins" in french.body and "Épicerie" in french.body and own(person) in french.body
    html = french.alternatives[0][0]
    assert "&lt;b&gt;Peut-être" in html and 'lang="fr"' in html
    assert 'lang="ar" dir="rtl"' in arabic.alternatives[0][0]
    one.refresh_from_db()
    assert one.followed_up_at is not None


def test_a_message_that_is_not_taken_is_tried_again(encounter, person):
    intend(encounter, person, kind="follow", follow_up_on=timezone.localdate())
    with no_server():
        assert send_due() == 0
    assert send_due() == 1
