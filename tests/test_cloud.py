"""The cloud: what is in its picture and its list, for whom, how it is narrowed down, and what it costs."""

import re
import time
from datetime import timedelta
from math import dist

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext, override
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction, Site

from essaimage_wagtail import drawing
from essaimage_wagtail.drawing.cloud import MOST_SEEDS, SEED, plant_radius, seed_places
from essaimage_wagtail.models import Replication, Theme
from essaimage_wagtail.pages.models import CloudPage, SheetPage

from .visits import MOST_QUERIES


@pytest.fixture
def cloud(site):
    """An empty cloud in French."""
    page = CloudPage(title="Le nuage", slug="nuage", locale=site.locales["fr"])
    site.home["fr"].add_child(instance=page)
    return page


@pytest.fixture
def ask(cloud, client):
    """``ask("theme=garden")``: the view model of what a visitor gets, with its ``html``."""

    def ask(query="", page=cloud):
        response = client.get(f"{page.url}?{query}")
        assert response.status_code == 200
        view = response.context["cloud"]
        view.html = response.content.decode()
        return view

    return ask


def entries(view):
    return {entry["title"]: entry for cluster in view.clusters for entry in cluster["initiatives"]}


def french(text):
    with override("fr"):
        return gettext(text)


def took_up(origin, name="", adapted=None, **fields):
    return Replication.objects.create(
        origin_key=origin.translation_key, adapted_key=adapted and adapted.translation_key, name=name, **fields
    )


def names(view, title):
    return [replication["name"] for replication in entries(view)[title]["replications"]]


# What is there


def test_initiatives_stand_once_under_a_theme_with_what_came_of_them(site, make_sheet, ask):
    garden, repair = site.themes["garden"]["fr"], site.themes["repair"]["fr"]
    origin = make_sheet("Jardin", themes=[garden], territory=site.territory.lille)
    adapted = make_sheet("Serre", themes=[garden, repair])
    make_sheet("Atelier", themes=[repair])
    make_sheet("Sans thème")
    took_up(origin, "Potager de Nord", territory=site.territory.nord, year=2014, mode="inspire", state="stopped")
    took_up(origin, adapted=adapted, year=2010)
    view = ask()
    assert [cluster["label"] for cluster in view.clusters] == ["Jardins", "Réparation", french("Without a theme")]
    assert [entry["title"] for entry in view.clusters[0]["initiatives"]] == ["Jardin", "Serre"]
    assert names(view, "Jardin") == ["Serre", "Potager de Nord"]
    line = re.search(r'<li id="replication-[^>]*>\s*<span>Potager de Nord</span>\s*<span[^>]*>(.*?)</span>', view.html)
    assert line and "Nord, France · 2014 · " in line[1]
    assert (view.total, view.html.count('<svg class="es-plant"')) == (4, 4)
    assert f'href="{adapted.url}" tabindex="-1"' in view.html


def test_initiative_joins_another_theme_rather_than_stand_alone(site, make_sheet, ask):
    garden, repair = site.themes["garden"]["fr"], site.themes["repair"]["fr"]
    make_sheet("Jardin", themes=[garden, repair])
    make_sheet("Atelier", themes=[repair])
    make_sheet("Café", themes=[repair])
    assert [cluster["label"] for cluster in ask().clusters] == ["Réparation"]


def test_picture_is_hidden_and_the_keyboard_meets_each_link_once(site, make_sheet, ask):
    origin = make_sheet("Jardin")
    took_up(origin, "Potager", url="https://example.org/potager")
    html = ask().html
    picture = html[
        html.index('<div class="es-cloud" aria-hidden="true">') : html.index('<section class="es-cloud-list"')
    ]
    links = re.findall(r"<a [^>]*>", picture)
    assert links and all('tabindex="-1"' in link for link in links)
    rest = html.replace(picture, "")
    assert rest.count(f'href="{origin.url}"') == rest.count('href="https://example.org/potager"') == 1
    assert not re.search(r"\sstyle=|<style|<script", picture)


def test_what_not_everybody_may_see_is_left_out(site, make_sheet, ask):
    origin = make_sheet("Jardin")
    hidden = {
        "draft": make_sheet("Brouillon", publish=False),
        "expired": make_sheet("Expiré", expire_at=timezone.now() - timedelta(days=1)),
        "restricted": make_sheet("Réservé"),
    }
    PageViewRestriction.objects.create(page=hidden["restricted"], restriction_type=PageViewRestriction.LOGIN)
    other = site.root.add_child(instance=Page(title="Autre", slug="autre", locale=site.locales["fr"]))
    Site.objects.create(hostname="other.example", root_page=other)
    hidden["elsewhere"] = make_sheet("Très loin", parent=other)
    for name, sheet in hidden.items():
        took_up(origin, f"Row {name}", adapted=sheet)
        took_up(sheet, f"From {name}")
    view = ask()
    assert set(entries(view)) == {"Jardin"}
    assert names(view, "Jardin") == []
    for sheet in hidden.values():
        assert sheet.title not in view.html and sheet.slug not in view.html
    assert "From " not in view.html


