"""What a visitor gets from the search: similar pages, facets, places, feeds and maps."""

import pytest
from wagtail.models import Page, PageViewRestriction

pytestmark = pytest.mark.django_db


def get(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status
    return response


# Similar pages


@pytest.fixture
def gardens(make_sheet):
    pitch = "Des voisins cultivent ensemble un jardin et son compost."
    return [make_sheet(f"Jardin {name}", pitch=pitch) for name in ("du canal", "de la gare", "des écoles")]


def similar(client, page):
    return [other["link"].title for other in get(client, page.url).context["sheet"].similar]


def test_similar_sheets_are_shown(client, gardens, make_sheet):
    make_sheet("Vélos", pitch="On répare des vélos.")
    assert set(similar(client, gardens[0])) == {"Jardin de la gare", "Jardin des écoles"}
    html = get(client, gardens[0].url).content.decode()
    assert f'<a class="es-similar__title" href="{gardens[1].url}">Jardin de la gare</a>' in html


def test_similar_sheets_stay_in_the_language_and_the_site(client, site, gardens, make_sheet):
    make_sheet("Jardin du canal", pitch=gardens[0].pitch, language="es")
    other_site = site.root.add_child(instance=Page(title="Other", slug="other", locale=site.locales["fr"]))
    make_sheet("Jardin ailleurs", pitch=gardens[0].pitch, parent=other_site)
    assert set(similar(client, gardens[0])) == {"Jardin de la gare", "Jardin des écoles"}


def test_similar_sheets_that_became_private_are_gone_at_once(client, gardens):
    assert "Jardin de la gare" in similar(client, gardens[0])
    PageViewRestriction.objects.create(page=gardens[1], restriction_type="login")
    gardens[2].unpublish()
    assert similar(client, gardens[0]) == []


def test_a_sheet_like_no_other_has_no_such_section(client, make_sheet):
    sheet = make_sheet("Seul", pitch="Rien de tel.")
    assert 'id="similar"' not in get(client, sheet.url).content.decode()
