"""What pages say of themselves to search engines and social networks."""

import json
import re
import subprocess
from datetime import date
from urllib.parse import urlencode

import pytest

from essaimage_wagtail.models import Organisation

from .npm import installed
from .site import image
from .visits import get, queries

PACKAGES = {"schema-dts": "2.1.0", "typescript": "5.9.3"}


def head(client, url, **params):
    return get(client, url, **params).content.decode().partition("</head>")[0]


def graph(html):
    """What a page says in JSON-LD, by type."""
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    things = json.loads(found)["@graph"]
    return {thing["@type"]: thing for thing in things}


def said(html, name):
    """The contents of a property of Open Graph."""
    return re.findall(rf'<meta property="{name}" content="(.*?)">', html)


def test_a_sheet_is_shared_with_its_cover(client, site, make_sheet):
    cover = image("Pique-nique")
    sheet = make_sheet("Fête <des> voisins", cover=cover, cover_alt="Une table", themes=[site.themes["garden"]["fr"]])
    html = head(client, sheet.url)
    assert said(html, "og:title") == ["Fête &lt;des&gt; voisins"]
    assert said(html, "og:type") == ["article"]
    assert said(html, "og:url") == [sheet.full_url]
    assert said(html, "og:locale") == ["fr"]
    assert said(html, "article:tag") == [site.themes["garden"]["fr"].name]
    (picture,) = said(html, "og:image")
    assert picture == f"http://localhost/essaimage/card/{sheet.translation_key}/fr/{sheet.live_revision_id}/"
    assert said(html, "og:image:alt") == ["Fête &lt;des&gt; voisins – Une table"]
    assert 'content="summary_large_image"' in html


def test_a_title_that_cannot_be_drawn_is_shared_with_the_cover_alone(client, site, make_sheet, monkeypatch):
    html = head(client, make_sheet("日本の庭", cover=image("Photo"), cover_alt="Un jardin").url)
    (picture,) = said(html, "og:image")
    assert picture.startswith("http://localhost/") and picture.endswith(".jpg")
    assert said(html, "og:image:alt") == ["Un jardin"]
    monkeypatch.setattr(type(image("Dessin")), "is_svg", lambda self: True)
    html = head(client, make_sheet("日本", cover=image("Dessin"), cover_alt="Un dessin").url)
    assert said(html, "og:image") == []
    assert 'content="summary"' in html


def test_a_sheet_is_a_page_about_a_project_in_a_place(client, site, make_sheet):
    bearer = Organisation.objects.create(name="Ville", website="javascript:alert(1)")
    sheet = make_sheet("Jardin </script>", territory=site.territory.lille, start_year=2011, bearer=bearer)
    found = graph(head(client, sheet.url))
    assert found["WebPage"]["name"] == found["Project"]["name"] == "Jardin </script>"
    assert found["WebPage"]["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert found["Project"]["foundingDate"] == "2011"
    assert found["Project"]["parentOrganization"] == {"@type": "Organization", "name": "Ville"}
    assert found["Project"]["location"]["name"] == "Lille"
    assert found["Project"]["location"]["containedInPlace"]["@type"] == "Place"
    assert found["BreadcrumbList"]["itemListElement"][-1]["item"] == sheet.full_url


def test_what_is_made_up_is_no_project(client, site, make_sheet):
    found = graph(head(client, make_sheet("Exemple", fictional=True).url))
    assert "Project" not in found and "mainEntity" not in found["WebPage"]


def test_a_method_says_its_steps_in_their_order(client, site, make_method, make_step):
    method = make_method("Essaimer")
    for title in ("Regarder", "Choisir"):
        make_step(method, title)
    steps = graph(head(client, method.url))["HowTo"]["step"]
    assert [(step["position"], step["name"]) for step in steps] == [(1, "Regarder"), (2, "Choisir")]
    assert steps[0]["url"].startswith("http://")


def test_versions_name_each_other(client, site, make_sheet):
    original = make_sheet("Jardin")
    translation = make_sheet("Garden", language="en", translation_key=original.translation_key)
    found = graph(head(client, original.url))["WebPage"]
    assert found["workTranslation"] == [{"@id": f"{translation.full_url}#page"}]


def test_a_replication_is_based_on_its_origins(client, site, make_sheet, link):
    origin, adapted = make_sheet("Jardin"), make_sheet("Jardin de Lomme")
    link(origin, adapted)
    assert graph(head(client, adapted.url))["WebPage"]["isBasedOn"] == [origin.full_url]
    assert "isBasedOn" not in graph(head(client, origin.url))["WebPage"]


@pytest.mark.parametrize(
    ("asked", "canonical", "listed"),
    [
        ({}, "", True),
        ({"theme": "garden"}, "theme/garden/", True),
        ({"territory": "FR-59350"}, "territory/FR-59350/lille/", True),
        ({"territory": "FR-59350", "page": "2"}, "?territory=FR-59350&amp;page=2", True),
        ({"page": "2"}, "?page=2", True),
        ({"page": "9"}, "?page=2", True),
        ({"theme": "garden", "page": "2"}, "?theme=garden&amp;page=2", True),
        ({"utm_source": "a", "theme": "garden"}, "theme/garden/", True),
        ({"theme": "garden", "status": "running"}, "", False),
        ({"status": "running"}, "", False),
        ({"theme": ["garden", "repair"]}, "", False),
        ({"q": "jardin"}, "", False),
        ({"theme": "garden", "view": "map"}, "", False),
        ({"theme": "garden", "sort": "title"}, "", False),
        ({"year_from": "2000"}, "", False),
    ],
)
def test_each_page_of_a_directory_has_its_own_address_and_searches_have_none(
    client, site, make_sheet, settings, asked, canonical, listed
):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "RESULTS_PER_PAGE": 1}
    terms = [site.themes[name]["fr"] for name in ("garden", "repair")]
    for title in ("Un jardin", "Deux jardins"):
        make_sheet(title, themes=terms, status="running", start_year=2010, territory=site.territory.lille)
    html = head(client, site.directory["fr"].url, **asked)
    assert f'<link rel="canonical" href="{site.directory["fr"].full_url}{canonical}">' in html
    assert ('<meta name="robots" content="noindex">' in html) == (not listed)
    assert ("ld+json" in html) == listed
    assert ('hreflang="en"' in html) == (not canonical)


