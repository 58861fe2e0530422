"""The home of the admin, where one writes a sheet; the explorer below a directory; lists of terms by language."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.users.models import UserProfile

from essaimage_wagtail.models import PageFaults
from essaimage_wagtail.pages.models import DirectoryPage

from .test_upkeep_reports import FIGURE, someone

HOME = reverse("wagtailadmin_home")
WRITE = reverse("essaimage_write")


def panels(client):
    return {panel.name: panel for panel in client.get(HOME).context["panels"]}


def form_of(page):
    return reverse("wagtailadmin_pages:add", args=["essaimage_pages", "sheetpage", page.pk])


def test_a_sheet_is_written_two_clicks_from_the_home(editor, site):
    """The editor's language is French, where one directory takes sheets."""
    assert f'href="{form_of(site.directory["fr"])}"' in editor.get(HOME).content.decode()
    assert editor.get(WRITE).url == form_of(site.directory["fr"])
    assert editor.get(form_of(site.directory["fr"])).status_code == 200
    places = editor.get(f"{WRITE}?choose").context["places"]
    assert places[0].url == form_of(site.directory["fr"])
    assert len(places) == 5
    commons = site.home["fr"].add_child(
        instance=DirectoryPage(title="Communs", locale=site.locales["fr"], lists="commons")
    )
    assert form_of(commons) not in editor.get(f"{WRITE}?choose").content.decode()
    second = site.home["fr"].add_child(instance=DirectoryPage(title="Ailleurs", locale=site.locales["fr"]))
    asked = editor.get(WRITE)
    assert asked.status_code == 200
    assert [place.url for place in asked.context["places"]][:2] == [form_of(site.directory["fr"]), form_of(second)]


def test_whoever_writes_in_another_language_gets_there(client, django_user_model, site):
    person = someone(django_user_model, "writer", ("add", site.home["es"]))
    UserProfile.objects.create(user=person, preferred_language="fr")
    client.force_login(person)
    assert client.get(WRITE).url == form_of(site.directory["es"])
    client.force_login(someone(django_user_model, "reader", ("change", site.home["es"])))
    assert "essaimage_write" not in panels(client)
    assert client.get(WRITE).status_code == 302


def test_my_drafts(client, django_user_model, site, make_sheet):
    person = someone(django_user_model, "writer", ("change", site.home["fr"]), ("add", site.home["fr"]))
    client.force_login(person)
    assert "essaimage_drafts" not in panels(client)
    mine = make_sheet("Le mien", publish=False, owner=person)
    make_sheet("Publiée", owner=person)
    other = make_sheet("D’une autre", publish=False)
    assert [page.pk for page in panels(client)["essaimage_drafts"].drafts] == [mine.pk]
    other.save_revision(user=person)
    assert {page.pk for page in panels(client)["essaimage_drafts"].drafts} == {mine.pk, other.pk}
    assert reverse("wagtailadmin_pages:edit", args=[mine.pk]) in client.get(HOME).content.decode()


def test_what_needs_care(editor, make_sheet, make_common, django_assert_max_num_queries):
    make_sheet("Bon")
    panel = panels(editor)["essaimage_care"]
    assert panel.lines == []
    make_sheet("Jardin", body=[FIGURE], licence="")
    make_sheet("Lavoir", licence="")
    make_common("Charte", licence="")
    lines = panels(editor)["essaimage_care"].lines
    assert [line.count for line in lines] == [1, 2, 1]
    for line in lines:
        assert len(editor.get(line.url).context["object_list"]) == line.count
    with django_assert_max_num_queries(80) as few:
        editor.get(HOME)
    for number in range(3):
        make_sheet(f"Autre {number}", body=[FIGURE])
    with django_assert_max_num_queries(len(few)):
        editor.get(HOME)


def test_whoever_looks_after_nothing_has_wagtails_home(client, django_user_model, site):
    client.force_login(someone(django_user_model, "reader"))
    assert not {name for name in panels(client) if name.startswith("essaimage")}


# The explorer


def explore(client, page, **asked):
    answer = client.get(reverse("wagtailadmin_explore", args=[page.pk]), asked)
    assert answer.status_code == 200
    return answer


def shown(answer):
    return [page.title for page in answer.context["object_list"]]


def test_the_explorer_says_what_sheets_say(editor, site, make_sheet, make_common):
    directory = site.directory["fr"]
    garden = make_sheet(
        "Jardin", territory=site.territory.lille, status="mature", reviewed_on=date(2020, 1, 2), start_year=1990
    )
    make_sheet("Lavoir", territory=site.territory.france)
    make_common("Charte")
    html = explore(editor, directory).content.decode()
    assert "Lille" in html
    for asked, found in (
        ({"sheet_territory": site.territory.nord.pk}, ["Jardin"]),
        ({"sheet_status": "mature"}, ["Jardin"]),
        ({"sheet_review": "stale"}, ["Jardin"]),
        ({"sheet_completeness": garden.completeness}, ["Lavoir"]),
        ({"language": "en"}, []),
        ({"sheet_territory": "x"}, None),
    ):
        answer = explore(editor, directory, **asked)
        assert found is None or shown(answer) == found, asked
    assert shown(explore(editor, directory, ordering="-essaimage_completeness"))[0] == "Jardin"
    for name in ("essaimage_status", "essaimage_reviewed_on", "ord", "title"):
        assert len(shown(explore(editor, directory, ordering=name))) == 3
    # Wagtail's index knows nothing of what sheets say: what is found is not ordered by it.
    explore(editor, directory, q="jardin", ordering="essaimage_completeness")
    assert len(explore(editor, site.home["fr"]).context["object_list"]) == 1, "Wagtail's own view above it"


def test_territories_of_the_explorer_are_one_question(editor, site, make_sheet):
    """wagtail-localize asks of each page what its buttons say; the columns ask of all."""

    def asked():
        with CaptureQueriesContext(connection) as queries:
            explore(editor, site.directory["fr"])
        return sum("essaimage_wagtail_territory" in query["sql"] for query in queries)

    make_sheet("Jardin", territory=site.territory.lille)
    once = asked()
    for number in range(4):
        make_sheet(f"Autre {number}", territory=site.territory.nord)
    assert asked() == once


# Terms


@pytest.mark.parametrize("name", ["theme", "audience", "usage", "projectframe"])
def test_lists_of_terms_are_narrowed_by_language(editor, site, usages, frame, name):
    url = reverse(f"wagtailsnippets_essaimage_wagtail_{name}:list")
    everything = editor.get(url)
    headings = [str(column.label) for column in everything.context["table"].columns.values()]
    languages = {row.locale.language_code for row in everything.context["object_list"]}
    assert {row.locale.language_code for row in editor.get(url, {"locale": "fr"}).context["object_list"]} == {"fr"}
    assert any(column.name == "locale_id" for column in everything.context["table"].columns.values()), headings
    if name != "audience":
        assert languages == {"fr", "en"}
        assert {r.locale.language_code for r in editor.get(url, {"locale": "en"}).context["object_list"]} == {"en"}


def test_what_is_noted_needs_no_page(db):
    assert str(PageFaults(page_pk=3)) == "3"