def test_sheet_of_another_language_says_so(site, make_sheet, ask):
    both = make_sheet("Jardin")
    make_sheet("Garden", language="en", translation_key=both.translation_key)
    make_sheet("Repair", language="en")
    view = ask()
    assert set(entries(view)) == {"Jardin", "Repair"}
    assert entries(view)["Jardin"]["language"] is None
    assert entries(view)["Repair"]["language"].code == "en"
    assert re.search(
        r'hreflang="en" lang="en" dir="ltr">Repair</a> <span[^>]*>\(<bdi lang="en" dir="ltr">English</bdi>\)', view.html
    )


def test_half_filled_rows_and_circles_survive(site, make_sheet, ask):
    one, other = make_sheet("Un"), make_sheet("Deux")
    took_up(one, adapted=other)
    took_up(other, adapted=one)
    took_up(one, adapted=one)
    took_up(one, state="", mode="")
    took_up(one, territory=site.territory.nord)
    took_up(one, '<b>"&', url="https://example.org/?a=1&b=2")
    view = ask()
    assert names(view, "Deux") == ["Un"]
    assert sorted(names(view, "Un")) == sorted(
        [
            "Deux",
            french("An initiative without a name"),
            french("An initiative (%(place)s)") % {"place": "Nord, France"},
            '<b>"&',
        ]
    )
    assert "<b>" not in view.html


def test_nothing_published(site, ask):
    html = ask().html
    assert escape(french("No initiative is published yet.")) in html
    assert "es-plant" not in html


# Filters


@pytest.fixture
def three(site, make_sheet):
    garden, repair = site.themes["garden"]["fr"], site.themes["repair"]["fr"]
    france = make_sheet("Jardin", themes=[garden, repair], territory=site.territory.lille)
    took_up(france, "Ailleurs", mode="redo", state="planned")
    took_up(france, "Inspiré", mode="inspire")
    abroad = make_sheet("Atelier", themes=[repair])
    took_up(abroad, "À Lille", territory=site.territory.lille, mode="scale_up")
    took_up(abroad, "Nulle part", mode="inspire")
    make_sheet("Seul", themes=[garden])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Jardin": ["Ailleurs", "Inspiré"], "Atelier": ["Nulle part", "À Lille"], "Seul": []}),
        ("theme=garden", {"Jardin": ["Ailleurs", "Inspiré"], "Seul": []}),
        ("theme=repair", {"Jardin": ["Ailleurs", "Inspiré"], "Atelier": ["Nulle part", "À Lille"]}),
        ("territory=FR", {"Jardin": ["Ailleurs", "Inspiré"], "Atelier": ["À Lille"]}),
        ("territory=FR-59&mode=scale_up", {"Atelier": ["À Lille"]}),
        ("mode=inspire", {"Jardin": ["Inspiré"], "Atelier": ["Nulle part"]}),
        ("state=planned", {"Jardin": ["Ailleurs"]}),
        ("theme=garden&state=stopped", {}),
    ],
)
def test_filters(three, ask, query, found):
    view = ask(query)
    assert {title: sorted(names(view, title)) for title in entries(view)} == found
    assert not view.filters.notices
    assert [option["value"] for each in view.filters.shown for option in each["options"] if option["selected"]] == [
        part.partition("=")[2] for part in query.split("&") if part
    ]
    if query.startswith("theme") and found:
        assert len(view.clusters) == 1


def test_territories_to_choose_are_a_tree_with_what_lies_around(three, ask):
    options = next(each["options"] for each in ask().filters.shown if each["name"] == "territory")
    assert [(option["value"], option["label"]) for option in options] == [
        ("FR", "France"),
        ("FR-59", "\u2003Nord"),
        ("FR-59350", "\u2003\u2003Lille"),
    ]


def test_a_territory_without_a_code_can_be_chosen(site, make_sheet, ask):
    valley = site.territory.france.add_child(name="Vallée", level="region")
    make_sheet("Jardin", territory=valley)
    make_sheet("Atelier")
    options = next(each["options"] for each in ask().filters.shown if each["name"] == "territory")
    assert (options[1]["value"], options[1]["label"]) == (str(valley.uuid), "\u2003Vallée")
    view = ask(f"territory={valley.uuid}")
    assert (view.total, view.filters.notices, view.filters.active[0]["label"]) == (1, [], "Vallée")


