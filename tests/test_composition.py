"""What lists and home pages put together: figures, sheets that deserve it, commons on cards, filters."""

from datetime import timedelta

import pytest
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from essaimage_wagtail.directory.facets import MOST_SHOWN, SHOWN
from essaimage_wagtail.directory.figures import Figures, figures
from essaimage_wagtail.models import Organisation, Territory
from essaimage_wagtail.pages.models import SheetPage

from .visits import MOST_QUERIES, get, queries, search

pytestmark = pytest.mark.django_db


def counted(site, rf, language="fr"):
    return figures(language, rf.get("/"), beside=site.home[language])


# Figures


def test_what_a_site_has_is_counted(rf, site, make_sheet, make_common, link):
    lille, france = site.territory.lille, site.territory.france
    first = make_sheet("Jardin", territory=lille)
    second = make_sheet("Café", territory=lille)
    make_sheet("Garden", language="en", territory=france)
    make_common("Charte")
    link(first, second)
    link(first, name="Elsewhere", territory=france)
    assert counted(site, rf) == Figures(initiatives=2, territories=2, replications=2, commons=1)
    assert counted(site, rf, "en") == Figures(initiatives=1, territories=1)
    assert counted(site, rf, "de") == Figures()


def test_what_is_made_up_or_hidden_does_not_count(rf, site, make_sheet, make_common, link):
    real, made_up = make_sheet("Jardin"), make_sheet("Inventé", fictional=True)
    make_sheet("Brouillon", publish=False)
    make_common("Inventé aussi", fictional=True)
    private = make_sheet("Privée")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    link(made_up, real)
    link(real, made_up)
    assert counted(site, rf) == Figures(initiatives=1, made_up=True)


@pytest.mark.parametrize("count", [1, 8])
def test_figures_cost_the_same_number_of_queries_once_a_request(rf, site, make_sheet, count):
    for number in range(count):
        make_sheet(f"Jardin {number}", territory=site.territory.lille)
    template = Template(
        "{% load essaimage_tags %}{% figures as counted %}"
        '{% include "essaimage_wagtail/includes/figures.html" with figures=counted %}'
    )
    context = Context({"request": rf.get("/"), "page": site.home["fr"]})
    with CaptureQueriesContext(connection) as captured:
        html = template.render(context)
    assert f"<strong>{count}</strong>" in html
    assert len(captured.captured_queries) <= 8
    with CaptureQueriesContext(connection) as captured:
        assert template.render(context) == html
    assert not captured.captured_queries


# Sheets that deserve it


def test_the_fullest_that_were_checked_come_first_and_what_is_made_up_last(rf, site, make_sheet):
    today = timezone.localdate()
    ages = {"Full and checked": (80, 10), "Fuller, of long ago": (90, 2000), "Less full": (70, 10)}
    ages["Never checked"] = (60, 0)
    for title, (percent, age) in ages.items():
        sheet = make_sheet(title, reviewed_on=today - timedelta(days=age) if age else None)
        SheetPage.objects.filter(pk=sheet.pk).update(completeness=percent)
    made_up = make_sheet("Made up", fictional=True, reviewed_on=today)
    SheetPage.objects.filter(pk=made_up.pk).update(completeness=100)
    template = Template(
        "{% load essaimage_tags %}{% chosen_sheets 9 as sheets %}{% for one in sheets %}{{ one.title }}|{% endfor %}"
    )
    titles = template.render(Context({"request": rf.get("/"), "page": site.home["fr"]})).split("|")[:-1]
    assert titles == ["Full and checked", "Less full", "Fuller, of long ago", "Never checked", "Made up"]


# Commons on cards


def in_french(usages):
    return [names["fr"] for names in usages.values()]


@pytest.fixture
def charter(site, usages, make_common, use):
    steward = Organisation.objects.create(name="Les Colibris")
    charter = make_common(
        "Charte",
        usages=in_french(usages),
        steward=steward,
        licence="CC-BY-4.0",
        governance_state="done",
        legal_state="wished",
    )
    directory = site.directory["fr"]
    directory.lists = "commons"
    directory.save_revision().publish()
    use(charter, "Jardin")
    use(charter, "Café", relation="produces")
    use(charter, "Retirée").unpublish()
    return charter


@pytest.mark.parametrize("sort", ["usage", "title"])
def test_a_card_says_who_takes_care_of_it_and_how_it_is_doing(client, site, charter, sort):
    view = search(client, site, sort=sort)
    cards = [card for group in view.results.usage_groups for card in group["commons"]] or view.results.hits
    assert cards
    for card in cards:
        facts = card["common"]
        assert (facts.steward.name, facts.licence, facts.users) == ("Les Colibris", "Creative Commons BY 4.0", 2)
        assert facts.steps == [4, 1, None, None, None, None]
        assert len(facts.states) == 2


@pytest.mark.parametrize("sort", ["usage", "title"])
def test_a_licence_that_nobody_has_said_is_asked_for(client, site, charter, make_common, usages, sort):
    make_common("Outil", usages=in_french(usages), licence="")
    html = get(client, site.directory["fr"].url, sort=sort).content.decode()
    assert html.count("inconnue\xa0: demander") in {1, len(usages)}


@pytest.mark.parametrize("count", [1, 9])
def test_cards_of_commons_cost_the_same_number_of_queries(client, site, charter, make_common, usages, use, count):
    for number in range(count):
        steward = Organisation.objects.create(name=f"Association {number}")
        use(make_common(f"Outil {number}", usages=in_french(usages), steward=steward), f"Atelier {number}")
    for sort in ("usage", "title"):
        statements = queries(client, f"{site.directory['fr'].url}?sort={sort}")
        assert len(statements) <= MOST_QUERIES, "\n".join(statements)


# Filters


def test_a_long_list_of_values_is_cut_between_two_of_them(client, site, make_sheet):
    for number in range(MOST_SHOWN + 2):
        town = Territory.add_root(name=f"Ville {number:02}", code=f"V{number}", level="city")
        make_sheet(f"Jardin {number}", territory=town)
    facet = next(one for one in search(client, site).facets.shown if one["name"] == "territory")
    assert (len(facet["first"]), len(facet["others"])) == (SHOWN, MOST_SHOWN + 2 - SHOWN)
    assert facet["first"] + facet["others"] == facet["values"]
    assert not facet["others_selected"]
    chosen = facet["others"][-1]["value"]
    facet = next(one for one in search(client, site, territory=chosen).facets.shown if one["name"] == "territory")
    assert facet["selected"] == 1
    seen = facet["first"] + (facet["others"] if facet["others_selected"] else [])
    assert [value["value"] for value in seen if value["selected"]] == [chosen]


def test_the_button_says_how_many_filters_are_in_use(client, site, make_sheet):
    make_sheet("Jardin", themes=[site.themes["garden"]["fr"]], status="mature", start_year=2010)

    def button(**params):
        html = get(client, site.directory["fr"].url, **params).content.decode()
        return html.partition('class="es-filters__button"')[2].partition("</summary>")[0]

    assert "es-facet__selected" not in button()
    assert '<span class="es-facet__selected">3<' in button(theme="garden", status="mature", year_from=2000)


# Fonts


@pytest.mark.parametrize(("language", "expected"), [("fr", True), ("de", True), ("es", True), ("ar", False)])
def test_a_font_is_loaded_ahead_where_its_letters_are_used(client, site, language, expected):
    html = get(client, site.directory[language].url).content.decode()
    assert ('rel="preload"' in html) is expected
