"""What an encounter is at a second, by the clock of its place; and its calendar file."""

from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz
from django.utils import timezone, translation
from icalendar import Calendar

from essaimage_wagtail.encounters.choices import State
from essaimage_wagtail.encounters.models import EncounterPage
from essaimage_wagtail.encounters.showing.calendar import calendar_of, make_event
from essaimage_wagtail.encounters.showing.days import when_of
from essaimage_wagtail.encounters.showing.states import over_at, state_of, taken_by_key

from .encounter_days import make_encounter, register

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
SPRING, AUTUMN = date(2024, 3, 31), date(2024, 10, 27)
"""Days on which clocks change in Paris."""


def plan(site, **fields):
    """An encounter that is nowhere stored."""
    values = {"day": date(2027, 3, 20), "begins": time(14), "ends": time(18), "time_zone": "Europe/Paris", **fields}
    return EncounterPage(title="Rencontre", pitch="Pitch", locale=site.locales["fr"], **values)


def utc(*moment):
    return datetime(*moment, tzinfo=UTC)


def changes_at(page, moment, before, after, **kwargs):
    """The state is another one from this very second on."""
    assert (state_of(page, 0, moment - SECOND), state_of(page, 0, moment)) == (before, after)


def test_states_follow_one_another_at_the_second(site):
    page = plan(site, registration_opens=date(2027, 2, 1), deadline=date(2027, 3, 10))
    changes_at(page, utc(2027, 1, 31, 23), State.ANNOUNCED, State.OPEN)
    changes_at(page, utc(2027, 3, 10, 23), State.OPEN, State.CLOSED)
    changes_at(page, utc(2027, 3, 20, 13), State.CLOSED, State.UNDER_WAY)
    changes_at(page, utc(2027, 3, 20, 17), State.UNDER_WAY, State.PAST)


@pytest.mark.parametrize(
    ("fields", "begins", "ends"),
    [
        ({"day": SPRING, "begins": time(1), "ends": time(4)}, utc(2024, 3, 31, 0), utc(2024, 3, 31, 2)),
        ({"day": AUTUMN, "begins": time(1), "ends": time(4)}, utc(2024, 10, 26, 23), utc(2024, 10, 27, 3)),
        ({"time_zone": "Africa/Dakar"}, utc(2027, 3, 20, 14), utc(2027, 3, 20, 18)),
        ({"time_zone": "Pacific/Kiritimati"}, utc(2027, 3, 20, 0), utc(2027, 3, 20, 4)),
        ({"time_zone": "Asia/Kathmandu", "ends": time(2)}, utc(2027, 3, 20, 8, 15), utc(2027, 3, 20, 20, 15)),
        ({"begins": None, "ends": None}, utc(2027, 3, 19, 23), utc(2027, 3, 20, 23)),
        ({"ends": None}, utc(2027, 3, 20, 13), utc(2027, 3, 20, 23)),
    ],
)
def test_a_clock_on_the_wall_says_when(site, fields, begins, ends):
    page = plan(site, **fields)
    changes_at(page, begins, State.OPEN, State.UNDER_WAY)
    changes_at(page, ends, State.UNDER_WAY, State.PAST)