@pytest.mark.parametrize(
    "query", ["theme=x", "territory=x", "mode=x", "state=x", "territory=" + "x" * 5000, "theme=%00"]
)
def test_unknown_choice_is_left_out_and_said(three, ask, query):
    view = ask(query)
    assert view.total == 3
    assert len(view.filters.notices) == 1
    assert escape(view.filters.notices[0]) in view.html


def test_choice_of_which_nothing_is_shown_yet_is_not_called_unknown(site, make_sheet, ask):
    make_sheet("Jardin")
    view = ask("territory=FR-59")
    assert (view.total, view.filters.notices) == (0, [])
    assert [active["label"] for active in view.filters.active] == ["Nord"]


def test_nothing_matches_says_what_to_try(three, ask):
    view = ask("theme=garden&state=stopped")
    assert escape(french("Nothing here matches these filters.")) in view.html
    assert [active["url"].partition("?")[2] for active in view.filters.active] == ["state=stopped", "theme=garden"]
    for active in view.filters.active:
        assert f'href="{active["url"]}"' in view.html


# What it costs


def fill(site, count, each):
    """``count`` more sheets in French, each taken up ``each`` times, half of them by sheets."""
    directory, french = site.directory["fr"], site.locales["fr"]
    themes = [
        Theme.objects.get_or_create(slug=f"theme-{number}", locale=french, defaults={"name": f"Thème {number}"})[0]
        for number in range(12)
    ]
    sheets = []
    for number in range(count):
        sheet = SheetPage(title=f"Initiative {number}", pitch="Pitch", locale=french, territory=site.territory.lille)
        sheet.themes = [themes[number % len(themes)]]
        sheets.append(directory.add_child(instance=sheet))
    Replication.objects.bulk_create(
        Replication(
            origin_key=sheet.translation_key,
            adapted_key=sheets[(number * 7 + turn) % count].translation_key if turn % 2 else None,
            name=f"Reprise {turn}",
            territory=site.territory.nord,
            year=2000 + turn,
        )
        for number, sheet in enumerate(sheets)
        for turn in range(each)
    )


def statements(client, page, query=""):
    cache.clear()
    client.get(page.url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"{page.url}?{query}").status_code == 200
    return [query["sql"] for query in captured]


def test_queries_are_few_and_do_not_grow(site, cloud, client):
    fill(site, 5, 4)
    few = statements(client, cloud)
    fill(site, 45, 4)
    many = statements(client, cloud)
    assert len(few) == len(many) <= MOST_QUERIES, "\n".join(many)
    site.territory.france.add_child(name="Ain", code="FR-01", level="county")
    for query in ("theme=theme-1&territory=FR&mode=redo&state=active", "territory=FR-01"):
        narrowed = statements(client, cloud, query)
        assert len(narrowed) <= MOST_QUERIES, "\n".join(narrowed)


def test_large_cloud_is_quick_and_says_what_is_only_in_the_list(site, cloud, ask, monkeypatch):
    monkeypatch.setattr("essaimage_wagtail.cloud.context.MOST_DRAWN", 2)
    monkeypatch.setattr("essaimage_wagtail.cloud.context.MOST_LISTED", 55)
    fill(site, 60, 8)
    start = time.perf_counter()
    view = ask()
    assert time.perf_counter() - start < 5
    assert (view.total, view.left_out, len(view.clusters)) == (60, 5, 12)
    assert view.html.count('<svg class="es-plant"') == 24
    assert view.html.count('<p class="es-notice">') == 1
    assert sum(cluster["more"] for cluster in view.clusters) == 55 - 24
    for cluster in view.clusters:
        assert view.html.count(f'href="#{cluster["id"]}"') == view.html.count(f' id="{cluster["id"]}"') == 1


def test_what_a_cloud_holds_is_read_once_and_what_is_hidden_meanwhile_is_not_named(site, cloud, ask, client):
    fill(site, 6, 2)
    view = ask()
    first = next(entry for cluster in view.clusters for entry in cluster["initiatives"])
    with CaptureQueriesContext(connection) as captured:
        client.get(cloud.url)
    assert not [query for query in captured if "essaimage_pages_sheetpage_themes" in query["sql"]], "kept"
    # Behind everybody's back: neither the index nor any other number says that something changed.
    Page.objects.filter(translation_key=first["key"]).update(live=False)
    view = ask()
    assert first["title"] not in entries(view) and f">{first['title']}<" not in view.html
    assert view.total == 6, "counted as long as it is kept"
    cache.clear()
    assert ask().total == 5


def test_a_page_published_or_a_replication_declared_shows_at_once(site, make_sheet, ask):
    origin = make_sheet("Jardin")
    assert ask().total == 1
    make_sheet("Serre")
    assert ask().total == 2
    took_up(origin, "Potager")
    assert names(ask(), "Jardin") == ["Potager"]
    origin.unpublish()
    assert set(entries(ask())) == {"Serre"}


