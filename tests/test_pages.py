"""Sheet and directory pages as visitors get them: what they say, and what they cost."""

import re
from decimal import Decimal
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from essaimage_wagtail.models import Contact, Organisation
from essaimage_wagtail.pages.models import CommonPage, MethodPage, SheetCommon

from .site import image
from .visits import MANY, MOST_QUERIES, MOST_QUERIES_OF_A_SHEET, get, queries, search, titles

pytestmark = pytest.mark.django_db


def document(title):
    return get_document_model().objects.create(title=title, file=ContentFile(b"words", name="file.webm"))


def body(count):
    """``count`` times: a picture, and sections of every kind of content."""
    blocks = []
    for number in range(count):
        blocks += [
            ("context", {"text": f"<p>Words {number}</p>"}),
            ("picture", {"image": image(f"Picture {number}"), "caption": f"Caption {number}"}),
            ("results", {"indicators": [{"name": "People", "value": Decimal(number), "source": "us"}]}),
            ("swot", {"strengths": ["One"], "weaknesses": ["Two"]}),
            ("gallery", {"pictures": [{"image": image(f"Drawing {number}"), "caption": f"Drawing {number}"}]}),
            ("video", {"title": "A film", "file": document(f"Film {number}"), "poster": image(f"Still {number}")}),
            ("documents", {"documents": [{"document": document(f"Rules {number}")}]}),
            ("evaluation", {"done": "yes", "report": document(f"Report {number}")}),
        ]
    return blocks


@pytest.fixture
def rich_sheet(site, make_sheet):
    def make(count, title="Jardins partagés", **kwargs):
        bearer = Organisation.objects.create(name=f"Bearer of {title}", kind="association")
        return make_sheet(
            title,
            body=body(count),
            cover=image(),
            cover_alt="A garden",
            territory=site.territory.lille,
            themes=[term["fr"] for term in site.themes.values()],
            audiences=[site.audience["fr"]],
            tags=["compost", "voisins"],
            bearer=bearer,
            contacts=[Contact.objects.create(name="Someone", consent=True)],
            sources=[("source", {"title": "A book"})],
            start_year=1997,
            scope="country",
            **kwargs,
        )

    return make


def test_queries_of_a_sheet_do_not_grow(client, site, rich_sheet):
    sheet = rich_sheet(MANY)
    method = site.home["fr"].add_child(instance=MethodPage(title="Méthode", pitch="P", locale=site.locales["fr"]))
    commons = [
        site.home["fr"].add_child(instance=CommonPage(title=f"Commun {n}", pitch="P", locale=site.locales["fr"]))
        for n in range(MANY)
    ]
    sheet.method_key = method.translation_key
    sheet.common_links = [SheetCommon(common_key=common.translation_key, relation="uses") for common in commons]
    sheet.save_revision().publish()
    statements = queries(client, sheet.url)
    assert len(statements) <= MOST_QUERIES_OF_A_SHEET, "\n".join(statements)


def test_queries_of_a_search_do_not_grow(client, site, rich_sheet):
    for number in range(MANY):
        sheet = rich_sheet(0, title=f"Jardin {number}")
        sheet.copy_for_translation(site.locales["en"]).save_revision().publish()
    for asked in ({}, {"q": "jardin", "territory": "FR-59", "theme": "garden"}):
        statements = queries(client, f"{site.directory['fr'].url}?{urlencode(asked)}")
        # One of them tells whether the territory exists, three find what is written in the other language.
        assert len(statements) <= MOST_QUERIES + ("territory" in asked) + 3 * ("q" in asked), "\n".join(statements)


def test_sheet_says_what_it_is_at_first_sight(client, rich_sheet):
    html = get(client, rich_sheet(1, status="mature").url).content.decode()
    for words in ("Jardins partagés", "Lille", "France", "1997", "Bearer of Jardins", "Caption 0", "compost", "A book"):
        assert words in html
    assert 'lang="fr"' in html
    assert html.count("<h1") == 1


