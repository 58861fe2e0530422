"""The day of an encounter: the clock, the papers, the screen, the tables of one person, and who is there."""

from datetime import date, datetime, time, timedelta

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import PageViewRestriction

from essaimage_wagtail.encounters.day.clock import Kind, has_begun, phase_at, rounds_of
from essaimage_wagtail.encounters.day.plan import Plan
from essaimage_wagtail.encounters.models import EncounterPage, Meeting, Registration
from essaimage_wagtail.pages.models import SheetPage

from .encounter_days import PARIS, at, keys_of, make_encounter, plan, register
from .translating import translate

pytestmark = pytest.mark.django_db

NINE = {"day": date(2027, 6, 1), "begins": time(9), "rounds": 3, "round_minutes": 10, "pause_minutes": 5}


@pytest.fixture
def encounter(site, make_sheet):
    sheets = [make_sheet("Jardins"), make_sheet("Épicerie"), make_sheet("Atelier vélo")]
    return make_encounter(site.home["fr"], sheets)


def url(name, encounter, *args):
    return reverse(f"essaimage_encounter_{name}", args=[encounter.pk, *args])


def mine(person):
    return reverse("essaimage:encounters:my_programme", args=[person.secret])


# The clock


@pytest.mark.parametrize(
    ("hour", "minute", "kind", "number"),
    [
        (8, 59, Kind.BEFORE, 1),
        (9, 0, Kind.ROUND, 1),
        (9, 9, Kind.ROUND, 1),
        (9, 10, Kind.PAUSE, 2),
        (9, 15, Kind.ROUND, 2),
        (9, 39, Kind.ROUND, 3),
        (9, 40, Kind.OVER, 3),
    ],
)
def test_which_round_it_is(hour, minute, kind, number):
    encounter = EncounterPage(time_zone="Pacific/Kiritimati", **NINE)
    phase = phase_at(encounter, at(encounter, hour, minute))
    assert (phase.kind, phase.round) == (kind, number)


@pytest.mark.parametrize(("day", "shown"), [(date(2027, 3, 28), "03:03"), (date(2027, 10, 31), "02:03")])
def test_rounds_go_on_while_the_clock_is_changed(day, shown):
    """Each takes its minutes, whatever the hands of the clock do."""
    encounter = EncounterPage(
        time_zone="Europe/Paris", day=day, begins=time(1, 50), rounds=2, round_minutes=13, pause_minutes=57
    )
    first, second = rounds_of(encounter)
    assert first.ends.timestamp() - first.begins.timestamp() == 13 * 60
    assert first.ends.strftime("%H:%M") == shown
    assert second.begins.timestamp() - first.begins.timestamp() == 70 * 60
    during = datetime.fromtimestamp(first.ends.timestamp() - 1, PARIS)
    assert phase_at(encounter, during).kind is Kind.ROUND


def test_without_day_or_rounds_nobody_knows():
    now = timezone.now()
    assert phase_at(EncounterPage(time_zone="Europe/Paris"), now).kind is Kind.UNKNOWN
    assert phase_at(EncounterPage(time_zone="Europe/Paris", **{**NINE, "rounds": 0}), now).kind is Kind.UNKNOWN
    yesterday = EncounterPage(time_zone="Europe/Paris", day=now.date() - timedelta(days=1))
    assert has_begun(yesterday, now) and not has_begun(EncounterPage(time_zone="Europe/Paris"), now)


# Tables and names


def test_a_table_keeps_its_number_when_another_initiative_withdraws(encounter):
    first, second, third = encounter.pitches.order_by("sort_order")
    type(first).objects.filter(pk=first.pk).update(tables=2)
    type(second).objects.filter(pk=second.pk).update(is_withdrawn=True)
    tables = Plan(encounter).initiatives.tables
    assert [(table.number, table.pitch_key, table.place) for table in tables] == [
        (1, first.translation_key, 1),
        (2, first.translation_key, 2),
        (4, third.translation_key, 1),
    ]
    person = register(encounter)
    plan(encounter, [person])
    seats = Plan(encounter).seats(person)
    assert [(seat.number, seat.is_withdrawn) for seat in seats] == [(1, False), (None, True), (4, False)]


