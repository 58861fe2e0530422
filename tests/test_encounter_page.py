"""The page of an encounter: what everybody sees of it, where it is found, and what editors are told."""

import json
import re
from datetime import date, time, timedelta

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from wagtail.models import PageViewRestriction

from essaimage_wagtail.encounters import checks
from essaimage_wagtail.encounters.models import EncounterPage
from essaimage_wagtail.models import Contact, Organisation, Territory

from .encounter_days import keys_of, make_encounter, register
from .translating import translate
from .visits import MOST_QUERIES_OF_A_SHEET, get, queries, search, titles

pytestmark = pytest.mark.django_db

CALENDARS, ATOM = (reverse(f"essaimage:encounters:{name}") for name in ("calendars", "atom"))


def days(count):
    return timezone.localdate() + timedelta(days=count)


@pytest.fixture
def meet(site):
    """``meet("Title", in_days=20, **fields)``: published below the directory of a language."""

    def meet(title="Rencontre", *, in_days=20, language="fr", **fields):
        given = {"day": days(in_days), "begins": time(14), "ends": time(17, 30), **fields}
        return make_encounter(site.directory[language], title=title, **given)

    return meet


def calendar_url(page):
    return reverse("essaimage:encounters:calendar", args=[page.translation_key, page.locale.language_code])


def soup(client, page):
    return BeautifulSoup(get(client, page.url).content, "html.parser")


def event_of(client, page):
    written = re.findall(r'ld\+json">(.*?)</script>', get(client, page.url).content.decode())[0]
    return next((thing for thing in json.loads(written)["@graph"] if thing["@type"] == "Event"), None)


def test_facts(client, site, meet):
    organisation = Organisation.objects.create(name="Les Deux Rives", website="https://example.org/rives")
    page = meet(
        day=date(2090, 6, 1),
        time_zone="Asia/Kathmandu",
        territory=site.territory.lille,
        address="72 rue Royale",
        online="https://meet.example.org/a",
        organiser=organisation,
        languages=["fr", "ku"],
        capacity=2,
        deadline=date(2090, 5, 20),
        audience="<p>Pour tout le monde.</p>",
        access="<p>De plain-pied.</p>",
    )
    register(page)
    facts = " ".join(soup(client, page).select_one(".es-encounter__facts").get_text(" ", strip=True).split())
    expected = ("Jeudi", "1er juin 2090", "14:00 – 17:30", "3 heures 30 minutes", "Népal", "UTC+5:45", "72 rue Royale")
    for words in (*expected, "Lille, France", "meet.example.org", "Français, kurde", "Les Deux Rives", "20 mai 2090"):
        assert words in facts, words
    event = event_of(client, page)
    assert event["startDate"] == "2090-06-01T14:00:00+05:45"
    assert event["eventAttendanceMode"].endswith("MixedEventAttendanceMode")
    assert [place["@type"] for place in event["location"]] == ["Place", "VirtualLocation"]
    assert (event["organizer"]["name"], event["offers"]["price"]) == ("Les Deux Rives", "0")


def test_what_all_versions_share_is_said_in_the_language_of_each(
    client, site, meet, django_capture_on_commit_callbacks
):
    Territory.objects.filter(pk=site.territory.lille.pk).update(names={"ar": "ليل"})
    page = meet(address="72 rue Royale, Lille", territory=site.territory.lille, capacity=3)
    with django_capture_on_commit_callbacks(execute=True):
        translate(page, "ar")
    french, arabic = (soup(client, EncounterPage.objects.get(locale=site.locales[code])) for code in ("fr", "ar"))
    street = arabic.select_one(".es-encounter__line bdi")
    assert (street.text, street["lang"], street["dir"]) == ("72 rue Royale, Lille", "fr", "ltr")
    assert "lang" not in french.select_one(".es-encounter__line bdi").attrs
    assert "ليل" in arabic.select_one(".es-encounter__facts").text
    # How many places are free is said once, where one registers.
    assert "3" in french.select_one(".es-registration").text
    assert not re.search("libre|restant", french.select_one(".es-encounter__facts").text)


def test_all_encounters_are_listed_where_there_are_all(client, site, meet):
    page = meet()

    def listed():
        link = soup(client, page).select_one(".es-colophon a[href*='type=encounters']")["href"]
        return link, titles(client.get(link).context["directory"])

    directory = site.directory["fr"]
    assert listed() == (f"{directory.url}?type=encounters", ["Rencontre"])
    type(directory).objects.update(lists="sheets")
    assert listed() == (f"{reverse('essaimage:search')}?language=fr&type=encounters", ["Rencontre"])
    # Another directory lists this encounter if it searches the whole site.
    other = type(directory)(title="Tout", slug="tout", locale=directory.locale, scope="below", lists="everything")
    site.home["fr"].add_child(instance=other)
    assert listed()[0].startswith(reverse("essaimage:search"))
    type(other).objects.filter(pk=other.pk).update(scope="site")
    assert listed() == (f"{other.url}?type=encounters", ["Rencontre"])