def test_territories_lead_to_their_pages_below_the_directory(client, site, rich_sheet):
    html = get(client, rich_sheet(0).url).content.decode()
    assert f"{site.directory['fr'].url}territory/FR-59/nord/" in html


def test_fictional_sheet_says_so(client, make_sheet):
    assert "es-fictional" not in get(client, make_sheet("Vrai").url).content.decode()
    assert "es-fictional" in get(client, make_sheet("Faux", fictional=True).url).content.decode()


def test_honest_about_what_is_missing(client, site, make_sheet, settings):
    sheet = make_sheet("Shared gardens", language="en")
    html = get(client, sheet.url).content.decode()
    for sentence in ("No weakness is declared.", "No point of vigilance is declared.", "No source is given."):
        assert sentence in html


def test_unsourced_figures_are_counted(client, make_sheet):
    rows = [{"name": "A", "value": Decimal(1)}, {"name": "B", "value": Decimal(2)}, {"name": "C", "source": "x"}]
    sheet = make_sheet("Shared gardens", language="en", body=[("results", {"indicators": rows})])
    assert "2 figures have no source." in get(client, sheet.url).content.decode()


def test_doubtful_values_render(client, make_sheet):
    sheet = make_sheet("Atelier", start_year=2020, end_year=2010, latitude=Decimal("50.5"))
    assert "2020" in get(client, sheet.url).content.decode()
    assert len(sheet.get_warnings()) == 3


def test_empty_sheet_has_no_empty_section(client, make_sheet):
    blocks = [("context", {}), ("swot", {}), ("picture", {}), ("results", {"indicators": [{}]})]
    html = get(client, make_sheet("Vide", body=blocks).url).content.decode()
    assert 'id="section-' not in html


def test_method_and_commons_are_linked_in_the_readers_language_else_marked(client, site, make_sheet):
    method = site.home["en"].add_child(instance=MethodPage(title="Our way", pitch="P", locale=site.locales["en"]))
    both = site.home["fr"].add_child(instance=CommonPage(title="Charte", pitch="P", locale=site.locales["fr"]))
    both.copy_for_translation(site.locales["en"]).save_revision().publish()
    private = site.home["fr"].add_child(
        instance=CommonPage(title="Secret", pitch="P", locale=site.locales["fr"], live=False)
    )
    sheet = make_sheet("Lavoir", method_key=method.translation_key)
    sheet.common_links = [
        SheetCommon(common_key=both.translation_key, relation="uses"),
        SheetCommon(common_key=private.translation_key, relation="produces"),
        SheetCommon(common_key=uuid4(), relation="produces"),
    ]
    sheet.save_revision().publish()
    response = get(client, sheet.url)
    view, html = response.context["sheet"], response.content.decode()
    assert (view.method.title, view.method.language.code) == ("Our way", "en")
    (group,) = view.commons
    assert (group["value"], [link.title for link in group["links"]]) == ("uses", ["Charte"])
    assert group["links"][0].language is None
    assert f'<a href="{view.method.url}" hreflang="en" lang="en"' in html
    assert "Secret" not in html


def test_how_complete_a_sheet_is_and_what_lacks(client, make_sheet):
    sheet = make_sheet("Lavoir", language="en", start_year=1902)
    html = get(client, sheet.url).content.decode()
    assert f"{sheet.completeness}% complete" in html
    assert "No territory is given." in html
    assert "The year in which it started is not given." not in html


# The directory


def test_without_accents_and_in_the_singular(client, site, make_sheet):
    make_sheet("Jardins partagés", pitch="Des voisins cultivent.")
    make_sheet("Café")
    view = search(client, site, q="jardin partage")
    assert titles(view) == ["Jardins partagés"]
    response = get(client, site.directory["fr"].url + "?q=jardin+partage")
    assert "Jardins partagés" in response.content.decode()
    make_sheet("Autre", pitch="Un jardin.")
    html = get(client, site.directory["fr"].url + "?q=jardin").content.decode()
    assert "<mark>jardin</mark>" in html