def test_a_pitch_is_called_as_its_sheet_is_in_the_original_where_the_reader_s_language_is_missing(encounter):
    """As on the encounter's page and in the form of registration."""
    key = keys_of(encounter)[0]
    sheet = SheetPage.objects.get(title="Jardins")
    encounter.pitches.filter(translation_key=key).update(name="Le jardin des voisins")
    assert Plan(encounter).initiatives.names_in("fr")[key] == "Jardins"
    translated = translate(sheet, "de")
    SheetPage.objects.filter(pk=translated.pk).update(title="Gärten")
    with override_settings(WAGTAIL_CONTENT_LANGUAGES=[("de", "Deutsch"), ("fr", "Français"), ("ar", "العربية")]):
        assert Plan(encounter).initiatives.names_in("ar")[key] == "Jardins"
    SheetPage.objects.filter(title__in=["Jardins", "Gärten"]).update(live=False)
    assert Plan(encounter).initiatives.names_in("ar")[key] == "Le jardin des voisins"


def test_a_sheet_that_visitors_may_not_see_is_not_named(site, make_sheet):
    draft = make_sheet("Secret", publish=False)
    encounter = make_encounter(site.home["fr"], [draft])
    with translation.override("fr"):
        assert "Secret" not in Plan(encounter).names_in("fr").values()


# The papers


def test_organisers_alone_print(client, log_in, site, encounter):
    other = site.home["fr"].get_children().exclude(pk=encounter.pk).first()
    names = ("day", "screen", "presence", "balance", "balance_people")
    addresses = [url(name, encounter) for name in names] + [url("paper", encounter, "needs")]
    assert {client.get(address).status_code for address in addresses} == {302}
    log_in(other, "change")
    answers = [client.get(address) for address in addresses]
    # Wagtail leads back to the home of the admin whoever may not go on.
    assert {answer.status_code for answer in answers} == {302}
    assert {answer.url for answer in answers} == {reverse("wagtailadmin_home")}
    log_in(encounter, "change")
    assert {client.get(address).status_code for address in addresses} == {200}
    assert client.get(url("paper", encounter, "nothing"), follow=True).status_code == 404
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[encounter.pk])).content.decode()
    assert url("day", encounter) in edit and url("balance", encounter) in edit


def test_needs_are_on_one_paper_alone(client, log_in, encounter):
    register(encounter, "Awa <b>Diop</b>", needs="Boucle magnétique", needs_step_free=True)
    log_in(encounter, "change")
    texts = {
        name: client.get(url("paper", encounter, name)).content.decode()
        for name in ("cards", "programmes", "sign-in", "needs")
    }
    assert [name for name, text in texts.items() if "Boucle magnétique" in text] == ["needs"]
    assert "Awa &lt;b&gt;Diop" in texts["sign-in"]
    # Those who have no place are on no list.
    register(encounter, "Bo Waiting", is_waiting=True)
    register(encounter, "Bo Withdrawn", withdrawn_at=timezone.now())
    register(encounter, "Bo Unconfirmed", confirmed_at=None)
    assert "Bo " not in client.get(url("paper", encounter, "sign-in")).content.decode()


def test_programmes_are_in_the_languages_of_people(client, log_in, encounter):
    people = [register(encounter), register(encounter, "سارة", language="ar", first_round=2, last_round=2)]
    plan(encounter, people)
    log_in(encounter, "change")
    text = client.get(url("paper", encounter, "programmes")).content.decode()
    arabic = text[text.index('<section class="es-leaf" lang="ar" dir="rtl"') :].split("</section>")[0]
    # Of three rounds, the one in which the person is there.
    assert arabic.count('class="es-leaf__hour"') == 1
    assert people[1].name in arabic


def test_queries_do_not_grow_with_people(client, log_in, site, encounter, django_assert_max_num_queries):
    log_in(encounter, "change")
    plan(encounter, [register(encounter, language=code) for code in ("fr", "ar", "en")])

    def count():
        numbers = []
        for address in (
            *(url("paper", encounter, name) for name in ("cards", "programmes", "needs")),
            f"{url('screen', encounter)}?names=1",
            url("presence", encounter),
            url("balance", encounter),
            url("balance_people", encounter),
        ):
            with django_assert_max_num_queries(50) as captured:
                client.get(address)
            numbers.append(len(captured))
        return numbers

    count()
    few = count()
    programme = Plan(encounter).programme
    keys = keys_of(encounter)
    for number in range(20):
        one = register(encounter, f"Person {number}", agrees_to_be_named=bool(number % 2), language="es")
        Meeting.objects.create(programme=programme, registration=one, round=1, pitch_key=keys[number % 3])
    assert count() == few


