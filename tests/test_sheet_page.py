"""What the page of a sheet shows: its acts, contents, gaps, whose reading it is, and series of figures."""

import csv
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.checks import run_checks
from django.test import override_settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from essaimage_wagtail import drawing
from essaimage_wagtail.blocks import ResultsBlock
from essaimage_wagtail.models import Contact
from essaimage_wagtail.sharing.links import NETWORKS, share_links

from .conftest import ROOT
from .visits import MOST_QUERIES_OF_A_SHEET, get, queries

pytestmark = pytest.mark.django_db


def soup(client, sheet):
    return BeautifulSoup(get(client, sheet.url).content, "html.parser")


def figure(value, period, name="People", unit="people", **fields):
    return {"name": name, "value": Decimal(value), "unit": unit, "period": period, "source": "The town", **fields}


def results(*rows):
    return ("results", {"indicators": list(rows)})


def groups(*rows):
    return ResultsBlock().normalize({"indicators": list(rows)}).groups()


# The header


def test_completeness_and_review_stand_beside_each_other(client, make_sheet):
    sheet = make_sheet("Shared garden", language="en", reviewed_on=date(2020, 5, 1))
    record = soup(client, sheet).select(".es-facts--record > div")
    assert [part.dt.text for part in record] == ["This sheet", "Checked on"]
    assert f"{sheet.completeness}% complete" in record[0].text
    assert record[0].a["href"] == "#gaps"
    assert record[1].time["datetime"] == "2020-05-01" and record[1].select_one(".es-review--stale")


def test_sheet_that_nobody_checked_says_when_it_was_changed(client, make_sheet):
    record = soup(client, make_sheet("Shared garden", language="en")).select(".es-facts--record > div")
    assert record[1].dt.text == "Updated on" and record[1].select_one(".es-review--never")


def test_nothing_is_drawn_for_what_is_empty(client, make_sheet):
    html = soup(client, make_sheet("Shared garden", language="en", status=""))
    assert not html.select(".es-status, .es-sheet__state, .es-breadcrumb, .es-terms, .es-sheet__cover")
    assert len(html.select(".es-facts")) == 1, "that of the sheet itself"
    assert not [part for part in html.select("dl, ul, ol, dd, dt, p") if not part.get_text(strip=True)]


def test_acts(client, make_sheet):
    sheet = make_sheet("Jardin & potager", language="en")
    acts = soup(client, sheet).select_one(".es-acts")
    assert acts.select_one(".es-button")["href"] == f"{sheet.url}?view=replicate"
    assert acts.select_one("[data-essaimage-print]").has_attr("hidden"), "by JavaScript alone"
    assert acts.select_one("[data-essaimage-copy]").has_attr("hidden")
    address = acts.select_one("input")
    assert address["value"] == sheet.full_url and address.has_attr("readonly")
    letter = urlsplit(acts.select_one("a[href^='mailto:']")["href"])
    assert letter.path == "", "the reader says to whom"
    assert parse_qs(letter.query) == {"subject": ["Jardin & potager"], "body": [f"Pitch\r\n\r\n{sheet.full_url}"]}
    assert [link.text for link in acts.select("[rel~=external]")] == ["Mastodon", "LinkedIn", "WhatsApp"]
    assert acts.select_one(f'a[href="{reverse("essaimage:wiki:improve", args=[sheet.translation_key, "en"])}"]')


def test_a_site_says_which_networks(client, make_sheet, settings):
    sheet = make_sheet("Shared garden", language="en")
    settings.ESSAIMAGE = {"SHARE": ["bluesky"]}
    (link,) = soup(client, sheet).select(".es-acts [rel~=external]")
    assert unquote(link["href"]).endswith(f"text=Shared garden {sheet.full_url}")
    settings.ESSAIMAGE = {"SHARE": []}
    assert not soup(client, sheet).select(".es-acts [rel~=external]")


@pytest.mark.parametrize("names", [["twiter"], [None], [["mastodon"]]])
def test_unknown_network_is_reported_and_left_out(names):
    with override_settings(ESSAIMAGE={"SHARE": names}):
        assert [problem.id for problem in run_checks() if "SHARE" in problem.msg] == ["essaimage_wagtail.E003"]
    assert share_links(names, "Title", "https://example.org/") == []


@pytest.mark.parametrize("name", NETWORKS)
def test_what_is_shared_cannot_leave_its_place_in_an_address(name):
    (link,) = share_links([name], 'A & B?c=d#e "f"', "https://example.org/?a=1&b=2")
    assert urlsplit(link.url).scheme == "https" and not set(link.url) & {'"', " "}
    held = urlsplit(link.url).query or urlsplit(link.url).fragment
    assert "https://example.org/?a=1&b=2" in " ".join(values[0] for values in parse_qs(held).values())