def test_a_page_has_so_much_and_says_where_the_rest_is(site, cloud, ask, monkeypatch):
    monkeypatch.setattr("essaimage_wagtail.cloud.context.MOST_LISTED", 10)
    monkeypatch.setattr("essaimage_wagtail.cloud.context.MOST_REPLICATIONS", 30)
    monkeypatch.setattr("essaimage_wagtail.cloud.filters.MOST_TERRITORIES", 2)
    fill(site, 20, 8)
    view = ask("theme=theme-1&territory=FR")
    assert view.total == 2
    view = ask()
    shown = entries(view)
    assert (len(shown), view.left_out) == (10, 10)
    assert {(len(entry["replications"]), entry["more"]) for entry in shown.values()} == {(3, 5)}
    for entry in shown.values():
        assert view.html.count(f'href="{entry["lineage_url"]}"') == 2, "beside the picture, and in the list"
    assert f'href="{site.directory["fr"].url}"' in view.html
    (options,) = [each["options"] for each in view.filters.shown if each["name"] == "territory"]
    assert [option["value"] for option in options] == ["FR", "FR-59"]
    with override("en"):
        assert view.count_label == "20 initiatives, 160 replications"


# The drawing


@given(st.integers(0, MOST_SEEDS + 20), st.floats(0, 1))
def test_seeds_stand_apart_and_off_the_disc(count, turn):
    places = seed_places(count, turn)
    assert len(places) == min(count, MOST_SEEDS)
    assert all(dist((0, 0), place) > plant_radius(count) + 2 * SEED for place in places)
    nearest = min((dist(one, other) for index, one in enumerate(places) for other in places[:index]), default=99)
    assert nearest >= 2 * SEED


def test_disc_grows_with_replications():
    radii = [plant_radius(count) for count in range(MOST_SEEDS + 1)]
    assert radii == sorted(set(radii))


def seed(**fields):
    return {"mode": "redo", "state": "active", "hue": None, "url": "", "title": "", **fields}


def test_plant_is_the_same_every_time_and_mirrored_from_right_to_left():
    seeds = [seed(title=f"Seed {number}") for number in range(4)]
    svg = drawing.plant(seeds, 0.3)
    assert svg == drawing.plant(seeds, 0.3)

    def across(svg):
        return [float(x) for x in re.findall(r'<g class="es-seed" transform="translate\((-?[\d.]+) ', svg)]

    assert across(drawing.plant(seeds, 0.3, mirrored=True)) == [-x for x in across(svg)]


def test_plant_shows_modes_states_and_what_has_a_sheet():
    svg = drawing.plant([seed(mode="inspire", state="planned"), seed(mode="scale_up", state="stopped", hue=3)], 0)
    assert all(
        svg.count(f'"{name}"') == 1 for name in ("es-seed__open", "es-seed__tuft", "es-seed__stop", "es-seed__own")
    )
    assert "es-plant__stem--planned" in svg and "es-plant__stem--stopped" in svg and 'class="es-seed es-hue-3"' in svg


def test_plant_of_what_is_unknown_or_hostile():
    svg = drawing.plant([seed(mode="", state="nonsense", url='"><script>', title="<b>")] * 90, 1)
    assert "<script" not in svg and "<b>" not in svg and "nonsense" not in svg
    assert svg.count("<g ") == MOST_SEEDS
    assert "<g" not in drawing.plant([])


# In a browser


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "language"), [(390, "fr"), (1280, "fr"), (390, "ar")])
def test_nothing_is_cut_off_and_filters_need_no_script(live_server, new_page, site, make_sheet, width, language):
    garden = site.themes["garden"]["fr"]
    origin = make_sheet("Un jardin très partagé avec les grands-parents", themes=[garden], language=language)
    for number in range(MOST_SEEDS):
        took_up(origin, f"Potager {number}", mode="inspire" if number % 2 else "redo")
    make_sheet("Seul", language=language)
    page = CloudPage(title="Le nuage", slug="nuage", locale=site.locales[language])
    site.home[language].add_child(instance=page)
    tab = new_page(java_script_enabled=False, viewport={"width": width, "height": 800})
    tab.goto(live_server.url + page.url)
    assert tab.locator(".es-cloud__clusters svg").count() == 2
    for part in tab.locator(".es-cloud-filters, .es-cloud__clusters svg, .es-cluster__name, .es-cloud-list").all():
        box = part.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width, part
    tab.select_option("[name=mode]", "inspire")
    tab.locator(".es-cloud-filters button").click()
    tab.wait_for_url("**mode=inspire*")
    assert "theme" not in tab.locator("h2").first.text_content()
    assert tab.locator(".es-cloud__clusters .es-seed").count() == MOST_SEEDS // 2