# The screen


def test_the_screen_names_those_alone_who_agreed(client, log_in, encounter):
    people = [register(encounter, "Awa Diop", agrees_to_be_named=True), register(encounter, "Bo Lund")]
    plan(encounter, people)
    log_in(encounter, "change")
    without = client.get(url("screen", encounter)).content.decode()
    assert "Awa" not in without and "Jardins" in without
    named = client.get(f"{url('screen', encounter)}?names=1")
    text = named.content.decode()
    assert "Awa Diop" in text and "Bo Lund" not in text
    # Who sits at a table knows it: the next round is the one that people look for.
    assert named.context["screen"].shown.number == 2
    assert '<noscript><meta http-equiv="refresh"' in text


# The tables of one person


def test_nobody_sees_tables_before_they_are_published(client, encounter):
    person = register(encounter)
    programme = plan(encounter, [person], published=False)
    own = reverse("essaimage:encounters:registration", args=[person.secret])
    assert "Épicerie" not in client.get(mine(person)).content.decode()
    assert mine(person) not in client.get(own).content.decode()
    programme.published_at = timezone.now()
    programme.save()
    shown = client.get(mine(person))
    tables = shown.context["mine"]
    assert (tables.present.round.number, tables.present.name) == (1, "Jardins")
    assert [seat.name for seat in tables.coming] == ["Épicerie", "Atelier vélo"]
    # The page of the registration says the next one, and leads to all of them.
    told = client.get(own)
    assert told.context["mine"].next == tables.present and mine(person) in told.content.decode()
    assert shown.headers["X-Robots-Tag"] == "noindex, nofollow" and "no-store" in shown.headers["Cache-Control"]
    assert "table" in client.get(encounter.url).content.decode().lower()


def test_states_of_a_person_and_of_the_page(client, encounter):
    person = register(encounter)
    plan(encounter, [person])
    PageViewRestriction.objects.create(page=encounter, restriction_type=PageViewRestriction.LOGIN)
    # The secret opens the programme, though the page is for some alone; its address is not shown.
    private = client.get(mine(person))
    assert private.context["mine"].present and private.context["encounter_url"] == ""
    Registration.objects.filter(pk=person.pk).update(withdrawn_at=timezone.now())
    assert not client.get(mine(person)).context["mine"].is_shown
    Registration.objects.filter(pk=person.pk).update(confirmed_at=None)
    assert client.get(mine(person), follow=True).status_code == 404
    Registration.objects.filter(pk=person.pk).update(confirmed_at=timezone.now(), withdrawn_at=None)
    encounter.delete()
    assert client.get(mine(person), follow=True).status_code == 404


# Who is there


def test_presence_is_ticked_one_by_one_or_all_at_once(client, log_in, encounter):
    awa, bo, cy = register(encounter, "Awa"), register(encounter, "Bo"), register(encounter, "Cy")
    elsewhere = register(make_encounter(encounter.get_parent(), title="Autre"), "Dee")
    log_in(encounter, "change")
    address = url("presence", encounter)
    assert client.post(address, {"here": awa.pk}).url == f"{address}#person-{awa.pk}"
    client.post(address, {"here": bo.pk})
    client.post(address, {"unknown": bo.pk})
    # Somebody of another encounter, and what is no number, change nothing.
    for strange in (elsewhere.pk, "x", "9" * 30, "²"):
        assert client.post(address, {"here": strange}, follow=True).status_code == 200
    people = Registration.objects.order_by("pk")
    assert list(people.values_list("is_present", flat=True)) == [True, None, None, None]
    client.post(address, {"close": "1"})
    assert list(people.values_list("is_present", flat=True)) == [True, False, False, None]
    assert [one.name for one in client.get(address, {"q": "CY"}).context["people"]] == ["Cy"]
    person = url("presence_of", encounter, cy.pk)
    refused = client.post(person, {"is_present": "yes", "first_round": 3, "last_round": 1})
    assert refused.status_code == 422 and "last_round" in refused.context["form"].errors
    client.post(person, {"is_present": "yes", "first_round": 2, "last_round": ""})
    cy.refresh_from_db()
    assert (cy.is_present, cy.first_round, cy.last_round) == (True, 2, None)
    assert client.get(url("presence_of", encounter, elsewhere.pk), follow=True).status_code == 404