def test_errors_are_reported_by_a_letter_where_there_is_no_wiki(client, make_sheet, monkeypatch):
    """Without its addresses, as where the app is not installed."""

    def without_wiki(name, *args, **kwargs):
        if str(name).startswith("essaimage:wiki"):
            raise NoReverseMatch
        return reverse(name, *args, **kwargs)

    contact = Contact.objects.create(name="Aline", email="aline@example.org", consent=True)
    silent = Contact.objects.create(name="Alain", consent=True)
    sheet = make_sheet("Shared garden", language="en", contacts=[silent, contact])
    monkeypatch.setattr("django.urls.reverse", without_wiki)
    report = soup(client, sheet).select_one(".es-acts > a[href^=mailto]")
    assert report["href"] == "mailto:aline@example.org?subject=Shared%20garden"
    sheet.contacts = [silent]
    sheet.save_revision().publish()
    assert not soup(client, sheet).select(".es-acts > a[href^=mailto]")


# The contents


def test_contents_lead_to_all_that_has_a_heading(client, make_sheet):
    body = [
        ("context", {"text": "<p>Since 1902.</p>"}),
        ("testimony", {"text": "It continues what is above."}),
        ("swot", {"strengths": ["Neighbours"], "weaknesses": ["Rain"]}),
    ]
    contact = Contact.objects.create(name="Aline", email="aline@example.org", consent=True)
    sources = [("source", {"title": "A book"})]
    html = soup(client, make_sheet("Lavoir", language="en", body=body, contacts=[contact], sources=sources))
    lists = [[link["href"][1:] for link in each.select("a")] for each in html.select(".es-toc")]
    assert len(lists) == 2 and lists[0] == lists[1], "for phones, and beside the text"
    assert all(html.find(id=name) for name in lists[0])
    assert lists[0][-1] == "es-top", "a way back up"
    headed = [section["id"] for section in html.select(".es-sheet__text > .es-section") if section.h2]
    assert lists[0][:-1] == [name for name in headed if name != "taken-up"]


def test_short_sheet_has_no_contents(client, make_sheet):
    body = [("context", {"text": "<p>Since 1902.</p>"})]
    assert not soup(client, make_sheet("Lavoir", body=body)).select(".es-toc, .es-contents")


def test_two_hundred_tags_are_folded(client, make_sheet):
    sheet = make_sheet("Lavoir", language="en", tags=[f"tag {number}" for number in range(200)])
    html = soup(client, sheet)
    assert len(html.select(".es-terms .es-chip")) == 200
    (rest,) = html.select(".es-terms details")
    assert len(rest.select(".es-chip")) == 180 and rest.summary.text == "180 more"
    sheet.tags.set(["one", "two"])
    sheet.save_revision().publish()
    assert not soup(client, sheet).select(".es-terms details")


# What it does not say, and whose reading it is


def test_gaps_are_open(client, make_sheet):
    sheet = make_sheet("Lavoir", language="en")
    gaps = soup(client, sheet).select_one("#gaps")
    view = get(client, sheet.url).context["sheet"]
    assert not gaps.find("details")
    assert len(gaps.select("li")) == len(view.completeness.missing)
    assert gaps.li.text == view.admissions[0]


def prose(attribution, name="context"):
    return (name, {"text": "<p>Words.</p>", "attribution": attribution})


@pytest.mark.parametrize(
    ("body", "whole", "count"),
    [
        ([prose("The report"), prose("The report ", "governance")], "The report", 1),
        ([prose("The report"), ("testimony", {"text": "Words."}), prose("The report")], "The report", 1),
        ([prose("The report"), prose("", "text"), prose("The report")], "The report", 1),
        ([prose("The report"), prose("", "governance")], "", 1),
        ([prose("The report"), prose("Our own reading")], "", 2),
        ([prose("The report"), prose("The report"), prose("Our own reading", "text")], "", 3),
        ([prose("The report")], "", 1),
        ([prose(""), prose("")], "", 0),
        ([], "", 0),
    ],
)
def test_attribution_is_said_once_where_all_share_it(client, make_sheet, body, whole, count):
    sheet = make_sheet("Lavoir", language="en", body=body)
    assert get(client, sheet.url).context["sheet"].attribution == whole
    said = soup(client, sheet).select(".es-attribution")
    assert len(said) == count
    assert bool(said and "es-attribution--whole" in said[0]["class"]) == bool(whole)


# Series


