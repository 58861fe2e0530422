"""The lineage of a sheet: what is drawn, what circles do to it, and what it costs."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from essaimage_wagtail.models import Replication, ReplicationText
from essaimage_wagtail.pages.models import SheetPage

from .visits import MOST_QUERIES

pytestmark = pytest.mark.django_db


def lineage(client, sheet):
    response = client.get(sheet.url, {"view": "lineage"})
    assert response.status_code == 200
    return response.context["lineage"], response.content.decode()


def outline(nodes):
    """``[title, [title, ...], ...]``; a sheet that is shown already ends with an asterisk."""
    found = []
    for node in nodes:
        found.append(node.branch.title + "*" * bool(node.again))
        if node.children:
            found.append(outline(node.children))
    return found


@pytest.fixture
def family(site, make_sheet, link):
    """A root with two children, a grandchild in English, and a replication without a sheet."""
    sheets = {title: make_sheet(title, territory=site.territory.lille) for title in ("Aïeule", "Fille", "Fils")}
    sheets["Grandchild"] = make_sheet("Grandchild", language="en")
    words = {"kept": "<p>Le savon</p>", "learnt": "<p>Le froid</p>"}
    link(sheets["Aïeule"], sheets["Fille"], {"fr": words}, year=2001, sources=[("source", {"title": "Le Journal"})])
    link(sheets["Aïeule"], sheets["Fils"], year=1999, state="stopped")
    link(sheets["Fille"], sheets["Grandchild"], {"en": {"changed": "<p>Water</p>"}})
    link(sheets["Aïeule"], name="Laverie", territory=site.territory.france, url="https://laverie.example/")
    return sheets


def test_ancestors_and_descendants_across_languages(client, family):
    view, html = lineage(client, family["Aïeule"])
    assert view.origins == []
    assert outline(view.taken_up) == ["Fils", "Fille", ["Grandchild"], "Laverie"]
    assert (len(view.listed), view.generations) == (4, 2)
    for words in ("Le savon", "Le froid", "Water", "Le Journal", "https://laverie.example/"):
        assert words in html
    assert f'<a href="{family["Grandchild"].url}" hreflang="en" lang="en" dir="ltr">' in html
    view, html = lineage(client, family["Grandchild"])
    assert outline(view.origins) == ["Fille", ["Aïeule"]]
    assert view.taken_up == []
    assert "Le savon" in html
    view, html = lineage(client, family["Fille"])
    assert (outline(view.origins), outline(view.taken_up)) == (["Aïeule"], ["Grandchild"])


def test_list_says_each_once_by_country(client, site, family, link):
    link(family["Fils"], family["Grandchild"])
    link(family["Fils"])
    view, html = lineage(client, family["Aïeule"])
    named = {country["name"]: sorted(node.branch.title for node in country["nodes"]) for country in view.countries}
    # Of two replications of one sheet the nearest counts, by its own place or else by that of the sheet.
    assert list(named) == ["France", ""]
    assert named["France"] == ["Fille", "Fils", "Laverie"]
    assert len(named[""]) == 2
    assert len(view.listed) == 5


def test_several_origins(client, make_sheet, link):
    one, two, both, after = (make_sheet(title) for title in ("Un", "Deux", "Tous", "Suite"))
    link(one, two, year=2000)
    link(one, both, year=2001)
    link(two, both, year=2002)
    link(both, after)
    view, html = lineage(client, both)
    assert outline(view.origins) == ["Un", "Deux", ["Un*"]]
    view, html = lineage(client, one)
    assert outline(view.taken_up) == ["Deux", ["Tous", ["Suite"]], "Tous*"]
    (again,) = [node for node in view.taken_up if node.again]
    assert f'href="#{again.again}"' in html
    assert f'id="{again.again}"' in html
    assert len(view.listed) == 3


@pytest.mark.parametrize("length", [2, 3, 7])
def test_circles_are_survived_and_marked(client, make_sheet, length, link):
    sheets = [make_sheet(f"Fiche {number}") for number in range(length)]
    for number, sheet in enumerate(sheets):
        link(sheet, sheets[(number + 1) % length])
    link(sheets[0], sheets[0])
    for sheet in sheets:
        view, html = lineage(client, sheet)
        assert len(view.listed) == length - 1
        ids = re.findall(r'id="((?:branch|origin)-\d+|this-sheet)"', html)
        targets = re.findall(r'href="#((?:branch|origin)-\d+|this-sheet)"', html)
        assert targets
        assert set(targets) <= set(ids)


def test_every_id_is_there_once(client, make_sheet, link):
    one, two, three = (make_sheet(title) for title in ("Un", "Deux", "Trois"))
    link(one, two)
    link(two, three)
    link(three, one)
    _view, html = lineage(client, one)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_sheet_of_nobody(client, make_sheet):
    view, html = lineage(client, make_sheet("Lavoir"))
    assert (view.origins, view.taken_up, view.listed, view.generations) == ([], [], [], 0)
    assert '<ul class="es-tree"' not in html


def test_lineage_ends_where_a_sheet_may_not_be_seen(client, make_sheet, link):
    one, two, three = make_sheet("Un"), make_sheet("Deux"), make_sheet("Trois")
    hidden, other = make_sheet("Secret", publish=False), make_sheet("Secret aussi", publish=False)
    link(one, two)
    for ends in ((two, hidden), (hidden, other), (other, three)):
        row = link(*ends, name="Entre-deux")
        ReplicationText.objects.create(replication=row, locale=one.locale, kept="<p>Sous le manteau</p>")
    html = ""
    for sheet, origins, taken_up in ((one, [], ["Deux"]), (two, ["Un"], []), (three, [], [])):
        view, page = lineage(client, sheet)
        assert (outline(view.origins), outline(view.taken_up)) == (origins, taken_up)
        assert view.generations == len(taken_up)
        html += page
    for word in ("Secret", "Entre-deux", "manteau"):
        assert word not in html


def test_title_canonical_and_languages(client, site, family):
    english = family["Aïeule"].copy_for_translation(site.locales["en"])
    english.save_revision().publish()
    english = SheetPage.objects.get(pk=english.pk)
    _view, html = lineage(client, family["Aïeule"])
    assert f'<link rel="canonical" href="{family["Aïeule"].full_url}">' in html
    assert f'href="{english.url}?view=lineage"' in html
    assert re.search(r"<title>[^<]*Aïeule[^<]*</title>", html)
    assert html.count("<h1") == 1
    assert not re.search(r"<style|\sstyle=|\son\w+=", html)


def test_unknown_view_is_the_sheet(client, family):
    assert "sheet" in client.get(family["Fils"].url, {"view": "nonsense"}).context
    assert client.get(family["Fils"].url, {"view": ["lineage", ""]}).status_code == 200


def test_what_lies_too_deep_goes_on_elsewhere(client, make_sheet, link):
    sheets = [make_sheet(f"Fiche {number}") for number in range(15)]
    for upper, lower in zip(sheets, sheets[1:], strict=False):
        link(upper, lower)
    view, html = lineage(client, sheets[0])
    node = view.taken_up[0]
    while node.children:
        node = node.children[0]
    assert node.deeper
    assert f'href="{sheets[12].url}?view=lineage"' in html
    assert len(view.listed) == 14
    assert lineage(client, sheets[12])[0].taken_up[0].branch.title == "Fiche 13"


def grow(site, count, generations, link):
    """``count`` descendants in so many generations, each with texts in three languages; the root."""
    parent, code = site.directory["fr"], site.locales["fr"]
    root = parent.add_child(instance=SheetPage(title="Racine", pitch="P", locale=code))
    above, rest = [root], count
    for generation in range(generations):
        size = rest // (generations - generation)
        rest -= size
        level = [
            parent.add_child(
                instance=SheetPage(
                    title=f"G{generation} N{number}", pitch="P", locale=code, territory=site.territory.lille
                )
            )
            for number in range(size)
        ]
        for number, sheet in enumerate(level):
            texts = {code: {"kept": f"<p>Kept {sheet.title}</p>"} for code in ("fr", "en", "es")}
            link(above[number % len(above)], sheet, texts, year=1990 + generation, territory=site.territory.nord)
        above = level or above
    return root, above[-1]


def measured(client, sheet):
    for _warm in range(2):
        lineage(client, sheet)
    with CaptureQueriesContext(connection) as context:
        view, html = lineage(client, sheet)
    return view, html, [query["sql"] for query in context.captured_queries]


def test_300_descendants_in_8_generations(client, site, link):
    """Over 10 s: 300 sheets are saved and published."""
    few, _last = grow(site, 5, 2, link)
    _view, _html, few_statements = measured(client, few)
    Replication.objects.all().delete()
    few.delete()
    site.directory["fr"].refresh_from_db()
    site.directory["fr"].get_children().delete()
    site.directory["fr"].refresh_from_db()
    root, last = grow(site, 300, 8, link)
    view, html, statements = measured(client, root)
    assert len(statements) == len(few_statements) <= MOST_QUERIES
    assert (len(view.listed), view.generations) == (300, 8)
    assert html.count("Kept G") == 300
    assert not any(node.deeper for node in view.listed)
    view, html, statements = measured(client, last)
    assert len(statements) <= MOST_QUERIES
    assert html.count("Kept G") == 8