def test_a_directory_of_one_theme_has_a_title_and_a_description(client, site, make_sheet):
    theme = site.themes["garden"]["fr"]
    make_sheet("Jardin des Olieux", themes=[theme])
    html = get(client, site.directory["fr"].url, theme="garden").content.decode()
    assert f"<title>{theme.name} – Directory fr" in html
    assert f"<bdi>{theme.name}</bdi>" in re.search(r"<h1.*?</h1>", html, re.DOTALL)[0]
    assert "Jardin des Olieux" in re.search(r'<meta name="description" content="(.*?)">', html)[1]
    assert graph(html)["CollectionPage"]["name"] == f"{theme.name} – Directory fr"
    assert [item["name"] for item in graph(html)["ItemList"]["itemListElement"]] == ["Jardin des Olieux"]


def test_it_costs_no_query(client, site, make_sheet, monkeypatch):
    asked = f"{site.directory['fr'].url}?{urlencode({'theme': 'garden'})}"
    pages = [make_sheet("Fiche", **_everything(site)).url, asked]
    with_it = [len(queries(client, url)) for url in pages]
    for name in ("card_of", "linked_data"):
        monkeypatch.setattr(f"essaimage_wagtail.templatetags.essaimage_sharing.{name}", lambda context: "")
    assert [len(queries(client, url)) for url in pages] == with_it


def _everything(site):
    return {
        "cover": image("Photo"),
        "cover_alt": "Photo",
        "territory": site.territory.lille,
        "bearer": Organisation.objects.create(name="Ville"),
        "themes": [site.themes["garden"]["fr"]],
        "start_year": 2001,
        "end_year": 2020,
        "reviewed_on": date(2026, 1, 2),
    }


@pytest.mark.npm
def test_it_is_in_the_words_of_schema_org(client, site, make_sheet, make_common, make_method, make_step, tmp_path):
    """schema-dts has every type and property of the vocabulary; TypeScript's compiler compares."""
    packages = installed("schema", PACKAGES)
    method = make_method()
    make_step(method, "Regarder")
    steward = Organisation.objects.create(name="Ville", website="https://ville.example")
    kinds = ("tool", "document", "training", "software", "legal", "dataset")
    commons = [make_common(kind, kind=kind, steward=steward, format="PDF", link="https://a.example") for kind in kinds]
    pages = [site.directory["fr"], make_sheet("Riche", **_everything(site)), method, *commons]
    below = [f"{site.directory['fr'].url}{path}" for path in ("territory/FR-59350/lille/", "theme/garden/")]
    addresses = [*(page.url for page in pages), *below]
    graphs = [re.findall(r'ld\+json">(.*?)</script>', head(client, url))[0] for url in addresses]
    (tmp_path / "node_modules").symlink_to(packages)
    declared = "\n".join(f"export const page{number}: Graph = {said};" for number, said in enumerate(graphs))
    (tmp_path / "pages.ts").write_text(f'import type {{ Graph }} from "schema-dts";\n{declared}\n')
    command = ["node_modules/.bin/tsc", "--noEmit", "--strict", "--skipLibCheck", "pages.ts"]
    compared = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert compared.returncode == 0, compared.stdout