def test_one_thing_at_several_times_is_one_series(client, make_sheet):
    rows = [
        figure(12, "Spring 2023"),
        figure(3, "2024", name="Tools", unit="tools"),
        figure(30, "2022", name=" people "),
        figure(8, "2021"),
    ]
    series, tools = groups(*rows)
    assert [row["period"] for row in series.rows] == ["2021", "2022", "Spring 2023"]
    assert tools["name"] == "Tools"
    html = soup(client, make_sheet("Lavoir", language="en", body=[results(*rows)]))
    (table,) = html.select("table.es-series")
    said = [(row.th.text, row.p.get_text(" ", strip=True)) for row in table.select("tbody tr")]
    assert said == [("2021", "8 people"), ("2022", "30 people"), ("Spring 2023", "12 people")]
    assert html.get_text().count("The town") == 2, "once for the series, once for the other figure"


@pytest.mark.parametrize(
    "rows",
    [
        [figure(1, "2021"), figure(2, "2021")],
        [figure(1, "2021"), figure(2, "")],
        [figure(1, "2021"), figure(2, "2022", unit="households")],
        [figure(1, "2021", name=""), figure(2, "2022", name="")],
        [figure(1, "2021"), {**figure(2, "2022"), "value": None}],
        [figure(1, "2021")],
        [],
    ],
)
def test_what_is_no_series_stays_as_it_was(rows):
    assert [group["value"] for group in groups(*rows)] == [row["value"] for row in rows]


def test_periods_without_a_year_stay_in_their_order():
    (series,) = groups(figure(1, "Last spring"), figure(2, "2020"), figure(3, "٢٠١٩"))
    assert [row["value"] for row in series.rows] == [1, 2, 3]
    (series,) = groups(figure(1, "season 2021-2022"), figure(2, "٢٠١٩"))
    assert [row["value"] for row in series.rows] == [2, 1]


def test_series_keeps_sources_targets_and_doubts(client, make_sheet):
    rows = [
        figure(10, "2021", target=20, note="A wet year."),
        figure(5, "2022", target=25, contested=True, counter_source="The neighbours count three"),
        figure(26, "2023", target=25, baseline=0, source="", source_url="https://example.org/2023"),
    ]
    html = soup(client, make_sheet("Lavoir", language="en", body=[results(*rows)]))
    first, second, third = html.select(".es-series tbody tr")
    assert "A wet year." in first.text and "Target: 20" in first.text and "The town" in first.text
    assert "Contested figure" in second.text and "The neighbours count three" in second.text
    assert second.select_one(".es-course--doubtful") and not first.select_one(".es-course--doubtful")
    assert third.a["href"] == "https://example.org/2023"
    assert "Target reached" in html.text


def test_figure_without_a_source_says_so_in_a_series_too(client, make_sheet):
    rows = [figure(1, "2021", source=""), figure(2, "2022", source="")]
    html = soup(client, make_sheet("Lavoir", language="en", body=[results(*rows)]))
    assert html.select_one(".es-series") and html.text.count("No source given") == 1


def test_published_figures_of_half_a_century():
    """World Bank, World Development Indicators, SP.POP.TOTL: population of Central Europe and the Baltics, as
    https://github.com/datasets/population has it."""
    with (ROOT / "tests" / "data" / "population.csv").open() as file:
        published = [(row["Year"], int(row["Value"])) for row in csv.DictReader(file)]
    (series,) = groups(*(figure(value, year, unit="") for year, value in reversed(published)))
    assert [(row["period"], row["value"]) for row in series.rows] == published
    assert len(drawing.bars([value for _year, value in published])) == 65


def ends(bar):
    line = BeautifulSoup(bar, "html.parser").select_one(".es-course__fill")
    return (line["x1"], line["x2"]) if line else None


def test_bars_share_a_scale_from_nought():
    assert [ends(bar) for bar in drawing.bars([50, 200, 0])] == [("0.00%", "25.00%"), ("0.00%", "100.00%"), None]
    assert [ends(bar) for bar in drawing.bars([-50, 150])] == [("25.00%", "0.00%"), ("25.00%", "100.00%")]
    assert ends(drawing.bars([50, 200], mirrored=True)[0]) == ("100.00%", "75.00%")
    assert [ends(bar) for bar in drawing.bars([50], [200])] == [("0.00%", "25.00%")], "a target is on the scale"
    assert [ends(bar) for bar in drawing.bars([0, 0])] == [None, None]


def test_flags_fly_into_the_picture():
    low, high = drawing.bars([100, 100], [10, 100])
    assert "h10v7" in low and "h-10v7" in high
    low, high = drawing.bars([100, 100], [10, 100], mirrored=True)
    assert "h-10v7" in low and "h10v7" in high
    assert "es-drawing__flag" not in drawing.bars([100], [None])[0]


def test_a_series_costs_no_query(client, make_sheet):
    body = [results(*(figure(year, str(year)) for year in range(2001, 2021)))]
    sheet = make_sheet("Lavoir", language="en", body=body)
    with translation.override("en"):
        assert len(queries(client, sheet.url)) <= MOST_QUERIES_OF_A_SHEET
