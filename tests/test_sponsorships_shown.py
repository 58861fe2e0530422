"""What readers see: nothing without both sides, nothing that they may not see, in a constant number of queries."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, PageViewRestriction

from essaimage_wagtail.contexts.page import PageContext
from essaimage_wagtail.paper.rendering import Rendering
from essaimage_wagtail.sponsorships.addresses import path_of
from essaimage_wagtail.sponsorships.choices import SHOWN, Side, State
from essaimage_wagtail.sponsorships.showing.public import accompanied, shown_on

from .sponsored import act

pytestmark = pytest.mark.django_db

AGREED = {"sponsor_agrees": True, "sponsored_agrees": True}


@pytest.fixture
def pair(team, make_sheet, sponsorship):
    """Two sheets, and a sponsorship between them that both sides agreed to show."""
    new = make_sheet("Jardin de Roubaix")
    promised = {"sponsor_promises": "Deux visites.", **AGREED}
    row = sponsorship(state=State.UNDER_WAY, sponsored_key=new.translation_key, **promised)
    row.meetings.create(on="2026-01-05", text="On a semé.", is_public=True)
    row.meetings.create(on="2026-02-05", text="Un désaccord.", is_public=False)
    return SimpleNamespace(team=team, new=new, row=row)


def around(page):
    return PageContext(page, RequestFactory().get("/"))


def shown(page):
    return shown_on(page, around(page))


def test_both_sheets_show_it_and_no_person(client, pair):
    for page, other in ((pair.team, pair.new), (pair.new, pair.team)):
        text = client.get(page.url).content.decode()
        section = text.split('id="sponsorships"')[1].split("</section>")[0]
        assert f'href="{other.url}"' in section
        assert "Deux visites." in section
        assert "On a semé." in section
        for private in ("Un désaccord.", "Awa Diop", "awa@", "Une visite."):
            assert private not in text


def test_it_stands_in_the_contents_and_on_paper(client, pair):
    (one,) = shown(pair.team)
    for page in (pair.team, pair.new):
        answer = client.get(page.url)
        labels = [entry["id"] for entry in answer.context["sheet"].toc]
        assert "sponsorships" in labels
        assert answer.content.decode().count(f'id="{labels[-1]}"') == 1
        paper = Rendering(page, RequestFactory().get("/", {"view": "pdf"}), "pdf").html
        assert "Deux visites." in paper
        assert "Un désaccord." not in paper
        assert "sponsorships.css" not in paper
    pair.row.sponsor_agrees = False
    pair.row.save()
    for page in (pair.team, pair.new):
        assert "sponsorships" not in [entry["id"] for entry in client.get(page.url).context["sheet"].toc]
        assert "Deux visites." not in Rendering(page, RequestFactory().get("/", {"view": "pdf"}), "pdf").html


def test_a_translation_shows_it_too(pair, make_sheet):
    english = pair.team.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    english.title, english.live = "Shared gardens", True
    english.save_revision().publish()

    (one,) = shown(english)
    (other,) = shown(pair.new)

    assert (one.title, one.words_in.code) == ("Jardin de Roubaix", "fr")
    assert other.title == "Jardins partagés"
    pair.team.unpublish()
    assert shown(pair.new)[0].title == "Shared gardens"


@pytest.mark.parametrize("side", list(Side))
def test_nothing_without_either_side(client, pair, side):
    client.post(path_of(pair.row, side), {"act": "agree", "does": "0"})

    assert [shown(pair.team), shown(pair.new)] == [[], []]
    client.post(path_of(pair.row, side), {"act": "agree", "does": "1"})
    assert [len(shown(pair.team)), len(shown(pair.new))] == [1, 1]


def test_only_some_states_are_shown(pair):
    for state in State:
        pair.row.state = state
        pair.row.save()
        assert bool(shown(pair.team)) == (state in SHOWN)


def test_what_was_asked_and_refused_cannot_be_agreed_to(client, sponsorship):
    row = sponsorship(state=State.REFUSED)

    assert client.post(path_of(row, Side.SPONSOR), {"act": "agree", "does": "1"}).status_code == 409
    row.refresh_from_db()
    assert not row.sponsor_agrees


def test_a_sheet_that_is_not_public_is_not_told_by_the_other(pair):
    for page, other in ((pair.team, pair.new), (pair.new, pair.team)):
        private = PageViewRestriction.objects.create(page=page, restriction_type="login")
        assert shown(other) == []
        private.delete()
        assert len(shown(other)) == 1
        page.unpublish()
        assert shown(other) == []
        page.get_latest_revision().publish()
        assert len(shown(other)) == 1
    pair.new.delete()
    assert shown(pair.team) == []


def test_a_project_without_a_sheet_is_told_by_its_name(team, sponsorship):
    sponsorship(state=State.STOPPED, reason="Le terrain est vendu.", **AGREED)

    (one,) = shown(team)

    assert (one.title, one.link, one.place, one.accompanies) == ("Jardin de la Halle", None, "Lille", True)


def test_the_lineage_marks_what_is_known(client, pair, link, sponsorship):
    known, told, other = link(pair.team, pair.new), link(pair.team, name="Ailleurs"), link(pair.team, name="Plus loin")
    sponsorship(state=State.ENDED, replication=told, **AGREED)

    assert accompanied(around(pair.team)) == {known.pk, told.pk}
    text = client.get(f"{pair.team.url}?view=lineage").content.decode()
    rows = {row.pk: text.split(f'id="branch-{row.pk}"')[1].split("</li>")[0] for row in (known, told, other)}
    assert ["es-chip" in rows[row.pk] for row in (known, told, other)] == [True, True, False]


def test_who_only_says_to_be_a_team_is_not_shown_on_its_sheet(team, make_sheet, link, sponsorship):
    new = make_sheet("Jardin de Roubaix")
    replication = link(team, new)
    sponsorship(state=State.UNDER_WAY, replication=replication, **AGREED)

    assert shown(new) == []
    assert accompanied(around(new)) == set()


def test_queries_do_not_grow(pair, make_sheet, sponsorship, django_assert_max_num_queries):
    page_context = around(pair.team)
    _ = page_context.site, page_context.around
    with CaptureQueriesContext(connection) as few:
        assert len(shown_on(pair.team, page_context)) == 1
    for number in range(49):
        new = make_sheet(f"Jardin {number}") if number < 4 else None
        key = new.translation_key if new else None
        row = sponsorship(state=State.UNDER_WAY, sponsored_key=key, **AGREED)
        row.meetings.create(on="2026-01-05", is_public=True)
    with django_assert_max_num_queries(len(few)):
        assert len(shown_on(pair.team, page_context)) == 50
    assert len(few) <= 3
    empty = make_sheet("Sans personne")
    with django_assert_max_num_queries(2):
        assert shown_on(empty, page_context) == []


def test_every_sheet_offers_to_ask_and_leads_a_new_team_to_its_origin(client, pair, link):
    replication = link(pair.team, pair.new)

    text = client.get(pair.new.url).content.decode()

    assert f"/ask/{pair.new.translation_key}/fr/" in text
    assert f"/ask/{pair.team.translation_key}/fr/?replication={replication.pk}" in text
    assert f"/ask/{pair.team.translation_key}/fr/" in client.get(f"{pair.team.url}?view=replicate").content.decode()


def test_the_other_side_is_told_once_that_one_agrees(client, sponsorship, told):
    row = sponsorship(state=State.UNDER_WAY)

    sent = [told(client.post, path_of(row, side), {"act": "agree", "does": "1"}) for side in (*Side, *Side)]

    assert [len(messages) for messages in sent] == [1, 0, 0, 0]
    assert act(client, row, Side.SPONSOR, "end").status_code == 302