def test_what_is_made_up_is_no_event_and_what_is_cancelled_says_so(client, meet):
    made_up, cancelled = meet(fictional=True), meet(is_cancelled=True, online="https://meet.example.org/a")
    assert event_of(client, made_up) is None
    assert soup(client, made_up).select_one(".es-fictional")
    event = event_of(client, cancelled)
    assert event["eventStatus"].endswith("EventCancelled")
    assert "offers" not in event
    html = get(client, cancelled.url).content.decode()
    assert "meet.example.org" not in html and calendar_url(cancelled) not in html


def test_pitches_say_no_more_than_may_be_said(client, site, meet, make_sheet):
    english = make_sheet("Tool library", language="en", parent=site.directory["en"])
    draft = make_sheet("Secret garden", publish=False)
    agreed = Contact.objects.create(name="Shown Person", consent=True)
    silent = Contact.objects.create(name="Hidden Person", consent=False)
    page = meet(
        pitches=[
            {"sheet_key": english.translation_key, "contact": agreed, "offers_visit": True, "seeks": "Une <b>cave</b>"},
            {"sheet_key": draft.translation_key, "contact": silent},
            {"name": "Café", "is_withdrawn": True, "text": "<script>alert(1)</script>"},
            {"name": "Ressourcerie", "is_step_free": False, "tables": 2, "languages": ["ar", 7]},
        ]
    )
    html = get(client, page.url).content.decode()
    assert "Shown Person" in html and "Hidden Person" not in html and "Secret garden" not in html
    assert "<script>alert" not in html and "Une &lt;b&gt;cave" in html
    cards = BeautifulSoup(html, "html.parser").select(".es-pitch")
    assert [card["id"] for card in cards][0] == f"pitch-{keys_of(page)[0]}"
    link = cards[0].select_one("h3 a")
    assert (link["href"], link["lang"]) == (english.url, "en")
    assert "es-pitch--withdrawn" in cards[-1]["class"] and cards[-1].h3.get_text(strip=True) == "Café"
    assert "Arabe" in cards[2].get_text()
    assert BeautifulSoup(html, "html.parser").select_one("#pitches-title .es-count").get_text() == "3"


def test_any_number_of_pitches_costs_the_same(client, meet, make_sheet):
    sheets = [make_sheet(f"Fiche {number}") for number in range(4)]
    contacts = [Contact.objects.create(name=f"Person {number}", consent=True) for number in range(4)]
    pitches = [
        {"sheet_key": sheet.translation_key, "contact": contact}
        for sheet, contact in zip(sheets, contacts, strict=True)
    ]
    few, many = meet("Deux", pitches=pitches[:1], capacity=9), meet("Quatre", pitches=pitches, capacity=9)
    assert len(queries(client, many.url)) == len(queries(client, few.url)) <= MOST_QUERIES_OF_A_SHEET


# Calendars and feeds