def test_facets_count_and_narrow(client, site, make_sheet):
    garden, repair = site.themes["garden"]["fr"], site.themes["repair"]["en"]
    make_sheet("A", themes=[garden], territory=site.territory.lille, status="running")
    make_sheet("B", themes=[garden, repair], territory=site.territory.france, status="mature")
    make_sheet("C", themes=[repair], status="mature")
    view = search(client, site)
    assert view.results.total == 3
    counts = {
        facet["name"]: {value["value"]: value["count"] for value in facet["values"]} for facet in view.facets.shown
    }
    assert counts["theme"] == {"garden": 2, "repair": 2}
    assert counts["status"] == {"running": 1, "mature": 2}
    assert counts["territory"]["FR"] == 2
    labels = {value["label"] for facet in view.facets.shown if facet["name"] == "theme" for value in facet["values"]}
    assert labels == {"Jardins", "Réparation"}
    # "or" within a facet, "and" between; its own other values stay in reach.
    view = search(client, site, theme=["garden"], status=["mature"])
    assert titles(view) == ["B"]
    counts = {
        facet["name"]: {value["value"]: value["count"] for value in facet["values"]} for facet in view.facets.shown
    }
    assert counts["theme"] == {"garden": 1, "repair": 2}
    assert search(client, site, theme=["garden", "repair"]).results.total == 3
    assert [choice["label"] for choice in view.facets.active] == ["Jardins", "Mature"] or len(view.facets.active) == 2
    assert search(client, site, territory="FR-59").results.total == 1


def test_every_link_of_a_facet_leads_to_its_count(client, site, make_sheet):
    make_sheet("A", themes=[site.themes["garden"]["fr"]], territory=site.territory.lille)
    make_sheet("B", themes=[site.themes["repair"]["fr"]], territory=site.territory.nord, status="idea")
    for facet in search(client, site, status="running").facets.shown:
        for value in facet["values"]:
            if not value["selected"] and facet["selected"] == 0:
                assert get(client, value["url"]).context["directory"].results.total == value["count"], value


def test_pages(client, site, make_sheet, settings):
    settings.ESSAIMAGE = {"RESULTS_PER_PAGE": 2}
    for number in range(5):
        make_sheet(f"Jardin {number}")
    view = search(client, site, q="jardin")
    assert (view.results.total, len(view.results.hits), view.results.pagination["total"]) == (5, 2, 3)
    seen = set(titles(view))
    while view.results.pagination["next_url"]:
        assert "q=jardin" in view.results.pagination["next_url"]
        view = get(client, view.results.pagination["next_url"]).context["directory"]
        seen |= set(titles(view))
    assert len(seen) == 5
    assert view.results.pagination["number"] == 3


@pytest.mark.parametrize("page", ["0", "-1", "999", "x", "", "1e9", "٣", "99999999999999999999999"])
def test_any_page_number_is_harmless(client, site, make_sheet, page):
    make_sheet("Jardin")
    assert titles(search(client, site, page=page)) == ["Jardin"]


@pytest.mark.parametrize(
    "text",
    [
        '"',
        'foo"bar',
        "\x00",
        "a\x00b",
        "é" * 10_000,
        '"' * 5_000,
        "😀",
        "( AND )",
        "-jardin",
        "*",
        "'; DROP TABLE x;--",
        "\u202e",
    ],
)
def test_any_text_is_harmless(client, site, make_sheet, text):
    make_sheet("Jardin")
    view = search(client, site, q=text)
    assert view.results.total >= 0


def test_bytes_that_are_no_text(client, site):
    get(client, site.directory["fr"].url + "?q=%ff%fe%ed%a0%80&theme=%00&territory=%ff&status=%00")


def test_unknown_choices_are_left_out_and_said(client, site, make_sheet):
    make_sheet("Jardin")
    view = search(client, site, theme="no-such", territory="XX-1", status="flying", color="blue")
    assert view.results.total == 1
    assert len(view.notices) == 3
    assert view.facets.active == []
    assert "no-such" not in view.results.pagination["numbers"][0]["url"]