def test_the_hour_that_comes_twice_is_no_riddle(site):
    """An end at 2:45 is the first 2:45 of the night: at the second 2:30 it is over, though the wall says less."""
    page = plan(site, day=AUTUMN, begins=time(1), ends=time(2, 45))
    moment = datetime(2024, 10, 27, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Paris"))
    assert state_of(page, 0, moment) == State.PAST
    assert state_of(page, 0, moment.replace(fold=0)) == State.UNDER_WAY


def test_a_night_is_as_long_as_it_is(site):
    with translation.override("fr"):
        spring, autumn = (when_of(plan(site, day=day, begins=time(1), ends=time(4))) for day in (SPRING, AUTUMN))
        assert (spring.duration, autumn.duration) == ("2\xa0heures", "4\xa0heures")
        assert when_of(plan(site, ends=time(1))).ends_next_day


def test_places_cancellation_and_what_is_not_known(site):
    page = make_encounter(site.directory["fr"], capacity=2, day=timezone.now().date() + timedelta(days=9))
    assert state_of(page) == State.OPEN
    register(page), register(page, confirmed_at=None), register(page, is_waiting=True)
    register(page, withdrawn_at=timezone.now())
    assert (state_of(page), taken_by_key([page.translation_key])) == (State.OPEN, {page.translation_key: 1})
    register(page)
    assert state_of(page) == State.FULL
    page.capacity, page.takes_registrations = None, False
    assert state_of(page) == State.ANNOUNCED
    page.is_cancelled = True
    assert state_of(page) == State.CANCELLED
    assert state_of(plan(site, day=None)) == State.ANNOUNCED


@pytest.mark.parametrize("day", [date.min, date.max])
@pytest.mark.parametrize("hours", [{}, {"begins": None, "ends": None}, {"begins": time(23), "ends": time(2)}])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_first_and_the_last_day_of_the_calendar(site, day, hours, zone):
    page = plan(site, day=day, time_zone=zone, **hours)
    assert state_of(page, 0) == (State.PAST if day == date.min else State.OPEN)
    assert over_at(page) and when_of(page).day
    assert b"BEGIN:VEVENT" in calendar_of([make_event(page, "")])


# The calendar file


def read(content):
    calendar = Calendar.from_ical(content)
    return calendar, calendar.walk("VEVENT")


def test_calendar_file(site):
    page = make_encounter(
        site.directory["fr"],
        title="Être là, ici ; “là” \\ là",
        day=AUTUMN,
        begins=time(22),
        ends=time(1),
        address="Maison des associations\n72 rue Royale, Lille",
        territory=site.territory.lille,
        latitude="50.637",
        longitude="3.063",
    )
    calendar, (event,) = read(calendar_of([make_event(page, "https://example.org/là/")]))
    assert event["SUMMARY"] == page.title
    assert event["SUMMARY"].params["LANGUAGE"] == "fr"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (page.begins_at, page.ends_at)
    assert event["DTSTART"].params["TZID"] == "Europe/Paris"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Paris"]
    assert event["LOCATION"] == "Maison des associations, 72 rue Royale, Lille"
    assert event["URL"] == "https://example.org/là/"
    assert (event["STATUS"], event["UID"]) == ("CONFIRMED", str(page.translation_key))


@pytest.mark.parametrize(("day", "before", "after"), [(AUTUMN, 2, 1), (date(2026, 10, 25), 2, 1), (SPRING, 1, 2)])
def test_other_programs_read_the_hours_of_a_night_in_which_the_clock_is_changed(site, day, before, after):
    """The rules in the file, as a second reader understands them, that does not know Paris by itself."""
    page = plan(site, day=day, begins=time(1), ends=time(4))
    content = calendar_of([make_event(page, "")])
    _calendar, (event,) = read(content)
    zone = tz.tzical(StringIO(content.decode())).get("Europe/Paris")
    for name, moment, hours in (("DTSTART", page.begins_at, before), ("DTEND", page.ends_at, after)):
        assert event[name].dt == moment
        written = datetime.strptime(event[name].to_ical().decode(), "%Y%m%dT%H%M%S").replace(tzinfo=zone)
        assert (written.utcoffset(), written.astimezone(UTC)) == (timedelta(hours=hours), moment.astimezone(UTC))
        assert moment.isoformat().endswith(f"+0{hours}:00"), "as search engines read it"


def test_what_is_cancelled_replaces_what_calendars_have(site):
    page = make_encounter(site.directory["fr"])
    before = make_event(page, "")
    page.is_cancelled, page.last_published_at = True, page.last_published_at + timedelta(hours=1)
    page.fictional = True
    after = make_event(page, "")
    assert (after["UID"], after["STATUS"]) == (before["UID"], "CANCELLED")
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert page.title in after["SUMMARY"] and after["SUMMARY"] != page.title
    assert after["DESCRIPTION"] != before["DESCRIPTION"]


def test_a_file_has_what_it_can_and_no_control_characters(site):
    page = plan(site, begins=None, ends=None, address="rue\x00 Royale\r\n\x0bLille")
    page.title = "A\x00B\nDTSTART:20200101\r\nX:1"
    content = calendar_of([make_event(page, "")], "Nom\x07")
    assert not {*range(9), 11, *range(14, 32)} & {*content}
    _calendar, (event,) = read(content)
    assert (event["DTSTART"].dt, "DTEND" in event, "X" in event) == (page.day, False, False)