def test_calendar_of_one(client, meet):
    page = meet()
    answer = get(client, calendar_url(page))
    assert answer.headers["Content-Type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["URL"] == page.full_url
    head = soup(client, page).select('link[rel="alternate"][type="text/calendar"]')
    assert [link["href"] for link in head] == [f"http://localhost{CALENDARS}?language=fr", calendar_url(page)]
    get(client, calendar_url(page).replace("/fr/", "/en/"), 404)
    assert get(client, calendar_url(meet(day=None)), 404)


def test_those_who_may_not_read_a_page_get_no_calendar(client, admin_client, meet):
    page, draft = meet("Entre nous"), meet("Brouillon")
    draft.unpublish()
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    for hidden in (page, draft):
        get(client, calendar_url(hidden), 404)
    get(admin_client, calendar_url(page))
    assert b"Entre nous" not in get(client, CALENDARS).content + get(client, ATOM).content


def test_feeds_have_what_is_coming_once_and_in_the_reader_s_language(client, meet, in_english):
    later, sooner = meet("Plus tard", in_days=30), meet("Bientôt", in_days=3)
    meet("Passée", in_days=-3), meet("Sans jour", day=None)
    in_english(sooner)
    events = Calendar.from_ical(get(client, CALENDARS, language="en").content).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == ["BIENTÔT", "Plus tard"]
    feed = BeautifulSoup(get(client, ATOM, language="fr").content, "xml")
    assert [entry.title.text for entry in feed.find_all("entry")] == ["Bientôt", "Plus tard"]
    assert [entry.link["href"] for entry in feed.find_all("entry")] == [sooner.full_url, later.full_url]
    assert len({entry.id.text for entry in feed.find_all("entry")}) == 2


def test_without_the_library_nothing_is_offered(client, meet, monkeypatch):
    page = meet()
    for module in ("context", "showing.views", "checks"):
        monkeypatch.setattr(f"essaimage_wagtail.encounters.{module}.has_calendars", lambda: False)
    assert "calendar" not in [link.get("type", "")[5:] for link in soup(client, page).select("link")]
    get(client, calendar_url(page), 404)
    get(client, CALENDARS, 404)
    assert [found.id for found in checks.check_calendars(None)] == ["essaimage_wagtail.W212"]


# Where it is found


def test_found_as_a_kind_of_its_own(client, site, meet, make_sheet):
    make_sheet("Jardin")
    organisation = Organisation.objects.create(name="Les Colibris")
    contact = Contact.objects.create(name="Zinedine Person", consent=True)
    coming = meet(
        "À venir",
        capacity=1,
        territory=site.territory.lille,
        organiser=organisation,
        pitches=[{"name": "Ressourcerie", "contact": contact}],
        themes=[],
    )
    register(coming, "Awa Diop")
    # Published later, and over: dates of publication do not count.
    past, old = meet("Passée", in_days=-9), meet("Ancienne", in_days=-400)
    view = search(client, site, type="encounters")
    assert titles(view) == [coming.title, past.title, old.title]
    facts = view.results.hits[0]["facts"]
    assert (facts["state"], facts["when"].date) == ("full", coming.day)
    page = get(client, site.directory["fr"].url, type="encounters").content.decode()
    assert page.count("es-encounter-state--past") == 2 and "es-encounter-state--full" in page
    for words in ("Ressourcerie", "Colibris", "Lille"):
        assert titles(search(client, site, q=words, type="encounters")) == [coming.title], words
    assert not search(client, site, q="Zinedine").results.total + search(client, site, q="Diop").results.total
    assert titles(search(client, site, type="encounters", territory="FR-59")) == [coming.title]
    points = get(client, site.directory["fr"].url, format="geojson", type="encounters").json()["features"]
    assert [point["geometry"]["coordinates"] for point in points] == [[3.06, 50.63]]


def test_a_list_costs_the_same_with_any_number(client, site, meet):
    url = f"{site.directory['fr'].url}?type=encounters"
    meet(capacity=3), meet(capacity=3)
    few = len(queries(client, url))
    for _number in range(3):
        meet(capacity=3)
    assert len(queries(client, url)) == few


def test_the_new_name_of_an_organiser_is_found(client, site, meet):
    organisation = Organisation.objects.create(name="Les Colibris")
    meet(organiser=organisation)
    organisation.name = "La Ruche"
    organisation.save()
    assert search(client, site, q="Ruche").results.total == 1


# Editors and translators


def test_what_an_organiser_may_have_forgotten(meet, make_sheet):
    def anchors(page):
        return sorted(doubt.anchor for doubt in page.get_warnings())

    twice = {"sheet_key": make_sheet("Jardin").translation_key}
    whole = {"address": "72 rue Royale", "deadline": days(9), "pitches": [twice]}
    assert anchors(meet(**whole)) == []
    assert anchors(meet(**{**whole, "pitches": [twice, twice, {}]})) == ["pitches", "pitches"]
    assert anchors(meet(day=None, deadline=None)) == ["address", "day", "pitches"]
    assert anchors(meet(**{**whole, "begins": None, "deadline": None, "latitude": 50})) == [
        "begins",
        "deadline",
        "longitude",
    ]
    assert anchors(meet(**{**whole, "in_days": -9, "deadline": None})) == ["balance"]
    assert anchors(meet(**{**whole, "in_days": -9, "deadline": None, "balance": "<p>Dix.</p>"})) == []


def test_words_are_translated_and_facts_are_the_same_everywhere(client, site, meet, django_capture_on_commit_callbacks):
    page = meet(address="72 rue Royale", pitches=[{"name": "Café", "text": "Réparer", "offers_visit": True}])
    with django_capture_on_commit_callbacks(execute=True):
        translated = translate(page, "en")
    translated = EncounterPage.objects.get(pk=translated.pk)
    assert (translated.title, translated.day, keys_of(translated)) == (page.title.upper(), page.day, keys_of(page))
    assert (translated.pitches.get().text, translated.pitches.get().offers_visit) == ("RÉPARER", True)

    page = EncounterPage.objects.get(pk=page.pk)
    page.day, page.capacity = days(50), 12
    pitch = page.pitches.get()
    pitch.is_withdrawn = True
    page.pitches = [pitch]
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    translated = EncounterPage.objects.get(pk=translated.pk)
    assert (translated.day, translated.capacity, translated.pitches.get().is_withdrawn) == (days(50), 12, True)
    assert translated.pitches.get().text == "RÉPARER"
    assert "es-pitch--withdrawn" in get(client, translated.url).content.decode()


def test_an_encounter_has_a_history_and_can_be_improved(client, meet):
    page = meet(audience="<p>Pour tout le monde.</p>")
    links = [link["href"] for link in soup(client, page).select(".es-colophon a, .es-improve a")]
    own = [link for link in links if "/wiki/" in link]
    assert len(own) >= 4
    for link in own:
        get(client, link)


def test_wrong_installations_are_told(settings, monkeypatch):
    assert checks.check_wiki(None) == checks.check_addresses(None) == checks.check_calendars(None) == []
    settings.ROOT_URLCONF = "essaimage_wagtail.sitemap_urls"
    assert [found.id for found in checks.check_addresses(None)] == ["essaimage_wagtail.W211"]
    monkeypatch.setattr(apps, "is_installed", lambda name: name != "essaimage_wagtail.wiki")
    assert [found.id for found in checks.check_wiki(None)] == ["essaimage_wagtail.E201"]