def test_long_text_is_cut_and_said(client, site, make_sheet):
    assert len(search(client, site, q="mot " * 1000).notices) == 1


def test_correction_offers_the_original(client, site, make_sheet):
    make_sheet("Jardins partagés")
    view = search(client, site, q="jardnis")
    assert view.results.correction["text"] == "jardins"
    assert titles(view) == ["Jardins partagés"]
    assert get(client, view.results.correction["original_url"]).context["directory"].results.total == 0


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("jardnis", []),
        ("jardnis -velo", []),
        ("jardnis partagés", ["Jardins partagés"]),
        ('"partagés" jardnis', ["Jardins partagés"]),
        ("jardnis partage\u0301s", ["Jardins partagés"]),
    ],
)
def test_the_original_is_searched_as_it_was_typed(client, site, make_sheet, typed, found):
    """Words that are found still are; the same address keeps its meaning with a filter, and loses it with other
    words."""
    make_sheet("Jardins partagés")
    view = search(client, site, q=typed)
    assert view.results.correction
    address = view.results.correction["original_url"]
    view = get(client, address).context["directory"]
    assert (view.results.correction, view.results.did_you_mean and view.results.did_you_mean["text"], titles(view)) == (
        None,
        None,
        found,
    )
    assert "verbatim" not in view.addresses.url(q="jardin")
    assert ("verbatim", view.question.text) in view.addresses.hidden
    assert search(client, site, q="jardnis", verbatim="jardni").results.correction


def test_other_languages_are_counted_for_a_correction(client, site, make_sheet):
    make_sheet("Lille en vélo")
    make_sheet("Lille by bicycle", language="en")
    view = get(client, f"{site.directory['fr'].url}?q=Lillle").context["directory"]
    assert view.results.correction["text"] == "lille"
    assert {other["code"]: other["count"] for other in view.results.other_languages} == {"en": 1}


def test_other_languages_are_apart(client, site, make_sheet):
    make_sheet("Compost au jardin")
    make_sheet("Compost", language="en")
    make_sheet("Compost", language="es")
    view = search(client, site, q="compost")
    assert titles(view) == ["Compost au jardin"]
    assert {other["code"]: other["count"] for other in view.results.other_languages} == {"en": 1, "es": 1}
    english = get(client, view.results.other_languages[0]["url"]).context["directory"]
    assert titles(english) == ["Compost"]


def test_empty_result_says_what_to_try(client, site, make_sheet):
    make_sheet("Jardin", themes=[site.themes["garden"]["fr"]])
    view = search(client, site, q="xylophone", theme="garden")
    assert view.results.total == 0
    assert [way["url"] for way in view.alternatives.suggestions] == [f"{site.directory['fr'].url}?theme=garden"] * 2


def test_scope_below_or_whole_site(client, site, make_sheet):
    make_sheet("Ailleurs", parent=site.home["fr"])
    assert titles(search(client, site)) == []
    directory = site.directory["fr"]
    directory.scope = "site"
    directory.save_revision().publish()
    cache.clear()
    assert titles(search(client, site)) == ["Ailleurs"]


def test_nothing_private_nor_draft_is_counted(client, site, make_sheet):
    from wagtail.models import PageViewRestriction

    make_sheet("Brouillon", publish=False)
    private = make_sheet("Privé")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    view = search(client, site)
    assert (view.results.total, view.facets.shown) == (0, [])


def test_no_inline_script_nor_style(client, site, rich_sheet):
    for url in (rich_sheet(1).url, site.directory["fr"].url + "?q=jardin"):
        html = get(client, url).content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=", html)
        assert not re.search(r"<script(?![^>]*\ssrc=|[^>]*ld\+json)[^>]*>\s*\S", html)
        assert not re.search(
            r"(?:src|href)=\"https?://(?!localhost|testserver|creativecommons)[^\"]*\.(?:js|css|woff)", html
        )
